//! `fiscal upgrade`: the council authorizes the code of a runtime by its SM3, then one of its members
//! puts the code on the chain.

use crate::{cli::ViaCouncil, context::Context, output::Report, values::read};
use clap::Subcommand;
use fiscal_client::{
	calls::{consortium, system},
	faults::{Failure, Refusal},
	Fault,
};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::sm3_256;
use serde_json::json;
use std::path::{Path, PathBuf};

/// How WebAssembly begins, and how the SDK's compressed form of it does.
const WASM: [&[u8]; 2] = [b"\0asm", &[82, 188, 83, 118, 70, 219, 142, 5]];

/// What can be done for an upgrade.
#[derive(Subcommand)]
pub enum UpgradeCommand {
	/// Authorize the upgrade to a runtime
	Authorize {
		/// WebAssembly of the runtime
		file: PathBuf,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Put the code of the authorized runtime on the chain: a member of the council
	Apply {
		/// WebAssembly of the runtime
		file: PathBuf,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: UpgradeCommand) -> Result<Report, Fault> {
	match command {
		UpgradeCommand::Authorize { file, via } => {
			let hash: Digest = sm3_256(&code(&file)?).into();
			let call = consortium::authorize_upgrade(hash);
			let what = format!("Authorized the upgrade to {hash:?}.");
			context.make(&call, &via, &what, |_| Ok(json!({ "codeHash": hash }))).await
		}
		UpgradeCommand::Apply { file } => {
			let code = code(&file)?;
			let hash: Digest = sm3_256(&code).into();
			let call = system::apply_authorized_upgrade(&code);
			let (account, client) = (context.account()?, context.client().await?);
			// Megabytes are not sent in vain.
			if client.authorized_upgrade().await? != Some(hash) {
				return Err(Fault::Refused(Refusal::NotExpected));
			}
			let before = client.runtime(None).await?.spec_version();
			let outcome = client.submit(&call, &account).await?;
			let rejected = outcome
				.events
				.iter()
				.find(|event| event.is("System", "RejectedInvalidAuthorizedUpgrade"));
			if let Some(event) = rejected {
				let runtime = client.runtime(None).await?;
				let error = event.field_bytes("error").unwrap_or_default();
				return Err(Fault::Failed {
					failure: Failure::decode(error, runtime.metadata_ref())?,
					block: outcome.position.block,
					transaction: outcome.transaction,
				});
			}
			let after = client.runtime(Some(outcome.position.block_hash)).await?.spec_version();
			let what = format!("Runtime version {before} was followed by {after}, {hash:?}.");
			let more = json!({ "codeHash": hash, "versionBefore": before, "versionAfter": after });
			Ok(Report::of_transaction(&outcome, &what, more))
		}
	}
}

fn code(path: &Path) -> Result<Vec<u8>, Fault> {
	let code = read(path)?;
	match WASM.iter().any(|magic| code.starts_with(magic)) {
		true => Ok(code),
		false => Err(Fault::file(path, "is no WebAssembly")),
	}
}
