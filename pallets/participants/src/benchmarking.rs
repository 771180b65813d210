//! What the calls cost, each in its worst case: signed by an account of the third tier where one may,
//! below an organisation below a member.

#[cfg(feature = "runtime-benchmarks")]
mod calls;
#[cfg_attr(not(feature = "runtime-benchmarks"), allow(dead_code))]
mod vectors;
