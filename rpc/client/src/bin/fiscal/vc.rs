//! `fiscal vc`: authorizations of holders (R125–R130, R137, R139, R233).

use crate::{
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, digest},
	vc_admin::{self, DelegateCommand, TemplateCommand, WhiteListCommand},
	vc_history::{self, History},
	vc_offline::{self, compact, Inspect, Issue, Prove, Verify},
};
use clap::{ArgGroup, Args, Subcommand};
use fiscal_client::{
	authorizations::new_code, calls::vc_authorization as calls, client::Outcome, faults::Kind,
	time, Call, Fault, ParticipantName,
};
use fiscal_primitives::{
	authorization::{
		AuthorizationAnswer, AuthorizationState, Basis, Code, Coverage, HolderProof, LogEntry,
		Scope,
	},
	text::Reason,
	BillKey, Digest, Moment, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Signature};
use serde_json::{json, Value};
use std::path::PathBuf;

/// Names of scopes on the command line.
pub const SCOPES: &[&str] = &["list", "summary", "structured", "pdf", "use"];

const PALLET: &str = "VcAuthorization";

/// What can be done with authorizations.
#[derive(Subcommand)]
pub enum VcCommand {
	/// Make a credential, signed with --key or --dev
	Issue(Issue),
	/// Show what a credential says, without a connection
	Inspect(Inspect),
	/// Check the signature and the time of a credential, without a connection
	Verify(Verify),
	/// Sign a change of state as the holder, for a platform to bring, without a connection
	Prove(Prove),
	/// Register credentials their holders signed
	Register {
		/// Their files, at most 20
		#[arg(required = true, value_name = "FILE", num_args = 1..=20)]
		files: Vec<PathBuf>,
	},
	/// Register a credential the signer signed for a holder, as its trusted delegate
	GrantFor {
		/// Its file
		#[arg(value_name = "FILE")]
		file: PathBuf,
	},
	/// Freeze an authorization: it grants nothing until it is activated
	Freeze(Change),
	/// Activate a frozen authorization
	Activate(Change),
	/// Revoke an authorization, for ever
	Revoke(Change),
	/// Check and record a read of a bill; exit code 5 if it is not permitted
	Use {
		#[command(flatten)]
		basis: OnBasis,
		/// The bill, CODE-NUMBER
		#[arg(long)]
		bill: BillKey,
		/// What is read
		#[arg(long, value_parser = choice::<Scope>(SCOPES))]
		scope: Scope,
		/// In which scene
		#[arg(long, value_name = "ID")]
		scene: SceneId,
		/// What for; its SM3 is what reaches the chain
		#[arg(long, value_name = "TEXT")]
		purpose: String,
	},
	/// Ask whether something would be permitted; records nothing, exit code 5 if not
	Check {
		#[command(flatten)]
		basis: OnBasis,
		/// Who would do it: number, DID or account
		#[arg(long, value_name = "ID|DID|ACCOUNT")]
		participant: ParticipantName,
		/// The bill, CODE-NUMBER
		#[arg(long)]
		bill: BillKey,
		/// How far
		#[arg(long, value_parser = choice::<Scope>(SCOPES))]
		scope: Scope,
		/// In which scene
		#[arg(long, value_name = "ID")]
		scene: SceneId,
		/// At which moment, such as 2026-11-21T04:03:04Z [default: now]
		#[arg(long, value_name = "TIME", value_parser = vc_offline::moment)]
		at: Option<Moment>,
	},
	/// Show an authorization
	Get {
		/// SM3 of its credential
		#[arg(value_parser = digest)]
		digest: Digest,
	},
	/// List what a holder granted, or what was granted to a participant
	List(List),
	/// Show the head of the log of an authorization
	Log {
		/// SM3 of its credential
		#[arg(value_parser = digest)]
		digest: Digest,
	},
	/// Show the life of an authorization: registration, changes, uses and failed checks
	History(History),
	/// Dynamic codes 动态码
	#[command(subcommand)]
	Code(CodeCommand),
	/// Templates of credentials 凭证模版
	#[command(subcommand)]
	Template(TemplateCommand),
	/// Trusted delegates 可信委托方
	#[command(subcommand)]
	Delegate(DelegateCommand),
	/// The white list 白名单
	#[command(subcommand)]
	Whitelist(WhiteListCommand),
}

/// An authorization and why its state changes.
#[derive(Args)]
pub struct Change {
	/// SM3 of its credential
	#[arg(value_parser = digest)]
	digest: Digest,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	/// The holder's signature, as `fiscal vc prove` makes it, where a platform brings it
	#[arg(long, value_name = "HEX", requires = "nonce")]
	signature: Option<Signature>,
	/// The nonce the holder signed
	#[arg(long, requires = "signature")]
	nonce: Option<u32>,
}

/// On what a use rests.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct OnBasis {
	/// SM3 of the credential
	#[arg(long, value_name = "HEX", value_parser = digest)]
	authorization: Option<Digest>,
	/// The white list
	#[arg(long)]
	white_list: bool,
}

impl OnBasis {
	fn basis(&self) -> Basis {
		self.authorization.map_or(Basis::WhiteList, Basis::Authorization)
	}
}

/// Whose authorizations.
#[derive(Args)]
#[command(group(ArgGroup::new("party").required(true).args(["holder", "grantee"])))]
pub struct List {
	/// What this holder granted: number, DID or account
	#[arg(long, value_name = "ID|DID|ACCOUNT")]
	holder: Option<ParticipantName>,
	/// What was granted to this participant
	#[arg(long, value_name = "ID|DID|ACCOUNT")]
	grantee: Option<ParticipantName>,
	/// All of them, not only those in force
	#[arg(long)]
	all: bool,
	/// Begin behind this one: `next` of the page before
	#[arg(long, value_name = "HEX", value_parser = digest)]
	cursor: Option<Digest>,
	/// Look at so many at most
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
	limit: u32,
}

/// What can be done with dynamic codes.
#[derive(Subcommand)]
pub enum CodeCommand {
	/// Make a code that opens an authorization once, and show it
	Issue {
		/// SM3 of the credential
		#[arg(value_parser = digest)]
		digest: Digest,
		/// How many minutes it lives
		#[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=10))]
		minutes: u64,
	},
	/// Redeem a code; exit code 5 if it opens nothing
	Redeem {
		/// The code
		code: Code,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: VcCommand) -> Result<Report, Fault> {
	use AuthorizationState::{Active, Frozen, Revoked};
	match command {
		VcCommand::Issue(command) => vc_offline::issue(context, command).await,
		VcCommand::Inspect(command) => vc_offline::inspect(command),
		VcCommand::Verify(command) => vc_offline::verify(command),
		VcCommand::Prove(command) => vc_offline::prove(context, command),
		VcCommand::Register { files } => register(context, &files).await,
		VcCommand::GrantFor { file } => {
			let credential = compact(&file)?;
			let found = sm3_256(credential.as_bytes()).into();
			grant(context, &calls::grant_for(&credential), found).await
		}
		VcCommand::Freeze(change) => set_status(context, change, Frozen, "Froze").await,
		VcCommand::Activate(change) => set_status(context, change, Active, "Activated").await,
		VcCommand::Revoke(change) => set_status(context, change, Revoked, "Revoked").await,
		VcCommand::Use { basis, bill, scope, scene, purpose } => {
			let purpose = sm3_256(purpose.as_bytes()).into();
			let outcome =
				send(context, &calls::record_use(basis.basis(), bill, scope, scene, purpose))
					.await?;
			used(&outcome)
		}
		VcCommand::Check { basis, participant, bill, scope, scene, at } => {
			let client = context.client().await?;
			let digest = basis.authorization;
			let answer =
				client.check_authorization(&participant, bill, scope, scene, digest, at).await?;
			let text = match answer.reason {
				None => "Permitted.".to_string(),
				Some(reason) => format!("Not permitted: {}.", word(&reason)),
			};
			let report = Report::new(to_json(&answer)?, text);
			Ok(if answer.permitted { report } else { report.ending_as(Kind::Refused) })
		}
		VcCommand::Get { digest } => {
			let answer = context.client().await?.authorization(digest).await?;
			let answer = answer.ok_or_else(|| unknown(digest))?;
			Ok(Report::new(to_json(&answer)?, describe(&answer)))
		}
		VcCommand::List(list) => list_page(context, list).await,
		VcCommand::Log { digest } => {
			let log = context.client().await?.authorization_log(digest).await?;
			let log = log.ok_or_else(|| unknown(digest))?;
			let text = table(&[
				("entries", log.entries.to_string()),
				("failures", log.failures.to_string()),
				("head", format!("{:?}", log.head)),
			]);
			Ok(Report::new(to_json(&log)?, text))
		}
		VcCommand::History(command) => vc_history::run(context, command).await,
		VcCommand::Code(command) => code(context, command).await,
		VcCommand::Template(command) => vc_admin::template(context, command).await,
		VcCommand::Delegate(command) => vc_admin::delegate(context, command).await,
		VcCommand::Whitelist(command) => vc_admin::white_list(context, command).await,
	}
}

fn unknown(digest: Digest) -> Fault {
	Fault::NotFound(format!("authorization {digest:?}"))
}

async fn send(context: &Context, call: &Call) -> Result<Outcome, Fault> {
	let account = context.account()?;
	context.client().await?.submit(call, &account).await
}

async fn grant(context: &Context, call: &Call, digest: Digest) -> Result<Report, Fault> {
	let outcome = send(context, call).await?;
	let what = format!("Registered authorization {digest:?}.");
	Ok(Report::of_transaction(&outcome, &what, json!({ "digest": digest })))
}

async fn register(context: &Context, files: &[PathBuf]) -> Result<Report, Fault> {
	let credentials: Vec<String> =
		files.iter().map(|file| compact(file)).collect::<Result<_, _>>()?;
	let digests: Vec<Digest> =
		credentials.iter().map(|text| sm3_256(text.as_bytes()).into()).collect();
	if let ([credential], [digest]) = (credentials.as_slice(), digests.as_slice()) {
		return grant(context, &calls::register(credential), *digest).await;
	}
	let outcome = send(context, &calls::register_batch(&credentials)).await?;
	let mut refused = Vec::new();
	for event in outcome.events.iter().filter(|event| event.is(PALLET, "RegistrationRefused")) {
		refused.push(event.field::<u32>("index")?);
	}
	let done: Vec<Digest> = (0u32..)
		.zip(&digests)
		.filter(|(index, _)| !refused.contains(index))
		.map(|(_, digest)| *digest)
		.collect();
	let mut text = format!("Registered {} of {} credentials.", done.len(), digests.len());
	for index in &refused {
		let file = usize::try_from(*index).ok().and_then(|index| files.get(index));
		let name = file.map(|file| file.display().to_string()).unwrap_or_default();
		text.push_str(&format!("\nrefused: {name}; `fiscal vc register {name}` tells why"));
	}
	let more = json!({ "digests": done, "refused": refused });
	let report = Report::of_transaction(&outcome, &text, more);
	Ok(if refused.is_empty() { report } else { report.ending_as(Kind::PartlyRefused) })
}

async fn set_status(
	context: &Context,
	change: Change,
	state: AuthorizationState,
	done: &str,
) -> Result<Report, Fault> {
	let Change { digest, reason, signature, nonce } = change;
	let proof = nonce.zip(signature).map(|(nonce, signature)| HolderProof { nonce, signature });
	let outcome = send(context, &calls::set_status(digest, state, &reason, proof)).await?;
	let what = format!("{done} authorization {digest:?}.");
	let more = json!({ "digest": digest, "state": state });
	Ok(Report::of_transaction(&outcome, &what, more))
}

/// What became of a read: permitted, or recorded as a failure.
fn used(outcome: &Outcome) -> Result<Report, Fault> {
	let event = outcome
		.events
		.iter()
		.find(|event| event.is(PALLET, "Used") || event.is(PALLET, "CheckFailed"))
		.ok_or_else(|| Fault::Internal("the chain recorded neither a use nor a failure".into()))?;
	let entry: LogEntry = event.field("entry")?;
	let Some(reason) = entry.fault else {
		let head: Digest = event.field("head")?;
		let more = json!({ "permitted": true, "head": head });
		return Ok(Report::of_transaction(outcome, "Permitted and recorded.", more));
	};
	let head: Option<Digest> = event.field("head")?;
	let what = format!("Not permitted, and recorded: {}.", word(&reason));
	let more = json!({ "permitted": false, "reason": reason, "head": head });
	Ok(Report::of_transaction(outcome, &what, more).ending_as(Kind::Refused))
}

async fn list_page(context: &Context, list: List) -> Result<Report, Fault> {
	let List { holder, grantee, all, cursor, limit } = list;
	let client = context.client().await?;
	let page = match (holder, grantee) {
		(Some(holder), _) => client.authorizations_of_holder(&holder, all, cursor, limit).await?,
		(None, Some(grantee)) => {
			client.authorizations_of_grantee(&grantee, all, cursor, limit).await?
		}
		(None, None) => return Err(Fault::Input("give --holder or --grantee".into())),
	};
	let mut text: String = page
		.items
		.iter()
		.map(|item| {
			let AuthorizationAnswer { digest, status, authorization } = item;
			let until = time::iso(authorization.valid_until);
			let (holder, grantee) = (authorization.holder, authorization.grantee);
			format!("{digest:?}  {}  {holder} -> {grantee}  until {until}\n", word(status))
		})
		.collect();
	if page.items.is_empty() {
		text.push_str("none\n");
	}
	if let Some(next) = page.next {
		text.push_str(&format!("more: --cursor {next:?}\n"));
	}
	Ok(Report::new(to_json(&page)?, text))
}

fn describe(answer: &AuthorizationAnswer) -> String {
	let AuthorizationAnswer { digest, status, authorization: it } = answer;
	let scopes: Vec<&str> = it.scopes.iter().map(Scope::name).collect();
	let bills = match &it.coverage {
		Coverage::Bills(bills) => {
			bills.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
		}
		Coverage::AllInScene => "all of the holder in the scene".into(),
		Coverage::Confirmed(count) => format!("none; {count} names confirmed"),
	};
	let delegate = it.delegate.map(|(id, consent)| format!("{id}, consent {consent:?}"));
	table(&[
		("authorization", format!("{digest:?}")),
		("status", word(status)),
		("kind", word(&it.kind)),
		("holder", it.holder.to_string()),
		("grantee", it.grantee.to_string()),
		("delegate", delegate.unwrap_or_default()),
		("template", it.template.to_string()),
		("scene", it.scene.to_string()),
		("scope", scopes.join(", ")),
		("bills", bills),
		("valid from", time::display(it.valid_from)),
		("valid until", time::display(it.valid_until)),
		("uses", format!("{} of {}", it.used, it.uses_max)),
		("failed checks", it.log.failures.to_string()),
		("nonce", it.nonce.to_string()),
		("registered", time::display(it.registered_at)),
		("changed", time::display(it.changed_at)),
	])
}

async fn code(context: &Context, command: CodeCommand) -> Result<Report, Fault> {
	match command {
		CodeCommand::Issue { digest, minutes } => {
			let code = new_code()?;
			let client = context.client().await?;
			let account = context.account()?;
			let now = client.block_time(client.head().await?.hash).await?;
			let until = now.saturating_add(minutes.saturating_mul(60_000));
			let call = calls::issue_code(code.digest(), digest, until);
			let outcome = client.submit(&call, &account).await?;
			let text = format!("Code: {}\nuntil {}", code.as_str(), time::display(until));
			let more = json!({ "code": code.as_str(), "authorization": digest, "until": until });
			Ok(Report::of_transaction(&outcome, &text, more))
		}
		CodeCommand::Redeem { code } => {
			let outcome = send(context, &calls::redeem_code(&code)).await?;
			redeemed(&outcome)
		}
	}
}

fn redeemed(outcome: &Outcome) -> Result<Report, Fault> {
	let find = |name: &str| outcome.events.iter().find(|event| event.is(PALLET, name));
	if let Some(event) = find("CodeRedeemed") {
		let digest: Digest = event.field("authorization")?;
		let what = format!("The code opens authorization {digest:?}.");
		return Ok(Report::of_transaction(outcome, &what, json!({ "authorization": digest })));
	}
	let event = find("CodeRefused")
		.ok_or_else(|| Fault::Internal("the chain said nothing about the code".into()))?;
	let reason: fiscal_primitives::authorization::CodeFault = event.field("reason")?;
	let what = format!("The code opens nothing: {}.", word(&reason));
	let more = json!({ "authorization": Value::Null, "reason": reason });
	Ok(Report::of_transaction(outcome, &what, more).ending_as(Kind::Refused))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_command_line_knows_every_scope() {
		let names: Vec<&str> = Scope::ALL.iter().map(|scope| scope.name()).collect();
		assert_eq!(names, SCOPES);
	}
}
