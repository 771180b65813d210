//! Credentials from outside.

mod common;
mod data_model;
mod hostile;
mod round_trip;
