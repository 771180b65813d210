//! Proofs through the public interface, over real tries and real signatures.

mod alteration;
mod common;
mod document;
mod keys;
mod verify;
