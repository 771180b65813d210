//! Tests of the index through its public interface.

mod authorizations;
mod follow;
mod index;
mod support;
