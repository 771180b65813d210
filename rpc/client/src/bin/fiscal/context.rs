//! What a command works with: the node, the signer, the patience.

use crate::{
	cli::{Global, ViaCouncil},
	output::{to_json, Output, Report},
};
use fiscal_client::{client::Outcome, council::Resolution, Account, Call, Client, Fault, Patience};
use fiscal_sm_crypto::{KeyFile, Pair, Signer};
use serde_json::{json, Value};
use std::{io::IsTerminal, path::Path, sync::Arc, time::Duration};

const PASSWORD: &str = "FISCAL_KEY_PASSWORD";

/// What a command works with.
pub struct Context {
	global: Global,
}

impl Context {
	/// The context of the global options.
	pub fn new(global: Global) -> Self {
		Self { global }
	}

	/// Form of the answer.
	pub fn output(&self) -> Output {
		self.global.output
	}

	/// A client of the node.
	pub async fn client(&self) -> Result<Client, Fault> {
		let client = Client::connect(&self.global.url).await?;
		Ok(client.with_patience(self.patience()))
	}

	/// How long transactions are waited for.
	pub fn patience(&self) -> Patience {
		Patience { wait: Duration::from_secs(self.global.timeout), ..Patience::default() }
	}

	/// The account that signs.
	pub fn account(&self) -> Result<Account, Fault> {
		self.signer()?
			.map(Account::new)
			.ok_or_else(|| Fault::Key("this needs a signer: give --key FILE or --dev NAME".into()))
	}

	/// Who signs, if anybody is named.
	pub fn signer(&self) -> Result<Option<Arc<dyn Signer>>, Fault> {
		match (&self.global.key, &self.global.dev) {
			(Some(path), _) => Ok(Some(open_key(path)?)),
			(None, Some(name)) => Ok(Some(Arc::new(Pair::from_dev_name(name)))),
			(None, None) => Ok(None),
		}
	}

	/// Makes a call, or proposes it to the council or for approval. `what` says in a sentence what was done; `more`
	/// finds members of the JSON in the outcome.
	pub async fn make(
		&self,
		call: &Call,
		via: &ViaCouncil,
		what: &str,
		more: impl FnOnce(&Outcome) -> Result<Value, Fault>,
	) -> Result<Report, Fault> {
		let account = self.account()?;
		let client = self.client().await?;
		if via.via_approval {
			let reason = via
				.approval_reason
				.as_ref()
				.ok_or_else(|| Fault::Input("--via-approval needs --approval-reason".into()))?;
			let (outcome, id) =
				client.propose_for_approval(call, via.approval_flow, reason, &account).await?;
			let text = format!(
				"Proposed {} for approval: approval {id}.\n\
				 Whoever may sign it does so with: fiscal approval approve {id}",
				call.title()
			);
			return Ok(Report::of_transaction(&outcome, &text, json!({ "approval": id })));
		}
		if !via.via_council {
			let outcome = client.submit(call, &account).await?;
			let more = more(&outcome)?;
			return Ok(Report::of_transaction(&outcome, what, more));
		}
		let (outcome, resolution) = client.propose(call, via.threshold, &account).await?;
		let council = json!({ "council": to_json(&resolution)? });
		Ok(match resolution {
			Resolution::Executed => {
				let mut members = more(&outcome)?;
				if let (Value::Object(members), Value::Object(council)) = (&mut members, council) {
					members.extend(council);
				}
				Report::of_transaction(&outcome, what, members)
			}
			Resolution::Proposed { hash, index } => {
				let text = format!(
					"Proposed {} to the council: proposal {index}, {hash:?}.\n\
					 Members approve it with: fiscal council vote {hash:?}",
					call.title()
				);
				Report::of_transaction(&outcome, &text, council)
			}
			Resolution::Rejected => {
				Report::of_transaction(&outcome, "The council rejected it.", council)
			}
		})
	}
}

/// Opens a key file with the password of the environment, or asks for it.
pub fn open_key(path: &Path) -> Result<Arc<dyn Signer>, Fault> {
	let password = password(&format!("Password of {}: ", path.display()))?;
	Ok(Arc::new(KeyFile::open(path, password)?))
}

/// The password of the environment, or of whoever sits at the terminal.
pub fn password(prompt: &str) -> Result<String, Fault> {
	match std::env::var(PASSWORD) {
		Ok(password) => Ok(password),
		Err(_) => ask(prompt),
	}
}

/// The password of a key file that is about to be made, of `least` bytes or more. The environment says
/// it once; at the terminal it is asked for twice, for a slip would lock the key away for ever.
pub fn new_password(prompt: &str, least: usize) -> Result<String, Fault> {
	chosen(std::env::var(PASSWORD).ok(), prompt, least, ask)
}

fn chosen(
	given: Option<String>,
	prompt: &str,
	least: usize,
	mut ask: impl FnMut(&str) -> Result<String, Fault>,
) -> Result<String, Fault> {
	let is_given = given.is_some();
	let password = given.map_or_else(|| ask(prompt), Ok)?;
	if password.len() < least {
		return Err(Fault::Key(format!("the password is shorter than {least} bytes")));
	}
	if !is_given && ask("The same password again: ")? != password {
		return Err(Fault::Key("the two passwords differ; no key file was written".into()));
	}
	Ok(password)
}

fn ask(prompt: &str) -> Result<String, Fault> {
	if !std::io::stdin().is_terminal() {
		return Err(Fault::Key(format!(
			"no password: set {PASSWORD}, or run the command at a terminal"
		)));
	}
	rpassword::prompt_password(prompt).map_err(|fault| Fault::Key(fault.to_string()))
}

#[cfg(test)]
mod tests {
	use super::*;

	/// What is chosen when these answers are typed, and how often was asked.
	fn typed(given: Option<&str>, answers: &[&str]) -> (Result<String, Fault>, usize) {
		let mut asked = 0;
		let password = chosen(given.map(Into::into), "Password: ", 8, |_| {
			let answer = answers[asked].to_owned();
			asked += 1;
			Ok(answer)
		});
		(password, asked)
	}

	#[test]
	fn a_new_password_is_typed_twice_and_alike() {
		let (password, asked) = typed(None, &["long enough", "long enough"]);
		assert_eq!((password, asked), (Ok("long enough".into()), 2));
		let (password, asked) = typed(None, &["long enough", "long enouhg"]);
		assert!(matches!(password, Err(Fault::Key(_))), "{password:?}");
		assert_eq!(asked, 2);
	}

	#[test]
	fn a_short_password_is_refused_before_it_is_typed_again() {
		let (password, asked) = typed(None, &["short"]);
		assert!(matches!(password, Err(Fault::Key(_))), "{password:?}");
		assert_eq!(asked, 1);
	}

	#[test]
	fn a_password_of_the_environment_is_not_asked_for() {
		assert_eq!(typed(Some("from outside"), &[]), (Ok("from outside".into()), 0));
		let (password, asked) = typed(Some("short"), &[]);
		assert!(matches!(password, Err(Fault::Key(_))), "{password:?}");
		assert_eq!(asked, 0);
	}
}
