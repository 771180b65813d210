//! Benchmarks and load generators of FiscalChain.
//!
//! `benches/sm_crypto.rs` compares SM2 and SM3 with other implementations:
//! `cargo bench -p fiscal-benches --bench sm_crypto`.
