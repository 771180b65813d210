//! Which state of a bill may become which, and by whom.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
