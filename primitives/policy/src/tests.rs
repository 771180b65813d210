//! Tests.

mod decision;
mod decoding;
mod evaluation;
mod examples;
mod json;
mod overlap;
mod reach;
mod reference;
mod schema;
mod strategies;
mod validation;
