//! The four systems.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An outside system that is simulated.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Serialize,
	Deserialize,
	ToSchema,
	clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum System {
	/// The non-tax bill system 非税系统.
	Nontax,
	/// The Yangtze-Delta sharing platform 长三角共享平台, with three provinces behind it.
	Platform,
	/// The evidence chain 存证链.
	Evidence,
	/// The signing chain 签署链.
	Signing,
}

impl System {
	/// All of them.
	pub const ALL: [System; 4] =
		[System::Nontax, System::Platform, System::Evidence, System::Signing];

	/// Its name, as the command line, the database and the documents write it.
	pub const fn as_str(self) -> &'static str {
		match self {
			Self::Nontax => "nontax",
			Self::Platform => "platform",
			Self::Evidence => "evidence",
			Self::Signing => "signing",
		}
	}

	/// Its name in words.
	pub const fn title(self) -> &'static str {
		match self {
			Self::Nontax => "Non-tax bill system 非税系统",
			Self::Platform => "Yangtze-Delta sharing platform 长三角共享平台",
			Self::Evidence => "Evidence chain 存证链",
			Self::Signing => "Signing chain 签署链",
		}
	}

	/// What stands before the name of a service in a path, with slashes before and not behind.
	pub const fn prefix(self) -> &'static str {
		match self {
			Self::Nontax => "/api/medical",
			Self::Platform => "/api/v2",
			Self::Evidence => "/api/v1/evidence",
			Self::Signing => "/api/v1/signing",
		}
	}

	/// What the references of its receipts begin with.
	pub const fn letters(self) -> &'static str {
		match self {
			Self::Nontax => "NT",
			Self::Platform => "YD",
			Self::Evidence => "EV",
			Self::Signing => "SG",
		}
	}
}

impl std::fmt::Display for System {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str(self.as_str())
	}
}

impl std::str::FromStr for System {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		Self::ALL.into_iter().find(|system| system.as_str() == text).ok_or_else(|| {
			format!("{text:?} is no system: there are nontax, platform, evidence and signing")
		})
	}
}
