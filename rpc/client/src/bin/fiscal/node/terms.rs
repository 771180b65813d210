//! What an access node is admitted for, and terms of its credential, as people type them.

use crate::values::{choice, digest, digest_of};
use clap::Args;
use fiscal_client::Fault;
use fiscal_primitives::{
	authorization::{Scope, Scopes},
	node::{CredentialTerms, NodeRequest, NodeRole, NodeRoles, NodeScenes},
	text::Name,
	Date, Digest, Moment, SceneId,
};
use std::path::PathBuf;

pub const ROLES: &[&str] = &["issuer", "user"];
pub const RESOURCES: &[&str] = &["list", "summary", "structured", "pdf", "use"];

/// What is asked for a node.
#[derive(Args)]
pub struct RequestArgs {
	/// Name of the node, 1 to 128 bytes
	#[arg(long)]
	name: Name,
	/// In what capacities it serves; may be given twice
	#[arg(long = "role", required = true, value_parser = choice::<NodeRole>(ROLES))]
	roles: Vec<NodeRole>,
	/// A scene it is for; may be given up to 16 times
	#[arg(long = "scene", value_name = "ID", required = true)]
	scenes: Vec<SceneId>,
	/// A kind of resources it touches; may be given several times
	#[arg(long = "resource", required = true, value_parser = choice::<Scope>(RESOURCES))]
	resources: Vec<Scope>,
	/// The filled-in form of the scene; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE", required_unless_present = "form_digest")]
	form: Option<PathBuf>,
	/// SM3 of the form
	#[arg(long, value_name = "HEX", value_parser = digest, conflicts_with = "form")]
	form_digest: Option<Digest>,
}

impl RequestArgs {
	/// The request.
	pub fn read(self) -> Result<NodeRequest, Fault> {
		Ok(NodeRequest {
			name: self.name,
			capacities: NodeRoles::of(&self.roles),
			scenes: NodeScenes::new(self.scenes)?,
			resources: Scopes::of(&self.resources),
			form: file_or_digest("form", self.form, self.form_digest)?,
		})
	}
}

/// A credential and its end.
#[derive(Args)]
pub struct CredentialArgs {
	/// File of the credential; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE", required_unless_present = "credential_digest")]
	credential: Option<PathBuf>,
	/// SM3 of the credential
	#[arg(long, value_name = "HEX", value_parser = digest, conflicts_with = "credential")]
	credential_digest: Option<Digest>,
	/// When the credential ends: a day (its beginning in China) or Unix ms
	#[arg(long, value_name = "DAY", value_parser = moment)]
	valid_until: Moment,
}

impl CredentialArgs {
	/// The terms.
	pub fn read(self) -> Result<CredentialTerms, Fault> {
		Ok(CredentialTerms {
			digest: file_or_digest("credential", self.credential, self.credential_digest)?,
			valid_until: self.valid_until,
		})
	}
}

/// As [`CredentialArgs`], where there need not be one.
#[derive(Args)]
pub struct MaybeCredentialArgs {
	/// File of the credential issued with it; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE", requires = "valid_until")]
	credential: Option<PathBuf>,
	/// SM3 of the credential issued with it
	#[arg(
		long,
		value_name = "HEX",
		value_parser = digest,
		conflicts_with = "credential",
		requires = "valid_until"
	)]
	credential_digest: Option<Digest>,
	/// When the credential ends: a day (its beginning in China) or Unix ms
	#[arg(long, value_name = "DAY", value_parser = moment)]
	valid_until: Option<Moment>,
}

impl MaybeCredentialArgs {
	/// The terms, if there are any.
	pub fn read(self) -> Result<Option<CredentialTerms>, Fault> {
		let Self { credential, credential_digest, valid_until } = self;
		match valid_until {
			None => Ok(None),
			Some(valid_until) => {
				CredentialArgs { credential, credential_digest, valid_until }.read().map(Some)
			}
		}
	}
}

/// SM3 of a file, or the digest itself.
pub fn file_or_digest(
	name: &str,
	file: Option<PathBuf>,
	digest: Option<Digest>,
) -> Result<Digest, Fault> {
	match (file, digest) {
		(Some(path), _) => digest_of(&path),
		(None, Some(digest)) => Ok(digest),
		(None, None) => Err(Fault::Input(format!("{name}: not given"))),
	}
}

/// `2027-12-31`, which is the beginning of that day in China, or Unix ms.
pub fn moment(text: &str) -> Result<Moment, String> {
	if text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
		return text.parse().map_err(|_| "not a moment in Unix ms".to_string());
	}
	let date: Date = text.parse().map_err(|_| "neither a day nor Unix ms".to_string())?;
	let number = u64::from(date.get());
	let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
	// Days of the civil calendar, counted in years that begin in March.
	let (year, shifted) =
		if month > 2 { (year, month - 3) } else { (year.saturating_sub(1), month + 9) };
	let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 1;
	const EPOCH: u64 = 719_468;
	let days = days.checked_sub(EPOCH).ok_or("before 1970")?;
	(days * 86_400_000).checked_sub(8 * 3_600_000).ok_or_else(|| "before 1970".into())
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_client::time;

	#[test]
	fn a_day_begins_at_midnight_in_china() {
		for (day, iso) in [
			("2027-12-31", "2027-12-30T16:00:00Z"),
			("20280229", "2028-02-28T16:00:00Z"),
			("2028-03-01", "2028-02-29T16:00:00Z"),
			("2000-01-01", "1999-12-31T16:00:00Z"),
		] {
			let at = moment(day).unwrap();
			assert_eq!(time::iso(at), iso, "{day}");
			assert_eq!(Date::at(at), day.parse().unwrap());
			assert_ne!(Date::at(at - 1), day.parse().unwrap());
		}
		assert_eq!(moment("1795190400000"), Ok(1_795_190_400_000));
		for text in ["", "tomorrow", "2027-13-01", "2027-02-30", "-1"] {
			assert!(moment(text).is_err(), "{text}");
		}
	}
}
