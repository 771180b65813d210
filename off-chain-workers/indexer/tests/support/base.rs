//! What does not come with blocks: participants, access nodes, decisions, bridges.

use super::{account, digest, mix, pick, Records, Rows, Size, FEW, START};
use fiscal_indexer::{model::position, row, store::tables};

/// Organisations.
pub(super) fn participants(rows: &mut Rows, size: &Size) {
	for id in 1..=size.organisations {
		let (tier, parent) =
			if id <= 4 { ("member", None) } else { ("organisation", Some(1 + id % 4)) };
		let roles = if id % 2 == 0 { ",issuer,nodeOperator," } else { ",issuer,billUser," };
		let name = format!("单位{id:05}");
		participant(rows, id, &name, "organisation", tier, parent, roles);
	}
}

/// One participant.
pub(super) fn participant(
	rows: &mut Rows,
	id: u32,
	name: &str,
	kind: &str,
	tier: &str,
	parent: Option<u32>,
	roles: &str,
) {
	let status = if id % 50 == 49 { "frozen" } else { "active" };
	rows.add(
		tables::PARTICIPANTS,
		row![
			id,
			format!("did:cpl:{id:08}"),
			name,
			kind,
			tier,
			None::<String>,
			parent,
			roles,
			status,
			account(id),
			1u32,
			START,
			START,
			"{}"
		],
	);
	rows.add(tables::ACCOUNTS, row![account(id), id]);
}

/// Access nodes and whom they serve.
pub(super) fn nodes(rows: &mut Rows, size: &Size) {
	for id in 1..=FEW.min(size.organisations) {
		let kinds = [",issuer,", ",user,", ",issuer,user,"][(id % 3) as usize];
		let status = if id % 7 == 0 { "suspended" } else { "normal" };
		let activated = (id % 5 != 0).then_some(START);
		let until = START + 1_000_000_000 * u64::from(id % 4) * 10;
		rows.add(
			tables::NODES,
			row![
				id,
				format!("节点{id}"),
				id,
				kinds,
				",1,2,",
				",list,summary,",
				status,
				activated,
				START,
				START + u64::from(id),
				START,
				until,
				None::<u64>,
				id % 3,
				"{}"
			],
		);
		rows.add(
			tables::NODE_HISTORY,
			row![
				id,
				position(1, id),
				START,
				status,
				activated.is_some(),
				false,
				START,
				until,
				kinds
			],
		);
		for number in 0..3 {
			let served = 1 + (id + number) % size.organisations;
			rows.add(tables::NODE_LINKS, row![id, served, true, number == 0]);
		}
	}
}

/// Approvals, scenes and policies.
pub(super) fn decisions(rows: &mut Rows, size: &Size, records: &Records) {
	const OPERATIONS: [&str; 3] = ["enactPolicy", "registerScene", "admitParticipant"];
	for id in 1..=size.others {
		let dice = mix(id.into(), 20);
		let state =
			pick(&[("executed", 70), ("pending", 15), ("rejected", 10), ("withdrawn", 5)], dice);
		let operation = OPERATIONS[(dice % 3) as usize];
		let proposer = 1 + id % size.organisations.max(1);
		let at = START + u64::from(id) * 60_000;
		rows.add(
			tables::APPROVALS,
			row![
				id,
				operation,
				digest(3, id.into()),
				proposer,
				proposer,
				1u32,
				state,
				0u32,
				2u32,
				1u32,
				2u32,
				at,
				at + 86_400_000,
				at,
				digest(4, id.into()),
				1u32,
				records.call.as_str(),
				"{}"
			],
		);
		for (entry, action) in ["proposed", "approved"].into_iter().enumerate() {
			rows.add(
				tables::APPROVAL_ENTRIES,
				row![id, entry as u64, action, Some(proposer), at, None::<String>, 1u32],
			);
		}
	}
	for id in 1..=FEW {
		let kind = ["medical", "education", "charity"][(id % 3) as usize];
		rows.add(
			tables::SCENES,
			row![
				id,
				format!("场景{id}"),
				kind,
				id,
				30u64 * 86_400_000,
				"active",
				1u32,
				START,
				START,
				"{}"
			],
		);
		let state = ["draft", "effective", "repealed"][(id % 3) as usize];
		rows.add(
			tables::POLICIES,
			row![
				id,
				format!("策略 Policy {id}"),
				state,
				2u32,
				(id % 3 == 1).then_some(2u32),
				"permit",
				id,
				",register,lock,",
				START,
				START,
				"{}"
			],
		);
		for version in 1..=2u32 {
			rows.add(
				tables::POLICY_VERSIONS,
				row![
					id,
					version,
					format!("策略 Policy {id}"),
					state,
					digest(5, u64::from(id * 10 + version)),
					START,
					Some(1u32),
					None::<u64>,
					"{}"
				],
			);
		}
	}
}

/// Messages, observations and provinces.
pub(super) fn bridges(rows: &mut Rows, size: &Size) {
	for id in 1..=size.others {
		let dice = mix(id.into(), 30);
		let destination = ["nonTax", "yangtzeDelta", "evidence"][(dice % 3) as usize];
		let state = pick(&[("delivered", 90), ("waiting", 8), ("dead", 2)], mix(id.into(), 31));
		let at = START + u64::from(id) * 1_000;
		rows.add(
			tables::OUTBOX,
			row![
				id,
				destination,
				Some("status"),
				state,
				0u32,
				at,
				None::<u64>,
				at,
				None::<String>,
				Some("{\"status\":{}}")
			],
		);
		let kind = ["historicBill", "compare", "evidence"][(dice % 3) as usize];
		let status = pick(&[("applied", 80), ("open", 15), ("rejected", 5)], mix(id.into(), 32));
		rows.add(
			tables::OBSERVATIONS,
			row![
				id,
				kind,
				Some(1 + id % size.organisations.max(1)),
				status,
				at,
				at + 60_000,
				at,
				None::<String>,
				"{}",
				Some("[]"),
				None::<String>
			],
		);
	}
	for region in [32u32, 33, 34] {
		let key = digest(6, region.into());
		rows.add(tables::PROVINCES, row![region, true, region != 34, key, START, "{}"]);
	}
}
