//! The consortium council 联盟理事会: who sits in it, what it votes on, and what a vote did.

use crate::{
	call::Call,
	calls::council::{self, WeightBound},
	client::{item_key, Client, Outcome},
	config::RuntimeClient,
	faults::{Failure, Fault},
	signer::Account,
};
use codec::{Decode, DecodeAll};
use fiscal_primitives::{AccountId, BlockNumber, Digest};
use serde::Serialize;
use sp_runtime::DispatchError;
use std::fmt::Write;
use subxt::ext::scale_value::{stringify::to_writer_custom, Composite, Value, ValueDef};

const PALLET: &str = "Council";

/// What the execution of a proposal may cost unless the caller says otherwise: 20 ms and 1 MB. The
/// signer's quota is charged for it until the real cost is known, so it is no more than needed.
pub const DEFAULT_BOUND: WeightBound =
	WeightBound { ref_time: 20_000_000_000, proof_size: 1_000_000 };

/// A proposal the council votes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Motion {
	/// SM3 of the proposed call: its name.
	pub hash: Digest,
	/// Its number.
	pub index: u32,
	/// How many members must approve.
	pub threshold: u32,
	/// Who approved.
	pub ayes: Vec<AccountId>,
	/// Who rejected.
	pub nays: Vec<AccountId>,
	/// The block the vote ends at.
	pub end: BlockNumber,
	/// Length of the proposed call in bytes.
	pub length: u32,
	/// The proposed call as text.
	pub call: String,
}

/// What closing a vote, or a proposal that needs no vote, did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "result")]
pub enum Resolution {
	/// The proposal waits for votes.
	Proposed {
		/// SM3 of the proposed call.
		hash: Digest,
		/// Its number.
		index: u32,
	},
	/// The proposal was approved and executed.
	Executed,
	/// The proposal was rejected.
	Rejected,
}

#[derive(Decode)]
struct Votes {
	index: u32,
	threshold: u32,
	ayes: Vec<AccountId>,
	nays: Vec<AccountId>,
	end: BlockNumber,
}

impl Client {
	/// The accounts of the council's members.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn council_members(&self) -> Result<Vec<AccountId>, Fault> {
		let head = self.head().await?;
		self.read(&item_key(PALLET, "Members"), head.hash).await.map(Option::unwrap_or_default)
	}

	/// Every proposal the council votes on.
	///
	/// # Errors
	/// As [`Client::request`].
	pub async fn motions(&self) -> Result<Vec<Motion>, Fault> {
		let head = self.head().await?;
		let hashes: Vec<Digest> =
			self.read(&item_key(PALLET, "Proposals"), head.hash).await?.unwrap_or_default();
		let runtime = self.runtime(Some(head.hash)).await?;
		let mut motions = Vec::with_capacity(hashes.len());
		for hash in hashes {
			if let Some(motion) = self.motion_at(hash, head.hash, &runtime).await? {
				motions.push(motion);
			}
		}
		Ok(motions)
	}

	/// A proposal the council votes on.
	///
	/// # Errors
	/// [`Fault::NotFound`] if there is none; otherwise as [`Client::request`].
	pub async fn motion(&self, hash: Digest) -> Result<Motion, Fault> {
		let head = self.head().await?;
		let runtime = self.runtime(Some(head.hash)).await?;
		self.motion_at(hash, head.hash, &runtime)
			.await?
			.ok_or_else(|| Fault::NotFound(format!("proposal {hash:?}")))
	}

	/// Proposes a call to the council. With `threshold` 1 it executes at once; without one, as many
	/// members must approve as the runtime asks for: three quarters for an upgrade of the runtime
	/// and for the validators, more than half for anything else.
	///
	/// # Errors
	/// As [`Client::submit`], and [`Fault::Failed`] if the call was executed and failed.
	pub async fn propose(
		&self,
		call: &Call,
		threshold: Option<u32>,
		account: &Account,
	) -> Result<(Outcome, Resolution), Fault> {
		let threshold = match threshold {
			Some(threshold) => threshold,
			None => approvals(call, self.council_members().await?.len()),
		};
		let runtime = self.runtime(None).await?;
		let proposal = council::propose(threshold, call, runtime.metadata_ref())?;
		let outcome = self.submit(&proposal, account).await?;
		let resolution = resolution(&outcome, &runtime)?;
		Ok((outcome, resolution))
	}

	/// Approves or rejects a proposal.
	///
	/// # Errors
	/// [`Fault::NotFound`] if there is none; otherwise as [`Client::submit`].
	pub async fn vote(
		&self,
		hash: Digest,
		approve: bool,
		account: &Account,
	) -> Result<Outcome, Fault> {
		let motion = self.motion(hash).await?;
		self.submit(&council::vote(hash, motion.index, approve), account).await
	}

	/// Ends the vote on a proposal; it is executed if enough members approved.
	///
	/// # Errors
	/// [`Fault::NotFound`] if there is no such proposal, [`Fault::Failed`] if the vote cannot end yet
	/// or the proposed call failed; otherwise as [`Client::submit`].
	pub async fn close(
		&self,
		hash: Digest,
		bound: WeightBound,
		account: &Account,
	) -> Result<(Outcome, Resolution), Fault> {
		let motion = self.motion(hash).await?;
		let call = council::close(hash, motion.index, bound, motion.length);
		let outcome = self.submit(&call, account).await?;
		let runtime = self.runtime(None).await?;
		let resolution = resolution(&outcome, &runtime)?;
		Ok((outcome, resolution))
	}

	async fn motion_at(
		&self,
		hash: Digest,
		at: Digest,
		runtime: &RuntimeClient,
	) -> Result<Option<Motion>, Fault> {
		let key = |item: &str| [item_key(PALLET, item), hash.as_bytes().to_vec()].concat();
		let votes: Option<Votes> = self.read(&key("Voting"), at).await?;
		let proposal = self.storage(&key("ProposalOf"), at).await?;
		let (Some(votes), Some(proposal)) = (votes, proposal) else { return Ok(None) };
		Ok(Some(Motion {
			hash,
			index: votes.index,
			threshold: votes.threshold,
			ayes: votes.ayes,
			nays: votes.nays,
			end: votes.end,
			length: u32::try_from(proposal.len()).unwrap_or(u32::MAX),
			call: describe(&proposal, runtime),
		}))
	}

	async fn read<T: Decode>(&self, key: &[u8], at: Digest) -> Result<Option<T>, Fault> {
		let Some(bytes) = self.storage(key, at).await? else { return Ok(None) };
		T::decode_all(&mut bytes.as_slice()).map(Some).map_err(|fault| Fault::RuntimeMismatch {
			subject: PALLET.into(),
			reason: fault.to_string(),
		})
	}
}

/// How many of the members must approve a call for the runtime to accept it from the council.
fn approvals(call: &Call, members: usize) -> u32 {
	let least = match call.title().as_str() {
		"Consortium.authorize_upgrade"
		| "BftValidators.add_validator"
		| "BftValidators.remove_validator"
		| "BftValidators.set_weight" => members.saturating_mul(3).div_ceil(4),
		_ => (members / 2).saturating_add(1),
	};
	u32::try_from(least.max(1)).unwrap_or(u32::MAX)
}

/// The call as text: `Participants(admit{name:"示例医院",…,identity:0x9d8e…})`.
pub(crate) fn describe(call: &[u8], runtime: &RuntimeClient) -> String {
	let raw = || format!("0x{}", hex::encode(call));
	let Ok(payload) = runtime.tx().from_call_data_bytes(call) else { return raw() };
	let mut text = String::new();
	let written = to_writer_custom()
		.compact()
		.add_custom_formatter(|value: &Value<()>, out: &mut &mut String| {
			readable(value).map(|text| out.write_str(&text))
		})
		.write(&payload.into_value(), &mut text);
	written.map_or_else(|_| raw(), |()| text)
}

/// Text and digests as people know them: a wrapper is shown as what it wraps, bytes as text where
/// they are text, and otherwise in hexadecimal.
fn readable(value: &Value<()>) -> Option<String> {
	let ValueDef::Composite(Composite::Unnamed(parts)) = &value.value else { return None };
	if let [inner] = parts.as_slice() {
		return Some(readable(inner).unwrap_or_else(|| inner.to_string()));
	}
	let bytes: Vec<u8> = parts
		.iter()
		.map(|part| part.as_u128().and_then(|n| u8::try_from(n).ok()))
		.collect::<Option<_>>()?;
	let is_name = |text: &&str| !text.is_empty() && !text.chars().any(char::is_control);
	match core::str::from_utf8(&bytes).ok().filter(is_name) {
		Some(text) => Some(format!("{text:?}")),
		None => Some(format!("0x{}", hex::encode(bytes))),
	}
}

fn resolution(outcome: &Outcome, runtime: &RuntimeClient) -> Result<Resolution, Fault> {
	for event in outcome.events.iter().filter(|event| event.pallet == PALLET) {
		match event.name.as_str() {
			"Proposed" => {
				return Ok(Resolution::Proposed {
					hash: event.field("proposal_hash")?,
					index: event.field("proposal_index")?,
				})
			}
			"Executed" => {
				let result: Result<(), DispatchError> = event.field("result")?;
				return match result {
					Ok(()) => Ok(Resolution::Executed),
					Err(error) => Err(Fault::Failed {
						failure: Failure::of(error, runtime.metadata_ref()),
						block: outcome.position.block,
						transaction: outcome.transaction,
					}),
				};
			}
			"Disapproved" => return Ok(Resolution::Rejected),
			_ => {}
		}
	}
	Err(Fault::RuntimeMismatch {
		subject: PALLET.into(),
		reason: "the transaction tells nothing of the proposal".into(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_proposal_is_shown_with_text_and_digests() {
		let runtime = crate::fixture::runtime();
		let call = crate::calls::system::remark("改名".as_bytes());
		let bytes = call.encode(runtime.metadata_ref()).unwrap();
		assert_eq!(describe(&bytes, &runtime), r#"System(remark{remark:"改名"})"#);
		let call = crate::calls::council::close(
			Digest::repeat_byte(0xab),
			1,
			WeightBound { ref_time: 5, proof_size: 6 },
			7,
		);
		let bytes = call.encode(runtime.metadata_ref()).unwrap();
		let text = describe(&bytes, &runtime);
		assert!(text.contains(&format!("proposal_hash:0x{}", "ab".repeat(32))), "{text}");
		assert_eq!(describe(&[0xff, 0xff], &runtime), "0xffff");
	}

	#[test]
	fn as_many_must_approve_as_the_runtime_asks_for() {
		let admin = Call::new("Scenes", "register", &[], &());
		assert_eq!(
			[1, 2, 3, 4, 5, 6].map(|members| approvals(&admin, members)),
			[1, 2, 2, 3, 3, 4]
		);
		let upgrade = crate::calls::consortium::authorize_upgrade(Digest::zero());
		let counts = [0, 1, 2, 3, 4, 5, 6, 8].map(|members| approvals(&upgrade, members));
		assert_eq!(counts, [1, 1, 2, 3, 3, 4, 5, 6]);
		let key = fiscal_sm_crypto::Pair::from_dev_name("Validator-1").public();
		let removal = crate::calls::bft_validators::remove_validator(key);
		assert_eq!([4, 5].map(|members| approvals(&removal, members)), [3, 4]);
	}
}
