//! What validators report of their attempts: what counts, and what comes of it.

use crate::{
	schedule::{delay, takeovers, turn},
	Config, DeadLetters, Destinations, Error, Event, MessageKey, Messages, Pallet, Tallies,
	WeightInfo,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	outbox::{
		idempotency_key, DeathCause, DeliveryFault, DeliveryOutcome, Message, MessageId, Receipt,
		Report, Reports, Settings,
	},
	traits::OnDelivery,
	Digest, Moment,
};
use fiscal_sm_crypto::{verify, Public, Signature};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionLongevity, TransactionPriority, TransactionValidity,
	ValidTransaction,
};

/// After how many blocks the pool looks at a waiting report again.
const LONGEVITY: TransactionLongevity = 64;

/// Before what participants sign, so that a full pool does not let messages be delivered twice, and
/// behind evidence of double signing.
const PRIORITY: TransactionPriority = TransactionPriority::MAX / 2;

/// A validator that reports, and when.
pub(crate) struct Reporter {
	/// Where it stands in the set.
	position: u64,
	/// How many the set has.
	validators: u64,
	/// The chain it speaks of.
	genesis: Digest,
	/// Consensus time.
	now: Moment,
}

impl Reporter {
	/// Is it the validator's turn, or was it just before? An attempt that began in time may end when
	/// the next one has taken over.
	fn has_turn(&self, id: MessageId, message: &Message, settings: &Settings) -> bool {
		let passed = takeovers(message.due, settings.takeover, self.now);
		[Some(passed), passed.checked_sub(1)]
			.into_iter()
			.flatten()
			.any(|passed| turn(id, message.attempt, passed, self.validators) == Some(self.position))
	}

	/// Did the destination sign the receipt, if it signs? What holds no receipt needs no signature.
	pub(crate) fn is_proven(&self, report: &Report, case: &Case) -> bool {
		let DeliveryOutcome::Delivered { receipt, signature } = &report.outcome else {
			return true;
		};
		let Some(key) = case.settings.receipts else { return true };
		let Some(signature) = signature else { return false };
		let idempotency = idempotency_key(&self.genesis, report.id);
		let payload = receipt.payload(&idempotency, &case.message.body.digest());
		verify(&key, &payload, signature)
	}
}

/// A message of which something is reported that counts.
pub(crate) struct Case {
	message: Message,
	dead: bool,
	settings: Settings,
}

/// The reports that count, each with its message.
type Cases<'a> = Vec<(&'a Report, Case)>;

impl<T: Config> Pallet<T> {
	/// What a call costs at most: whoever is told is told twice of each message.
	pub(crate) fn report_weight(reports: &Reports) -> Weight {
		let count = u64::try_from(reports.reports.len()).unwrap_or(u64::MAX);
		Self::weight_telling(reports, count.saturating_mul(2))
	}

	/// What a call costs that told so often.
	pub(crate) fn weight_telling(reports: &Reports, told: u64) -> Weight {
		let count = u32::try_from(reports.reports.len()).unwrap_or(u32::MAX);
		let signed = reports.reports.iter().filter(|report| {
			matches!(report.outcome, DeliveryOutcome::Delivered { signature: Some(_), .. })
		});
		let signed = u64::try_from(signed.count()).unwrap_or(u64::MAX);
		T::WeightInfo::report(count)
			.saturating_add(T::WeightInfo::receipt().saturating_mul(signed))
			.saturating_add(T::OnDelivery::delivery_weight().saturating_mul(told))
	}

	/// Whether anything would change by the reports. Signatures are not looked at: the pool does that.
	pub fn is_news(reports: &Reports) -> bool {
		Self::standing(reports, |_| true).is_ok()
	}

	/// Who reports, and which of the reports count, but for signatures of destinations. Each is looked
	/// at by itself, before any of them changes something: of two messages of one lane the second waits
	/// for another report. `is_signed` is asked as soon as one of them counts, so that whoever signed
	/// nothing has no more than that looked at.
	pub(crate) fn standing(
		reports: &Reports,
		is_signed: impl FnOnce(&Reporter) -> bool,
	) -> Result<(Reporter, Cases<'_>), Error<T>> {
		let all = &reports.reports;
		let ascends = all.iter().zip(all.iter().skip(1)).all(|(one, next)| one.id < next.id);
		ensure!(!all.is_empty() && ascends, Error::<T>::InvalidReports);
		let set = T::Validators::get().ok_or(Error::<T>::NotAuthorized)?;
		let position = set.position(&reports.validator).ok_or(Error::<T>::NotAuthorized)?;
		let validators = u64::try_from(set.validators().len()).unwrap_or(u64::MAX);
		let (genesis, now) = (Self::genesis_hash(), T::Time::now());
		let reporter = Reporter { position: position.into(), validators, genesis, now };
		let mut counting = all
			.iter()
			.filter_map(|report| Self::case(&reporter, report).map(|case| (report, case)));
		let first = counting.next().ok_or(Error::<T>::NothingChanged)?;
		ensure!(is_signed(&reporter), Error::<T>::InvalidProof);
		let cases = core::iter::once(first).chain(counting).collect();
		Ok((reporter, cases))
	}

	/// The message of a report, if the report counts.
	fn case(reporter: &Reporter, report: &Report) -> Option<Case> {
		let key = MessageKey::of(report.id);
		let (message, dead) = match Messages::<T>::get(key) {
			Some(message) => (message, false),
			None => DeadLetters::<T>::get(key).map(|(message, _)| (message, true))?,
		};
		let settings = Destinations::<T>::get(message.body.destination())?;
		let counts = match &report.outcome {
			// What arrived has arrived, however late the news.
			DeliveryOutcome::Delivered { receipt, .. } if receipt.accepted => true,
			// Whoever may speak out of turn has to prove it.
			DeliveryOutcome::Delivered { .. } => {
				!dead && report.revived == message.revived && settings.receipts.is_some()
			}
			DeliveryOutcome::Failed { attempt, .. } => {
				!dead
					&& report.revived == message.revived
					&& *attempt == message.attempt
					&& message.due <= reporter.now
					&& reporter.has_turn(report.id, &message, &settings)
			}
		};
		(counts && !Self::is_held(&message)).then_some(Case { message, dead, settings })
	}

	/// The reports that count, if who signed is who reports.
	fn checked<'a>(
		reports: &'a Reports,
		signature: &Signature,
	) -> Result<(Reporter, Cases<'a>), Error<T>> {
		let (reporter, mut cases) = Self::standing(reports, |reporter| {
			verify(&reports.validator, &reports.payload(&reporter.genesis), signature)
		})?;
		cases.retain(|(report, case)| reporter.is_proven(report, case));
		ensure!(!cases.is_empty(), Error::<T>::InvalidReceipt);
		Ok((reporter, cases))
	}

	/// What pool and block say of reports. The pool holds of each validator one report of a delivery
	/// and one of each failure, a message.
	pub(crate) fn validate_reports(
		reports: &Reports,
		signature: &Signature,
	) -> TransactionValidity {
		let (_, cases) = Self::checked(reports, signature).map_err(refuse)?;
		let start = ValidTransaction::with_tag_prefix("OutboxReport")
			.priority(PRIORITY)
			.longevity(LONGEVITY)
			.propagate(true);
		cases
			.iter()
			.fold(start, |valid, (report, _)| {
				let failed = match report.outcome {
					DeliveryOutcome::Delivered { .. } => None,
					DeliveryOutcome::Failed { attempt, .. } => Some(attempt),
				};
				valid.and_provides((reports.validator, report.id, failed))
			})
			.build()
	}

	/// Applies the reports that count, and says how often somebody was told.
	pub(crate) fn do_report(reports: &Reports, signature: &Signature) -> Result<u64, Error<T>> {
		let (reporter, cases) = Self::checked(reports, signature)?;
		Ok(Self::apply(&reporter, reports.validator, cases))
	}

	/// Applies what counts, and says how often somebody was told.
	pub(crate) fn apply(reporter: &Reporter, validator: Public, cases: Cases<'_>) -> u64 {
		cases.into_iter().fold(0u64, |told, (report, case)| {
			let id = report.id;
			told.saturating_add(match &report.outcome {
				DeliveryOutcome::Delivered { receipt, .. } if receipt.accepted => {
					Self::arrived(id, case, validator, receipt)
				}
				DeliveryOutcome::Delivered { receipt, .. } => {
					let destination = case.message.body.destination();
					let said = receipt.clone();
					Self::deposit_event(Event::Refused {
						id,
						destination,
						validator,
						receipt: said,
					});
					Self::bury(id, case.message, DeathCause::Refused, Some(receipt));
					2
				}
				DeliveryOutcome::Failed { fault, .. } => {
					Self::failed(id, case, validator, *fault, reporter.now)
				}
			})
		})
	}

	/// The destination took the message.
	fn arrived(id: MessageId, case: Case, validator: Public, receipt: &Receipt) -> u64 {
		let body = case.message.body;
		let (key, destination) = (MessageKey::of(id), body.destination());
		match case.dead {
			true => DeadLetters::<T>::remove(key),
			false => Messages::<T>::remove(key),
		}
		let behind = Self::leave_lane(&body);
		Tallies::<T>::mutate(destination, |tally| {
			tally.leave(case.dead, behind);
			tally.delivered = tally.delivered.saturating_add(1);
		});
		let said = receipt.clone();
		Self::deposit_event(Event::Delivered { id, destination, validator, receipt: said });
		T::OnDelivery::delivered(id, &body, receipt);
		1
	}

	/// An attempt failed, or there was none since the time was over.
	fn failed(
		id: MessageId,
		case: Case,
		validator: Public,
		fault: DeliveryFault,
		now: Moment,
	) -> u64 {
		let Case { message, settings, .. } = case;
		let destination = message.body.destination();
		if now > message.deadline {
			let Some(message) = Self::begun(&message, &settings, now) else {
				Self::bury(id, message, DeathCause::Overdue, None);
				return 1;
			};
			let (attempt, due) = (message.attempt, Some(message.due));
			Self::deposit_event(Event::AttemptFailed {
				id,
				destination,
				validator,
				attempt,
				fault,
				due,
			});
			Messages::<T>::insert(MessageKey::of(id), message);
			return 0;
		}
		let attempt = message.attempt.saturating_add(1);
		let again = (attempt < settings.attempts)
			.then(|| now.saturating_add(delay(&settings, id, message.attempt)));
		Self::deposit_event(Event::AttemptFailed {
			id,
			destination,
			validator,
			attempt,
			fault,
			due: again,
		});
		let message = Message { attempt, due: again.unwrap_or(message.due), ..message };
		if again.is_none() {
			Self::bury(id, message, DeathCause::Attempts(fault), None);
			return 1;
		}
		Messages::<T>::insert(MessageKey::of(id), message);
		0
	}

	/// A message that was held beyond its term has its term from now on, once: nobody could deliver it
	/// before. It counts as taken up again, so that what was said of it before does not count once more.
	fn begun(message: &Message, settings: &Settings, now: Moment) -> Option<Message> {
		if message.attempt > 0 || message.previous.is_none() {
			return None;
		}
		let revived = message.revived.checked_add(1)?;
		let deadline = now.saturating_add(settings.term);
		Some(Message { previous: None, due: now, deadline, revived, ..message.clone() })
	}
}

fn refuse<T>(fault: Error<T>) -> InvalidTransaction {
	match fault {
		Error::NothingChanged => InvalidTransaction::Stale,
		Error::NotAuthorized => InvalidTransaction::BadSigner,
		Error::InvalidReports => InvalidTransaction::Call,
		_ => InvalidTransaction::BadProof,
	}
}
