//! `fiscal node codes` (R029): codes are made here and only their digests leave the machine.

mod format;

use super::{make, terms::moment};
use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{to_json, word, Report},
	values::digest,
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::access_nodes, time, Fault};
use fiscal_primitives::{
	node::{code_digest, CodeAnswer, CodeText, NewCode},
	policy::Label,
	text::Reason,
	Digest, Moment, NodeId,
};
use format::Format;
use serde_json::json;
use std::{
	io::Write,
	path::{Path, PathBuf},
};

/// What can be done with activation codes.
#[derive(Subcommand)]
pub enum CodesCommand {
	/// Make codes and issue their digests; the codes are shown this once
	Generate(GenerateArgs),
	/// Void unused codes 作废
	Void {
		/// Number of the access node
		node: NodeId,
		/// Codes or their digests, 1 to 100
		#[arg(required = true, num_args = 1..=100, value_parser = named_code)]
		codes: Vec<NamedCode>,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Freeze all codes of an access node 冻结
	Freeze(Why),
	/// Make the codes of an access node work again after they were frozen
	Thaw(Why),
	/// Make a voided, retired or expired code usable again 恢复
	Reinstate {
		/// Number of the access node
		node: NodeId,
		/// The code or its digest
		#[arg(value_parser = named_code)]
		code: NamedCode,
		/// When it ends: a day (its beginning in China) or Unix ms
		#[arg(long, value_name = "DAY", value_parser = moment)]
		valid_until: Moment,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Show the state of a code
	Show {
		/// Number of the access node
		node: NodeId,
		/// The code or its digest
		#[arg(value_parser = named_code)]
		code: NamedCode,
	},
	/// List the codes of an access node by digest
	List {
		/// Number of the access node
		node: NodeId,
		/// Begin behind this digest
		#[arg(long, value_name = "HEX", value_parser = digest)]
		after: Option<Digest>,
		/// At most so many
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
		limit: u32,
	},
}

/// An access node and why something happens to its codes.
#[derive(Args)]
pub struct Why {
	/// Number of the access node
	node: NodeId,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// What codes are made.
#[derive(Args)]
pub struct GenerateArgs {
	/// Number of the access node
	node: NodeId,
	/// How many, 1 to 100
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
	count: u32,
	/// When they end: a day (its beginning in China) or Unix ms
	#[arg(long, value_name = "DAY", value_parser = moment)]
	valid_until: Moment,
	/// Product and version they are for, 1 to 32 bytes
	#[arg(long)]
	product: Label,
	/// Letters and digits they are made of
	#[arg(long, default_value = format::DEFAULT_CHARSET)]
	charset: String,
	/// How many characters, without separators
	#[arg(long, default_value_t = 20)]
	length: usize,
	/// Characters between two separators; 0 for none
	#[arg(long, default_value_t = 5)]
	group: usize,
	/// What stands between groups: - . or _
	#[arg(long, default_value_t = '-')]
	separator: char,
	/// File for the codes, one a line, which nobody else may read; an existing one is not overwritten
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	#[command(flatten)]
	via: ViaCouncil,
}

/// A code by itself or by its digest.
#[derive(Clone)]
pub enum NamedCode {
	Digest(Digest),
	Code(CodeText),
}

impl NamedCode {
	fn digest(&self, node: NodeId) -> Digest {
		match self {
			Self::Digest(digest) => *digest,
			Self::Code(code) => code_digest(node, code),
		}
	}
}

/// A digest is `0x` and 64 hexadecimal digits; everything else is a code.
fn named_code(text: &str) -> Result<NamedCode, String> {
	if text.starts_with("0x") {
		return digest(text).map(NamedCode::Digest);
	}
	text.parse().map(NamedCode::Code).map_err(|fault: fiscal_primitives::Invalid| fault.to_string())
}

/// Runs a command.
pub async fn run(context: &Context, command: CodesCommand) -> Result<Report, Fault> {
	match command {
		CodesCommand::Generate(arguments) => generate(context, arguments).await,
		CodesCommand::Void { node, codes, reason, via } => {
			let digests: Vec<Digest> = codes.iter().map(|code| code.digest(node)).collect();
			let call = access_nodes::void_codes(node, &digests, &reason);
			let what = format!("Voided {} codes of access node {node}.", digests.len());
			make(context, &call, &via, &what, json!({ "id": node, "codes": digests })).await
		}
		CodesCommand::Freeze(Why { node, reason, via }) => {
			let call = access_nodes::freeze_codes(node, &reason);
			let what = format!("Froze the codes of access node {node}.");
			make(context, &call, &via, &what, json!({ "id": node })).await
		}
		CodesCommand::Thaw(Why { node, reason, via }) => {
			let call = access_nodes::thaw_codes(node, &reason);
			let what = format!("The codes of access node {node} work again.");
			make(context, &call, &via, &what, json!({ "id": node })).await
		}
		CodesCommand::Reinstate { node, code, valid_until, reason, via } => {
			let digest = code.digest(node);
			let call = access_nodes::reinstate_code(node, digest, valid_until, &reason);
			let what = format!("Reinstated a code of access node {node}.");
			make(context, &call, &via, &what, json!({ "id": node, "code": digest })).await
		}
		CodesCommand::Show { node, code } => {
			let digest = code.digest(node);
			let answer = context.client().await?.activation_code(node, digest).await?;
			let answer = answer.ok_or_else(|| Fault::NotFound(format!("code {digest:?}")))?;
			Ok(Report::new(to_json(&answer)?, line(&answer)))
		}
		CodesCommand::List { node, after, limit } => {
			let page = context.client().await?.activation_codes(node, after, limit).await?;
			let mut text: String = page.items.iter().map(line).collect();
			if page.activation.frozen {
				text.push_str("the codes of this access node are frozen\n");
			}
			if let Some(next) = page.next {
				text.push_str(&format!("more with --after {next:?}\n"));
			}
			Ok(Report::new(to_json(&page)?, text))
		}
	}
}

fn line(answer: &CodeAnswer) -> String {
	let CodeAnswer { digest, code } = answer;
	format!(
		"{digest:?}  {}, batch {}, {}, valid until {}\n",
		word(&code.state),
		code.batch,
		code.product,
		time::display(code.valid_until)
	)
}

async fn generate(context: &Context, arguments: GenerateArgs) -> Result<Report, Fault> {
	let GenerateArgs { node, count, valid_until, product, .. } = arguments;
	let GenerateArgs { charset, length, group, separator, out, via, .. } = arguments;
	if out.is_none() && (via.via_council || via.via_approval) {
		let reason = "out: a proposal is carried out later, so that the codes need a file";
		return Err(Fault::Input(reason.into()));
	}
	let format = Format::new(&charset, length, group, separator).map_err(Fault::Input)?;
	let codes = format.generate(count as usize).map_err(Fault::Internal)?;
	let mut new = Vec::with_capacity(codes.len());
	for code in &codes {
		new.push(NewCode { digest: code_digest(node, &code.parse()?), valid_until });
	}
	// Written before the digests are on the chain: a code that is lost is of no use.
	if let Some(path) = &out {
		write_secret(path, &(codes.join("\n") + "\n"))?;
	}
	let call = access_nodes::issue_codes(node, &new, &product);
	let digests: Vec<Digest> = new.iter().map(|code| code.digest).collect();
	let (shown, more) = match &out {
		Some(path) => (
			format!("They stand in {}.", path.display()),
			json!({ "id": node, "digests": digests, "file": path }),
		),
		None => (codes.join("\n"), json!({ "id": node, "digests": digests, "codes": codes })),
	};
	let what = format!("Issued {count} activation codes for access node {node}.\n{shown}");
	make(context, &call, &via, &what, more).await
}

/// Writes a new file that only its owner may read.
fn write_secret(path: &Path, text: &str) -> Result<(), Fault> {
	let mut options = std::fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	options
		.open(path)
		.and_then(|mut file| file.write_all(text.as_bytes()))
		.map_err(|fault| Fault::file(path, fault))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_code_is_named_by_itself_or_by_its_digest() {
		let node = NodeId(3);
		let by_code = named_code("AAAAA-BBBBB-CCCCC").unwrap().digest(node);
		assert_eq!(by_code, code_digest(node, &"AAAAABBBBBCCCCC".parse().unwrap()));
		let text = format!("{by_code:?}");
		assert_eq!(named_code(&text).unwrap().digest(NodeId(4)), by_code);
		assert!(named_code("0xab").is_err());
		assert!(named_code("short").is_err());
	}

	#[test]
	fn a_file_of_codes_is_its_owner_s_and_written_once() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("codes");
		write_secret(&path, "A\n").unwrap();
		assert!(matches!(write_secret(&path, "B\n"), Err(Fault::File { .. })));
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			let mode = std::fs::metadata(&path).unwrap().permissions().mode();
			assert_eq!(mode & 0o077, 0);
		}
	}
}
