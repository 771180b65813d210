//! How a province decides about its own bills: one lock a bill, given by a transaction of the database.
//! R173, R174.

use super::registry;
use crate::{
	bills::{self, StoredBill},
	db::{damaged, int, next, uint},
	system::System,
};
use codec::Encode;
use fiscal_bridge::convert;
use fiscal_primitives::{
	bill::Use,
	observation::OutsideState,
	region::{elements_digest, Ending, RegionOperation, RegionOutcome, ResultNotice, StartNotice},
	BillKey, Digest, Fen, Moment,
};
use fiscal_sm_crypto::sm3_256;
use sqlx::AnyConnection;

const SYSTEM: System = System::Platform;

/// How long a lock lasts unless it is settled or released: 30 days, ms.
pub const LOCK_TERM: Moment = 30 * 86_400_000;

/// What became of a request, and when the lock ends by itself.
pub type Decision = (RegionOutcome, Option<Moment>);

/// Starts a reimbursement. The same flow with the same content gets the first answer again.
pub async fn start(
	connection: &mut AnyConnection,
	notice: &StartNotice,
	now: Moment,
) -> Result<Decision, sqlx::Error> {
	let key = convert::hex(&notice.flow.key(RegionOperation::Start));
	let StartNotice { issuer, bill, elements, claimed, authorization, .. } = notice;
	let content: Digest =
		sm3_256(&(issuer, bill, elements, claimed, authorization).encode()).into();
	let content = convert::hex(&content);
	let known: Option<(String, String, Option<i64>)> =
		sqlx::query_as("SELECT content, outcome, expires FROM flows WHERE flow_key = $1")
			.bind(&key)
			.fetch_optional(&mut *connection)
			.await?;
	if let Some((before, outcome, expires)) = known {
		if before != content {
			return Ok((RegionOutcome::Conflict, None));
		}
		let outcome = convert::from_word("outcome", &outcome).map_err(damaged)?;
		return Ok((outcome, expires.map(uint)));
	}
	let (outcome, expires) = judge(connection, notice, &key, now).await?;
	let position = next(connection, "platform/flows").await?;
	sqlx::query(
		"INSERT INTO flows (flow_key, position, issuer, region, org, flow, bill, claimed, content, \
		 outcome, expires, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	)
	.bind(&key)
	.bind(position)
	.bind(i64::from(issuer.get()))
	.bind(i64::from(notice.flow.region.get()))
	.bind(notice.flow.org.as_str())
	.bind(notice.flow.flow.as_str())
	.bind(bill.to_string())
	.bind(int(claimed.get()))
	.bind(content)
	.bind(convert::word(&outcome))
	.bind(expires.map(int))
	.bind(int(now))
	.execute(connection)
	.await?;
	Ok((outcome, expires))
}

async fn judge(
	connection: &mut AnyConnection,
	notice: &StartNotice,
	flow_key: &str,
	now: Moment,
) -> Result<Decision, sqlx::Error> {
	let flow = &notice.flow;
	if !registry::is_admitted(connection, flow.region, &flow.org, now).await? {
		return Ok((RegionOutcome::NotAdmitted, None));
	}
	let bill = bills::find_and_hold(connection, SYSTEM, &notice.bill).await?;
	let Some((bill, total)) = bill.and_then(|bill| known_as(bill, &notice.elements)) else {
		return Ok((RegionOutcome::Unknown, None));
	};
	if bills::region_of(&bill.key) != Some(notice.issuer) {
		return Ok((RegionOutcome::Unknown, None));
	}
	if !bill.is_usable(total, notice.claimed) {
		return Ok((RegionOutcome::NotUsable, None));
	}
	Ok(match lock(connection, &bill.key, flow_key, now).await? {
		Some(expires) => (RegionOutcome::Locked, Some(expires)),
		None => (RegionOutcome::Taken, None),
	})
}

/// The bill and its total, if its five elements are those.
fn known_as(bill: StoredBill, elements: &Digest) -> Option<(StoredBill, Fen)> {
	let facts = bill.facts.as_ref()?;
	let check = facts.check.digest(&bill.key);
	let total = facts.total;
	let own = elements_digest(&bill.key, &check, &facts.issued_on, total);
	(own == *elements).then_some((bill, total))
}

/// Takes the lock of a bill, unless somebody has it: when it ends by itself.
pub async fn lock(
	connection: &mut AnyConnection,
	bill: &BillKey,
	flow_key: &str,
	now: Moment,
) -> Result<Option<Moment>, sqlx::Error> {
	expire(connection, bill, now).await?;
	let expires = now.saturating_add(LOCK_TERM);
	let position = next(connection, "platform/locks").await?;
	let taken = sqlx::query(
		"INSERT INTO locks (position, bill, flow_key, taken, expires) VALUES ($1, $2, $3, $4, $5) \
		 ON CONFLICT DO NOTHING",
	)
	.bind(position)
	.bind(bill.to_string())
	.bind(flow_key)
	.bind(int(now))
	.bind(int(expires))
	.execute(connection)
	.await?
	.rows_affected();
	Ok((taken == 1).then_some(expires))
}

async fn expire(
	connection: &mut AnyConnection,
	bill: &BillKey,
	now: Moment,
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"UPDATE locks SET ended = expires, how = 'expired' \
		 WHERE bill = $1 AND ended IS NULL AND expires <= $2",
	)
	.bind(bill.to_string())
	.bind(int(now))
	.execute(connection)
	.await?;
	Ok(())
}

/// Ends the lock that a flow holds: did it hold one?
pub async fn unlock(
	connection: &mut AnyConnection,
	bill: &BillKey,
	flow_key: &str,
	how: &str,
	now: Moment,
) -> Result<bool, sqlx::Error> {
	expire(connection, bill, now).await?;
	let ended = sqlx::query(
		"UPDATE locks SET ended = $1, how = $2 \
		 WHERE bill = $3 AND flow_key = $4 AND ended IS NULL",
	)
	.bind(int(now))
	.bind(how)
	.bind(bill.to_string())
	.bind(flow_key)
	.execute(connection)
	.await?
	.rows_affected();
	Ok(ended == 1)
}

/// Is the bill locked?
pub async fn is_locked(
	connection: &mut AnyConnection,
	bill: &BillKey,
	now: Moment,
) -> Result<bool, sqlx::Error> {
	let row: Option<(i64,)> = sqlx::query_as(
		"SELECT position FROM locks WHERE bill = $1 AND ended IS NULL AND expires > $2",
	)
	.bind(bill.to_string())
	.bind(int(now))
	.fetch_optional(connection)
	.await?;
	Ok(row.is_some())
}

/// Ends a reimbursement. The same result again gets the first answer again.
pub async fn result(
	connection: &mut AnyConnection,
	notice: &ResultNotice,
	now: Moment,
) -> Result<RegionOutcome, sqlx::Error> {
	type Row = (String, i64, Option<String>, Option<String>);
	let key = convert::hex(&notice.flow.key(RegionOperation::Start));
	let row: Option<Row> =
		sqlx::query_as("SELECT bill, claimed, ending, ended FROM flows WHERE flow_key = $1")
			.bind(&key)
			.fetch_optional(&mut *connection)
			.await?;
	let Some((bill, claimed, ending, ended)) = row else {
		return Ok(RegionOutcome::Unknown);
	};
	let told = serde_json::to_string(&notice.ending)
		.map_err(|fault| sqlx::Error::Encode(Box::new(fault)))?;
	if bill != notice.bill.to_string() || ending.as_ref().is_some_and(|ending| *ending != told) {
		return Ok(RegionOutcome::Conflict);
	}
	if let (Some(_), Some(ended)) = (ending, ended) {
		return convert::from_word("ended", &ended).map_err(damaged);
	}
	let claimed = Fen::new(uint(claimed)).map_err(damaged)?;
	let outcome = end(connection, notice, &key, claimed, now).await?;
	// A result that cannot be booked leaves the lock, so that another one may follow.
	if outcome != RegionOutcome::NotUsable {
		sqlx::query("UPDATE flows SET ending = $1, ended = $2 WHERE flow_key = $3")
			.bind(told)
			.bind(convert::word(&outcome))
			.bind(&key)
			.execute(connection)
			.await?;
	}
	Ok(outcome)
}

async fn end(
	connection: &mut AnyConnection,
	notice: &ResultNotice,
	flow_key: &str,
	claimed: Fen,
	now: Moment,
) -> Result<RegionOutcome, sqlx::Error> {
	let bill = bills::find_and_hold(connection, SYSTEM, &notice.bill).await?;
	let Some(bill) = bill else { return Ok(RegionOutcome::Unknown) };
	let (amount, close) = match notice.ending {
		Ending::Released => {
			let held = unlock(connection, &bill.key, flow_key, "released", now).await?;
			return Ok(if held { RegionOutcome::Released } else { RegionOutcome::Late });
		}
		Ending::Settled { amount, close } => (amount, close),
	};
	let total = bill.facts.as_ref().map_or(Fen::ZERO, |facts| facts.total);
	let Some(state) = settled(&bill, total, claimed, amount, close) else {
		return Ok(RegionOutcome::NotUsable);
	};
	if !unlock(connection, &bill.key, flow_key, "settled", now).await? {
		return Ok(RegionOutcome::Late);
	}
	let version = bill.version.saturating_add(1);
	bills::set_state(connection, SYSTEM, &bill.key, &state, version).await?;
	Ok(RegionOutcome::Settled)
}

/// The state after a reimbursement of `amount`, unless that is more than was claimed or remains.
fn settled(
	bill: &StoredBill,
	total: Fen,
	claimed: Fen,
	amount: Fen,
	close: bool,
) -> Option<OutsideState> {
	let reimbursed = bill.state.reimbursed.checked_add(amount)?;
	if amount > claimed || reimbursed > total {
		return None;
	}
	let usage = if close || reimbursed == total {
		Use::Reimbursed
	} else if reimbursed.is_zero() {
		Use::Free
	} else {
		Use::PartlyReimbursed
	};
	Some(OutsideState { usage, reimbursed, ..bill.state })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::bills::FRESH;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn never_more_than_the_total_is_reimbursed(
			total in 1u64..1_000,
			before in 0u64..1_000,
			claimed in 0u64..1_000,
			amount in 0u64..1_000,
			close in any::<bool>(),
		) {
			let fen = |value| Fen::new(value).unwrap();
			let bill = StoredBill {
				key: "33060126-0000000001".parse().unwrap(),
				facts: None,
				state: OutsideState { reimbursed: fen(before.min(total)), ..FRESH },
				prior: None,
				version: 1,
			};
			match settled(&bill, fen(total), fen(claimed), fen(amount), close) {
				Some(state) => {
					prop_assert!(amount <= claimed);
					prop_assert!(state.reimbursed <= fen(total));
					prop_assert_eq!(state.reimbursed.get(), before.min(total) + amount);
					prop_assert_eq!(
						state.usage == Use::Reimbursed,
						close || state.reimbursed == fen(total)
					);
				}
				None => prop_assert!(amount > claimed || before.min(total) + amount > total),
			}
		}
	}
}
