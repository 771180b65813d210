//! `fiscal vc history`: the life of an authorization, and who used a bill (R129, R130, R139).

use crate::{
	context::Context,
	output::{to_json, word, Report},
	values::digest,
};
use clap::Args;
use fiscal_client::{time, Fault};
use fiscal_primitives::{
	authorization::{Basis, LogItem},
	rpc::{AuthorizationHistory, AuthorizationItem},
	BillKey, Digest,
};

/// Whose history.
#[derive(Args)]
pub struct History {
	/// SM3 of the credential
	#[arg(value_parser = digest, required_unless_present = "bill", conflicts_with = "bill")]
	digest: Option<Digest>,
	/// Instead of one authorization: all uses, reads and failed checks of a bill, CODE-NUMBER
	#[arg(long)]
	bill: Option<BillKey>,
	/// Begin behind this one: `next` of the page before
	#[arg(long, value_name = "CURSOR")]
	cursor: Option<String>,
	/// Show so many at most
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
	limit: u32,
}

/// Shows a page.
pub async fn run(context: &Context, command: History) -> Result<Report, Fault> {
	let History { digest, bill, cursor, limit } = command;
	let client = context.client().await?;
	let page = match (digest, bill) {
		(Some(digest), _) => {
			let page = client.authorization_history(digest, cursor.as_deref(), limit).await?;
			if page.items.is_empty() && cursor.is_none() {
				return Err(Fault::NotFound(format!("authorization {digest:?}")));
			}
			page
		}
		(None, Some(bill)) => client.bill_uses(bill, cursor.as_deref(), limit).await?,
		(None, None) => return Err(Fault::Input("give the SM3 of a credential, or --bill".into())),
	};
	Ok(Report::new(to_json(&page)?, lines(&page)))
}

/// A page, a line a step.
pub fn lines(page: &AuthorizationHistory) -> String {
	let mut text: String = page.items.iter().map(line).collect();
	if page.items.is_empty() {
		text.push_str("none\n");
	}
	if let Some(next) = &page.next {
		text.push_str(&format!("more: --cursor {next}\n"));
	}
	text
}

fn line(step: &AuthorizationItem) -> String {
	let on = match step.basis {
		Basis::Authorization(digest) => format!("{digest:?}"),
		Basis::WhiteList => "white list".into(),
	};
	let what = match &step.item {
		LogItem::Registered { holder, grantee, scene, by, .. } => {
			format!("registered by {by}: {holder} -> {grantee} in scene {scene}")
		}
		LogItem::StatusChanged { from, to, by, reason, .. } => {
			format!("{} -> {} by {by}: {reason}", word(from), word(to))
		}
		LogItem::Checked(entry) => {
			let asked = format!("{} of {} by {}", entry.scope.name(), entry.bill, entry.user);
			match entry.fault {
				None => format!("used: {asked} in scene {}", entry.scene),
				Some(fault) => {
					format!("refused ({}): {asked} in scene {}", word(&fault), entry.scene)
				}
			}
		}
	};
	format!("{}  {what}  {on}  block {}\n", time::display(step.item.at()), step.block)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		authorization::{CheckFault, LogEntry, Scope},
		ParticipantId, SceneId,
	};

	#[test]
	fn a_step_is_one_readable_line() {
		let step = AuthorizationItem {
			basis: Basis::WhiteList,
			block: 7,
			extrinsic: None,
			transaction: None,
			head: None,
			item: LogItem::Checked(LogEntry {
				at: 1_795_190_400_000,
				user: ParticipantId(9),
				scene: SceneId(3),
				bill: "31060125-0000000001".parse().unwrap(),
				scope: Scope::Summary,
				purpose: Digest::zero(),
				fault: Some(CheckFault::Expired),
			}),
		};
		let line = line(&step);
		for part in ["2026-11-21 00:00:00 CST", "expired", "summary", "by 9", "scene 3", "block 7"]
		{
			assert!(line.contains(part), "{part} in {line}");
		}
	}
}
