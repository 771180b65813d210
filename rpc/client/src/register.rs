//! Registering many bills: batches in flight at the same time, a result for each bill (R196, R220).

use crate::{
	calls::bills,
	client::Client,
	faults::{Fault, Refusal as PoolRefusal},
	nonce::Nonces,
	signer::Account,
};
use fiscal_primitives::{
	bill::{Batch, Refusal, Refused, MAX_BATCH},
	Bill, BillEntry, BillKey, BlockNumber, Digest, NodeId, ParticipantId, SceneId,
};
use futures::StreamExt;
use std::{
	future::Future,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Mutex, PoisonError,
	},
};

/// How often a batch is signed anew when other transactions of the account get in its way.
const ATTEMPTS: u32 = 5;

/// How many batches are on their way at the same time unless the caller says otherwise.
///
/// As many full batches, of bills with every field, fit into what a node's pool keeps of
/// transactions that wait for an earlier one of their account, whatever their order of arrival.
pub const IN_FLIGHT: u8 = 20;

/// How the bills are cut into batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pipeline {
	/// Bills in a batch, 1 to 500.
	pub batch: usize,
	/// Batches on their way at the same time, at least 1.
	pub in_flight: usize,
}

impl Default for Pipeline {
	fn default() -> Self {
		Self { batch: 500, in_flight: usize::from(IN_FLIGHT) }
	}
}

/// What became of one bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryState {
	/// It is registered by this run.
	Registered {
		/// The block.
		block: BlockNumber,
		/// The transaction, when it was seen.
		transaction: Option<Digest>,
	},
	/// It was registered before, with the same content.
	Already,
	/// The chain refused it; where a field or a policy is to blame, which.
	Refused(Refusal, Option<String>),
	/// Its batch failed.
	Faulted(Fault),
}

/// A bill and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryResult {
	/// The bill.
	pub key: BillKey,
	/// What became of it.
	pub state: EntryState,
}

/// A batch in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredBatch {
	/// The block.
	pub block: BlockNumber,
	/// The transaction.
	pub transaction: Digest,
	/// The bills of the batch the chain refused.
	pub refused: Vec<Refused>,
}

/// What [`register_all`] needs of a chain.
pub trait Registrar: Sync {
	/// Registers a batch and waits until it is final.
	///
	/// # Errors
	/// As [`Client::submit`].
	fn register(&self, batch: Batch)
		-> impl Future<Output = Result<RegisteredBatch, Fault>> + Send;

	/// What the chain keeps of a bill.
	///
	/// # Errors
	/// As [`Client::bill`].
	fn bill(&self, key: BillKey) -> impl Future<Output = Result<Option<Bill>, Fault>> + Send;
}

/// Registers bills through one account, for one issuer, node and scene.
pub struct ClientRegistrar {
	client: Client,
	account: Account,
	node: NodeId,
	issuer: ParticipantId,
	scene: SceneId,
	nonces: Nonces,
}

impl ClientRegistrar {
	/// A registrar that signs with `account`.
	pub fn new(
		client: Client,
		account: Account,
		node: NodeId,
		issuer: ParticipantId,
		scene: SceneId,
	) -> Self {
		let nonces = Nonces::new(account.id().clone());
		Self { client, account, node, issuer, scene, nonces }
	}
}

impl Registrar for ClientRegistrar {
	async fn register(&self, batch: Batch) -> Result<RegisteredBatch, Fault> {
		let call = bills::register_batch(self.node, self.issuer, self.scene, &batch);
		let mut attempt = 1;
		let outcome = loop {
			let nonce = self.nonces.take(&self.client).await?;
			let fault = match self.client.submit_with_nonce(&call, &self.account, nonce).await {
				Ok(outcome) => break outcome,
				Err(fault) => fault,
			};
			match &fault {
				Fault::Superseded { .. }
				| Fault::Expired { .. }
				| Fault::Refused(PoolRefusal::Stale | PoolRefusal::TooLowPriority) => self.nonces.reset().await,
				Fault::Refused(PoolRefusal::BadProof) => self.nonces.give_back(nonce).await,
				Fault::Refused(_) => {
					self.nonces.give_back(nonce).await;
					return Err(fault);
				}
				_ => return Err(fault),
			}
			if attempt >= ATTEMPTS {
				return Err(fault);
			}
			attempt += 1;
		};
		let event =
			outcome.events.iter().find(|event| event.is("Bills", "BatchRegistered")).ok_or_else(
				|| Fault::RuntimeMismatch {
					subject: call.title(),
					reason: "it did not emit Bills.BatchRegistered".into(),
				},
			)?;
		Ok(RegisteredBatch {
			block: outcome.position.block,
			transaction: outcome.transaction,
			refused: event.field("refused")?,
		})
	}

	async fn bill(&self, key: BillKey) -> Result<Option<Bill>, Fault> {
		Ok(self.client.bill(key).await?.map(|answer| answer.bill))
	}
}

/// Registers the bills in batches; results come in the order of the bills, and `on_batch` hears of
/// each batch as it is done.
///
/// A batch whose outcome is not known is looked up bill by bill. When a batch is refused before it
/// reaches a block, or fails as a whole, those behind it are not sent.
///
/// # Errors
/// [`Fault::Input`] for a pipeline out of its bounds. Faults of batches are in the results.
pub async fn register_all<R: Registrar>(
	registrar: &R,
	entries: &[BillEntry],
	pipeline: Pipeline,
	mut on_batch: impl FnMut(&[EntryResult]),
) -> Result<Vec<EntryResult>, Fault> {
	let most = usize::try_from(MAX_BATCH).unwrap_or(usize::MAX);
	if pipeline.batch == 0 || pipeline.batch > most {
		return Err(Fault::Input(format!("batch: not between 1 and {MAX_BATCH}")));
	}
	if pipeline.in_flight == 0 {
		return Err(Fault::Input("in flight: not at least 1".into()));
	}
	let stopped: Mutex<Option<String>> = Mutex::new(None);
	let started = AtomicUsize::new(0);
	let mut batches = futures::stream::iter(entries.chunks(pipeline.batch))
		.map(|entries| {
			let (stopped, started) = (&stopped, &started);
			async move {
				let reason = stopped.lock().unwrap_or_else(PoisonError::into_inner).clone();
				match reason {
					Some(reason) => Err(Fault::NotSent(reason)),
					None => {
						started.fetch_add(1, Ordering::Relaxed);
						let answer = one_batch(registrar, entries).await;
						if let Err(fault @ (Fault::Refused(_) | Fault::Failed { .. })) = &answer {
							*stopped.lock().unwrap_or_else(PoisonError::into_inner) =
								Some(format!("a batch before it failed: {fault}"));
						}
						answer
					}
				}
			}
		})
		.buffered(pipeline.in_flight);
	let mut results = Vec::with_capacity(entries.len());
	while let Some(answer) = batches.next().await {
		// A refused transaction leaves a gap in the account's nonces: what is on its way behind it
		// cannot be included, and waiting for it would be in vain.
		let gap = matches!(answer, Err(Fault::Refused(_)));
		let batch: Vec<EntryResult> = match answer {
			Ok(states) => states,
			Err(fault) => entries
				.iter()
				.skip(results.len())
				.take(pipeline.batch)
				.map(|entry| EntryResult {
					key: entry.key,
					state: EntryState::Faulted(fault.clone()),
				})
				.collect(),
		};
		on_batch(&batch);
		results.extend(batch);
		if gap {
			break;
		}
	}
	drop(batches);
	let reason = stopped.into_inner().unwrap_or_else(PoisonError::into_inner);
	let fault = Fault::NotSent(reason.unwrap_or_default());
	let sent = started.into_inner().saturating_mul(pipeline.batch);
	let mut unsent = Vec::new();
	for (place, entry) in entries.iter().enumerate().skip(results.len()) {
		// What was on its way when the watch ended may have taken an earlier nonce than the gap.
		unsent.push(match place < sent {
			true => look_up(registrar, entry, &fault).await,
			false => EntryResult { key: entry.key, state: EntryState::Faulted(fault.clone()) },
		});
	}
	if !unsent.is_empty() {
		on_batch(&unsent);
	}
	results.extend(unsent);
	Ok(results)
}

async fn one_batch<R: Registrar>(
	registrar: &R,
	entries: &[BillEntry],
) -> Result<Vec<EntryResult>, Fault> {
	let batch = Batch::try_from(entries.to_vec())
		.map_err(|_| Fault::Internal(format!("a batch of more than {MAX_BATCH} bills")))?;
	match registrar.register(batch).await {
		Ok(answer) => Ok(judge(entries, &answer)),
		Err(fault @ (Fault::Unknown { .. } | Fault::Connection { .. })) => {
			let mut results = Vec::with_capacity(entries.len());
			for entry in entries {
				results.push(look_up(registrar, entry, &fault).await);
			}
			Ok(results)
		}
		Err(fault) => Err(fault),
	}
}

fn judge(entries: &[BillEntry], answer: &RegisteredBatch) -> Vec<EntryResult> {
	let registered =
		EntryState::Registered { block: answer.block, transaction: Some(answer.transaction) };
	let mut results: Vec<EntryResult> = entries
		.iter()
		.map(|entry| EntryResult { key: entry.key, state: registered.clone() })
		.collect();
	for refused @ Refused { index, reason, .. } in &answer.refused {
		let slot = usize::try_from(*index).ok().and_then(|index| results.get_mut(index));
		if let Some(slot) = slot {
			slot.state = match reason {
				Refusal::AlreadyRegistered => EntryState::Already,
				reason => EntryState::Refused(*reason, culprit(refused)),
			};
		}
	}
	results
}

/// `field hospitalLevel`, `policy 7`.
fn culprit(refused: &Refused) -> Option<String> {
	let field = refused.field.as_ref().map(|field| format!("field {field}"));
	field.or_else(|| refused.policy.map(|policy| format!("policy {policy}")))
}

/// What the chain says of a bill whose batch is lost from sight.
async fn look_up<R: Registrar>(registrar: &R, entry: &BillEntry, fault: &Fault) -> EntryResult {
	let state = match registrar.bill(entry.key).await {
		Ok(Some(bill)) if bill.xml == entry.xml => {
			EntryState::Registered { block: bill.registered.block, transaction: None }
		}
		Ok(Some(_)) => EntryState::Refused(Refusal::AlreadyExists, None),
		Ok(None) | Err(_) => EntryState::Faulted(fault.clone()),
	};
	EntryResult { key: entry.key, state }
}

#[cfg(test)]
mod tests;
