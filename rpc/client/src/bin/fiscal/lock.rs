//! `fiscal lock` (R223, R232).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	proof::{self, ProofArgs},
	values::digest,
};
use clap::{Args, Subcommand};
use fiscal_client::{
	calls::bill_locks,
	locks::{self, Done, LockRequest},
	time, Fault,
};
use fiscal_primitives::{
	rpc::LockItem, text::Reason, BillKey, Digest, Fen, FlowNumber, Lock, ParticipantId, Region,
	SceneId,
};
use serde_json::{json, Value};

/// What can be done with locks.
#[derive(Subcommand)]
pub enum LockCommand {
	/// Take the lock of a bill; exit code 4 if another holds it, 5 if a policy denies it
	Acquire {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// The scene it is reimbursed under
		#[arg(long, value_name = "ID")]
		scene: SceneId,
		/// What is to be reimbursed, in yuan
		#[arg(long, value_name = "YUAN")]
		claim: Fen,
		#[command(flatten)]
		flow: Flow,
		/// SM3 of the credential with which the holder of the bill authorized it
		#[arg(long, value_name = "HEX", value_parser = digest)]
		authorization: Digest,
	},
	/// Reimburse and unlock
	Settle {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// What was reimbursed, in yuan
		#[arg(long, value_name = "YUAN")]
		amount: Fen,
		#[command(flatten)]
		flow: Flow,
		/// End reimbursement although a part of the total remains
		#[arg(long)]
		close: bool,
	},
	/// Unlock without reimbursing
	Release {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		#[command(flatten)]
		flow: Flow,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Show the lock of a bill and what came before it, with --proof in a form that proves itself
	Show {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		#[command(flatten)]
		proof: ProofArgs,
	},
	/// End the lock of another: an administrator under an approval, or the council
	ForceRelease {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		#[command(flatten)]
		of: Of,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Take a reimbursement back: whoever reimbursed asks, the fiscal authority confirms
	#[command(subcommand)]
	Reverse(ReverseCommand),
}

/// Taking a reimbursement back.
#[derive(Subcommand)]
pub enum ReverseCommand {
	/// Ask for it
	Request {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// What is to be taken back, in yuan
		#[arg(long, value_name = "YUAN")]
		amount: Fen,
		#[command(flatten)]
		flow: Flow,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
	},
	/// Confirm it
	Confirm {
		/// The bill, CODE-NUMBER
		bill: BillKey,
		/// What is taken back, in yuan
		#[arg(long, value_name = "YUAN")]
		amount: Fen,
		#[command(flatten)]
		of: Of,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Withdraw the request
	Withdraw {
		/// The bill, CODE-NUMBER
		bill: BillKey,
	},
}

/// What names an operation: repeated with the same, it has the same answer.
#[derive(Args)]
pub struct Flow {
	/// Business flow number 业务流水号, 1 to 64 visible ASCII characters
	#[arg(long, value_name = "NUMBER")]
	flow: FlowNumber,
	/// Area of the reimbursement, the first two digits of its division code
	#[arg(long, default_value_t = Region::SHANGHAI, value_name = "CODE")]
	region: Region,
}

/// Whose lock or reversal is meant, and no later one [default: the one the chain tells of now].
#[derive(Args)]
pub struct Of {
	/// Number of the participant that holds the lock, or asked for the reversal [default: whoever does
	/// now]
	#[arg(long, value_name = "PARTICIPANT", requires = "flow")]
	holder: Option<ParticipantId>,
	/// Flow number of its lock, or of its request [default: that of now]
	#[arg(long, value_name = "NUMBER", requires = "holder")]
	flow: Option<FlowNumber>,
}

/// Runs a command.
pub async fn run(context: &Context, command: LockCommand) -> Result<Report, Fault> {
	match command {
		LockCommand::Acquire { bill, scene, claim, flow, authorization } => {
			let Flow { flow, region } = flow;
			let request =
				LockRequest { key: bill, scene, region, flow, claimed: claim, authorization };
			acquire(context, request).await
		}
		LockCommand::Settle { bill, amount, flow, close } => {
			let (account, client) = (context.account()?, context.client().await?);
			let Flow { flow, region } = flow;
			let done = locks::settle(&client, &account, bill, region, &flow, amount, close).await?;
			let remains = done.remaining.map(|fen| format!(", {fen} yuan remain"));
			report(&done, &format!("Reimbursed {amount} yuan{}", remains.unwrap_or_default()))
		}
		LockCommand::Release { bill, flow, reason } => {
			let (account, client) = (context.account()?, context.client().await?);
			let Flow { flow, region } = flow;
			let done = locks::release(&client, &account, bill, region, &flow, &reason).await?;
			report(&done, "Released")
		}
		LockCommand::Show { bill, proof } => match proof.wanted() {
			Some(wanted) => proof::of_lock(context, bill, wanted).await,
			None => show(context, bill).await,
		},
		LockCommand::ForceRelease { bill, of, reason, via } => {
			force_release(context, bill, of, &reason, &via).await
		}
		LockCommand::Reverse(command) => reverse(context, command).await,
	}
}

async fn acquire(context: &Context, request: LockRequest) -> Result<Report, Fault> {
	let (account, client) = (context.account()?, context.client().await?);
	let grant = locks::acquire(&client, &account, &request).await?;
	let mut json = to_json(&grant)?;
	json["state"] = "locked".into();
	json["expiresIso"] = time::iso(grant.expires).into();
	let again = if grant.again { ", as this flow number was answered before" } else { "" };
	let text = format!("Locked {} until {}{again}.", grant.key, time::display(grant.expires));
	Ok(Report::new(json, text))
}

async fn force_release(
	context: &Context,
	bill: BillKey,
	of: Of,
	reason: &Reason,
	via: &ViaCouncil,
) -> Result<Report, Fault> {
	let (holder, flow) = match (of.holder, of.flow) {
		(Some(holder), Some(flow)) => (holder, flow),
		_ => {
			let lock = context.client().await?.lock(bill).await?;
			let lock = lock.ok_or_else(|| Fault::NotFound(format!("a lock of bill {bill}")))?;
			(lock.holder, lock.flow)
		}
	};
	let call = bill_locks::force_release(bill, holder, &flow, reason);
	let what = format!("Ended the lock of {bill}, of participant {holder}, flow number {flow}.");
	let more = json!({ "key": bill, "holder": holder, "flow": flow });
	context.make(&call, via, &what, |_| Ok(more)).await
}

async fn confirm_reversal(
	context: &Context,
	bill: BillKey,
	amount: Fen,
	of: Of,
	via: &ViaCouncil,
) -> Result<Report, Fault> {
	let (holder, flow) = match (of.holder, of.flow) {
		(Some(holder), Some(flow)) => (holder, flow),
		_ => {
			let pending = context.client().await?.bill_pending(bill).await?;
			let waiting = pending
				.and_then(|pending| pending.reversal)
				.ok_or_else(|| Fault::NotFound(format!("a reversal of bill {bill} that waits")))?;
			(waiting.holder, waiting.flow)
		}
	};
	let call = bill_locks::confirm_reversal(bill, holder, &flow, amount);
	let what = format!(
		"Took {amount} yuan back from {bill}, of participant {holder}, flow number {flow}."
	);
	let more = json!({ "key": bill, "holder": holder, "flow": flow });
	context.make(&call, via, &what, |_| Ok(more)).await
}

async fn reverse(context: &Context, command: ReverseCommand) -> Result<Report, Fault> {
	match command {
		ReverseCommand::Request { bill, amount, flow, reason } => {
			let (account, client) = (context.account()?, context.client().await?);
			let Flow { flow, region } = flow;
			let done =
				locks::request_reversal(&client, &account, bill, region, &flow, amount, &reason)
					.await?;
			report(&done, &format!("Asked to take {amount} yuan back"))
		}
		ReverseCommand::Confirm { bill, amount, of, via } => {
			confirm_reversal(context, bill, amount, of, &via).await
		}
		ReverseCommand::Withdraw { bill } => {
			let none = ViaCouncil::default();
			let call = bill_locks::withdraw_reversal(bill);
			let what = format!("Withdrew the request to take a reimbursement of {bill} back.");
			context.make(&call, &none, &what, |_| Ok(json!({ "key": bill }))).await
		}
	}
}

fn report(done: &Done, what: &str) -> Result<Report, Fault> {
	let again = if done.again { ", as this flow number was answered before" } else { "" };
	let transaction =
		done.transaction.map(|hash| format!("\ntransaction {hash:?}")).unwrap_or_default();
	Ok(Report::new(to_json(done)?, format!("{what}: {}{again}.{transaction}", done.key)))
}

async fn show(context: &Context, bill: BillKey) -> Result<Report, Fault> {
	let client = context.client().await?;
	let lock = client.lock(bill).await?;
	let history = client.lock_history(bill).await?;
	if lock.is_none() && history.is_empty() && client.bill(bill).await?.is_none() {
		return Err(Fault::NotFound(format!("bill {bill}")));
	}
	let mut holder = Value::Null;
	let mut text = match &lock {
		None => format!("{bill} is not locked\n"),
		Some(lock) => {
			let title = client.participant_title(lock.holder).await;
			holder = title.clone().into();
			describe(bill, lock, title)
		}
	};
	for item in &history {
		text.push_str(&line(item)?);
	}
	let json = json!({
		"key": bill,
		"lock": to_json(&lock)?,
		"holderName": holder,
		"expiresIso": lock.as_ref().map(|lock| time::iso(lock.expires)),
		"history": to_json(&history)?,
	});
	Ok(Report::new(json, text))
}

/// A lock for people.
pub fn describe(bill: BillKey, lock: &Lock, holder: String) -> String {
	table(&[
		("bill", bill.to_string()),
		("holder", holder),
		("until", time::display(lock.expires)),
		("since", time::display(lock.at)),
		("claimed", format!("{} yuan", lock.claimed)),
		("flow number", lock.flow.to_string()),
		("region", lock.region.to_string()),
		("scene", lock.scene.to_string()),
		("authorization", format!("{:?}", lock.authorization)),
	])
}

/// `2026-11-21 … acquired holder 5, flow A, …  block 7`: the event with its members.
fn line(item: &LockItem) -> Result<String, Fault> {
	let event = to_json(&item.event)?;
	let members: Vec<String> = event
		.as_object()
		.into_iter()
		.flatten()
		.filter(|(name, value)| name.as_str() != "event" && !value.is_null())
		.map(|(name, value)| match (name.as_str(), value.as_u64()) {
			("amount", Some(fen)) => Ok(format!("{} yuan", Fen::new(fen)?)),
			("expires", Some(at)) => Ok(format!("until {}", time::display(at))),
			_ => Ok(format!("{name} {}", word(value))),
		})
		.collect::<Result<_, Fault>>()?;
	Ok(format!(
		"{}  {}: {}  block {}\n",
		time::display(item.at),
		event["event"].as_str().unwrap_or("?"),
		members.join(", "),
		item.block
	))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::changes::LockEvent;

	#[test]
	fn an_event_of_a_lock_is_one_readable_line() {
		let item = LockItem {
			block: 7,
			at: 1_795_190_400_000,
			extrinsic: Some(1),
			transaction: None,
			event: LockEvent::Settled {
				holder: ParticipantId(5),
				flow: "F-1".parse().unwrap(),
				amount: Fen::new(12_345).unwrap(),
			},
		};
		let line = line(&item).unwrap();
		assert!(line.starts_with("2026-11-21 00:00:00 CST"), "{line}");
		for part in ["settled", "holder 5", "flow F-1", "123.45 yuan", "block 7"] {
			assert!(line.contains(part), "{part} in {line}");
		}
	}
}
