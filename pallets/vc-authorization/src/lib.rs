//! Authorizations of holders: credentials, uses, dynamic codes, white list.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
