//! Approval flows, their records and the gate of high-risk operations.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
