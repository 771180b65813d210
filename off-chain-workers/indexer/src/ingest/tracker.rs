//! What one block hands on to the next: who decides it, and which runtimes are known.

use super::{fetch::Fetched, Batch, Cursor, Halt};
use crate::{
	certificate::Deciders,
	decode::hash_text,
	period,
	progress::Point,
	project::{
		approvals, authorizations, bills, bridges, chain, locks, nodes, participants, policies,
		scenes, validators, Context,
	},
	row,
	store::{tables, Store, StoreFault},
};
use base64::{engine::general_purpose::STANDARD, Engine};
use fiscal_primitives::Digest;
use serde_json::json;
use sp_runtime::traits::Header as _;
use std::collections::BTreeSet;

/// What one block hands on to the next.
pub(super) struct Tracker {
	pub(super) genesis: Digest,
	pub(super) name: String,
	/// Where the database is.
	pub(super) cursor: Option<Cursor>,
	/// The last block that was applied.
	last: Option<(u32, Digest)>,
	deciders: Deciders,
	known: BTreeSet<u32>,
}

impl Tracker {
	/// As it stands behind the cursor.
	pub(super) async fn load(
		store: &Store,
		genesis: Digest,
		name: String,
		cursor: Option<Cursor>,
	) -> Result<Self, Halt> {
		let damaged = |what: &str| Halt::from(StoreFault::Damaged(what.into()));
		let last = match &cursor {
			Some(cursor) => {
				let hash =
					cursor.point.hash.parse::<Digest>().map_err(|_| damaged("the cursor"))?;
				Some((cursor.point.height, hash))
			}
			None => None,
		};
		let row: Option<(i64, i64, String)> = sqlx::query_as(
			"SELECT id, effective, members FROM validator_sets ORDER BY id DESC LIMIT 1",
		)
		.fetch_optional(store.readers())
		.await?;
		let deciders = match row {
			Some((id, effective, members)) => {
				let unreadable = || damaged("the set of validators");
				let members: Vec<validators::Member> =
					serde_json::from_str(&members).map_err(|_| unreadable())?;
				Deciders {
					id: u32::try_from(id).map_err(|_| unreadable())?,
					effective: u32::try_from(effective).map_err(|_| unreadable())?,
					set: Some(validators::set_of(&members).ok_or_else(unreadable)?),
					members,
				}
			}
			None => Deciders { id: 0, effective: 1, set: None, members: Vec::new() },
		};
		let known: Vec<(i64,)> =
			sqlx::query_as("SELECT spec_version FROM runtimes").fetch_all(store.readers()).await?;
		let known = known.into_iter().filter_map(|(spec,)| u32::try_from(spec).ok()).collect();
		Ok(Self { genesis, name, cursor, last, deciders, known })
	}

	/// The last block that was applied.
	pub(super) const fn last(&self) -> Option<(u32, Digest)> {
		self.last
	}

	/// Puts a block into the batch.
	pub(super) fn apply(&mut self, fetched: Fetched, batch: &mut Batch) -> Result<(), Halt> {
		let Fetched { height, hash, block, time, runtime, records, events, changes, reads } =
			fetched;
		if let Some((_, last)) = self.last {
			if *block.header.parent_hash() != last {
				return Err(Halt::Passing(format!(
					"block {height} does not stand on the block that was written before it"
				)));
			}
		}
		let certificate =
			self.deciders.certificate(&self.genesis, hash, &block).map_err(|fault| {
				Halt::Final(format!("block {height} ({hash:?}) is not proven final: {fault}"))
			})?;
		let context = Context { height, time, runtime: &runtime };
		if self.known.insert(runtime.spec_version()) {
			let row = row![
				runtime.spec_version(),
				runtime.transaction_version(),
				height,
				STANDARD.encode(runtime.raw()),
			];
			batch.put(&tables::RUNTIMES, row);
		}
		let mut step = 0u32;
		let registered = bills::project(context, records, &events, &changes, &mut step, batch)?;
		let (locked, reimbursed) = locks::project(context, &events, &mut step, batch)?;
		let authorized = authorizations::project(context, &events, &reads, &mut step, batch)?;
		if height == 0 {
			participants::snapshot(&reads, batch)?;
			nodes::snapshot(Some(context), &reads, batch)?;
			scenes::snapshot(&reads, batch)?;
			approvals::snapshot(context, &reads, batch)?;
			policies::snapshot(context, &reads, batch)?;
			bridges::snapshot(context, &reads, batch)?;
		} else {
			participants::project(context, &events, &reads, batch)?;
			nodes::project(context, &events, &reads, batch)?;
			scenes::project(context, &events, &reads, batch)?;
			approvals::project(context, &events, &reads, batch)?;
			policies::project(context, &events, &reads, batch)?;
			bridges::project_outbox(context, &events, &reads, batch)?;
			bridges::project_observations(context, &events, &reads, batch)?;
			bridges::project_provinces(context, &events, batch)?;
		}
		let decided = chain::Decided {
			hash,
			raw: &block,
			set_id: self.deciders.id,
			proposer: self.deciders.proposer(&block),
			certificate,
			bills: registered,
		};
		let work = chain::project(context, &decided, &events, batch)?;
		if height == 0 || validators::is_applied(&events) {
			self.hand_over(height, validators::current(&reads)?, batch);
		}
		if time > 0 {
			let day = period::day(time);
			let units =
				[("minute", period::minute(time)), ("hour", period::hour(time)), ("day", day)];
			for (unit, period) in units {
				let row = row![
					unit,
					period,
					1i64,
					work.transactions,
					work.failed,
					registered,
					locked,
					reimbursed,
				];
				batch.put(&tables::ACTIVITY, row);
			}
		}
		let counters = [
			("blocks", 1),
			("transactions", crate::store::int(work.transactions)),
			("events", crate::store::int(work.events)),
			("authorizations", authorized),
		];
		for (name, value) in counters {
			batch.put(&tables::COUNTERS, row![name, value]);
		}
		let point = Point { height, hash: hash_text(&hash), time };
		batch.close(point, runtime.spec_version());
		self.last = Some((height, hash));
		Ok(())
	}

	/// Another set decides from the next block on.
	fn hand_over(
		&mut self,
		height: u32,
		current: Option<(fiscal_bft_primitives::ValidatorSet, Vec<validators::Member>)>,
		batch: &mut Batch,
	) {
		let Some((set, members)) = current else { return };
		let id = if height == 0 { 0 } else { self.deciders.id.saturating_add(1) };
		let effective = height.saturating_add(1);
		batch.add(
			&tables::VALIDATOR_SETS,
			row![id, hash_text(&set.hash()), effective, json!(members).to_string()],
		);
		self.deciders = Deciders { id, effective, set: Some(set), members };
	}
}
