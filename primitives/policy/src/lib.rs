//! Policies as data: bounded expressions, validation, evaluation, explanation.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
