//! `fiscal participant tree` (R002).

use super::{kind, roles, status};
use crate::{
	context::Context,
	output::{to_json, Report},
};
use clap::Args;
use fiscal_client::{Fault, ParticipantName};
use fiscal_primitives::{participant::TreeNode, rpc::TreePage};

/// Which part of the tree is shown.
#[derive(Args)]
pub struct Tree {
	/// Whose children: its number, its DID or its account; the members when left out
	#[arg(value_name = "ID|DID|ACCOUNT")]
	parent: Option<ParticipantName>,
	/// Where to begin: the `next` of the page before
	#[arg(long, default_value_t = 0)]
	from: u32,
	/// How many at most
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
	limit: u32,
}

/// Shows a page of the tree.
pub async fn run(context: &Context, command: Tree) -> Result<Report, Fault> {
	let Tree { parent, from, limit } = command;
	let page = context.client().await?.participant_tree(parent.as_ref(), from, limit).await?;
	Ok(Report::new(to_json(&page)?, describe(&page)))
}

fn describe(page: &TreePage) -> String {
	let line = |node: &TreeNode| {
		let below = match node.children {
			0 => String::new(),
			count => format!(", {count} below"),
		};
		format!(
			"{:>6}  {}  [{}, {}] {}{below}\n",
			node.id,
			node.name,
			kind(node.kind, node.label),
			status(node.status, node.effective),
			roles(node.roles),
		)
	};
	let mut text: String = page.items.iter().map(line).collect();
	match page.next {
		Some(next) => text.push_str(&format!("more: --from {next}\n")),
		None if page.items.is_empty() => text.push_str("nobody\n"),
		None => {}
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		participant::{AccountLabel, ParticipantKind, Role, Roles, Status, Tier},
		ParticipantId,
	};

	#[test]
	fn a_page_tells_who_stands_there_and_whether_there_is_more() {
		let node = TreeNode {
			id: ParticipantId(7),
			name: "收费处".parse().unwrap(),
			kind: ParticipantKind::Account,
			label: Some(AccountLabel::Operator),
			tier: Tier::Account,
			status: Status::Active,
			effective: Status::Frozen,
			roles: Roles::of(&[Role::Issuer]),
			children: 0,
		};
		let page = TreePage { items: vec![node], next: Some(50) };
		assert_eq!(
			describe(&page),
			"     7  收费处  [operator, active (frozen from above)] issuer\nmore: --from 50\n"
		);
		assert_eq!(describe(&TreePage::default()), "nobody\n");
	}
}
