//! Verifiable credentials (W3C VC 2.0) as JWT signed with SM2.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
