//! `fiscal key`.

use crate::{
	context::{new_password, open_key, Context},
	output::{table, Report},
};
use clap::Subcommand;
use fiscal_client::Fault;
use fiscal_primitives::Did;
use fiscal_sm_crypto::{keyfile, Pair, Public};
use serde_json::json;
use std::path::PathBuf;

/// The shortest password of a new key file, in bytes.
const MIN_PASSWORD: usize = 8;

/// What can be done with keys.
#[derive(Subcommand)]
pub enum KeyCommand {
	/// Make a new SM2 key in an SM4-encrypted PKCS#8 file
	Generate {
		/// The file; an existing one is not overwritten
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
	/// Show the public half of a key file, or of the key that --key or --dev names
	Inspect {
		/// The file
		file: Option<PathBuf>,
	},
}

/// Runs a command.
pub fn run(context: &Context, command: KeyCommand) -> Result<Report, Fault> {
	match command {
		KeyCommand::Generate { out } => {
			let password = new_password("Password of the new key file: ", MIN_PASSWORD)?;
			let pair = Pair::generate();
			keyfile::save(&out, &pair, password)?;
			Ok(describe(&pair.public()))
		}
		KeyCommand::Inspect { file } => {
			let signer = match file {
				Some(file) => open_key(&file)?,
				None => context.signer()?.ok_or_else(|| {
					Fault::Input("key: give a file, or --key FILE or --dev NAME".into())
				})?,
			};
			Ok(describe(&signer.public()))
		}
	}
}

fn describe(public: &Public) -> Report {
	let (account, did) = (public.account_id(), Did::of(public));
	let hex = format!("0x{}", hex::encode::<&[u8; 32]>(account.as_ref()));
	let json = json!({
		"public": public,
		"account": account.to_string(),
		"accountHex": hex,
		"did": did,
	});
	let text = table(&[
		("public", public.to_string()),
		("account", account.to_string()),
		("account hex", hex.clone()),
		("did", did.to_string()),
	]);
	Report::new(json, text)
}
