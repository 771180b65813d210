//! The derives that everything has which calls carry and state keeps.

/// A structure or enumeration with the codecs of the chain and of JSON.
macro_rules! record {
	($($(#[$meta:meta])* $vis:vis struct $name:ident $body:tt)+) => { $(
		#[derive(
			Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode,
			codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
			serde::Serialize, serde::Deserialize,
		)]
		#[serde(rename_all = "camelCase", deny_unknown_fields)]
		$(#[$meta])*
		$vis struct $name $body
	)+ };
	($($(#[$meta:meta])* $vis:vis enum $name:ident $body:tt)+) => { $(
		#[derive(
			Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode,
			codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
			serde::Serialize, serde::Deserialize,
		)]
		#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
		$(#[$meta])*
		$vis enum $name $body
	)+ };
}
pub(crate) use record;
