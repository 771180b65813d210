//! Tests of the index through its public interface.

mod follow;
mod index;
mod support;
