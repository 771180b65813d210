//! Policies: drafts, approval, force, distribution and evaluation.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
