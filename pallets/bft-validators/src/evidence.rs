//! Evidence of double signing: what is checked before it is taken, cheap checks first.

use crate::{
	refusal, Config, EquivocationCount, Equivocations, Error, KeyOffences, Offence, OffenceKey,
	Operators, Pallet, ParticipantOffences, PastKeys,
};
use fiscal_bft_primitives::{BlockNumber, Equivocation};
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::Public;
use frame_support::{ensure, traits::Get};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionPriority, TransactionValidity, ValidTransaction,
};

/// After how many blocks the pool looks at a waiting report again.
const LONGEVITY: BlockNumber = 256;

impl<T: Config> Pallet<T> {
	/// Whether a report of the evidence would be news to the chain. Signatures are not looked at:
	/// the pool does that.
	pub fn is_news(evidence: &Equivocation) -> bool {
		Self::check_news(evidence).is_ok()
	}

	/// Everything but the signatures.
	fn check_news(evidence: &Equivocation) -> Result<(OffenceKey, ParticipantId), Error<T>> {
		let key = OffenceKey::of(evidence).ok_or(Error::<T>::InvalidEvidence)?;
		let number = Self::number();
		let young = key.height.saturating_add(T::EvidenceWindow::get()) >= number;
		ensure!(young && key.height <= number.saturating_add(1), Error::<T>::OutsideWindow);
		let participant = Self::operator_at(&key.offender, key.height);
		let participant = participant.ok_or(Error::<T>::NotFound)?;
		ensure!(!Equivocations::<T>::contains_key(key), Error::<T>::AlreadyExists);
		let room = EquivocationCount::<T>::get() < T::MaxEquivocations::get()
			&& KeyOffences::<T>::get(key.offender) < T::MaxEquivocationsPerKey::get();
		ensure!(room, Error::<T>::MaxEquivocationsExceeded);
		Ok((key, participant))
	}

	/// Who ran the key when it decided the block.
	fn operator_at(public: &Public, height: BlockNumber) -> Option<ParticipantId> {
		if let Some(operator) = Operators::<T>::get(public) {
			return (operator.from <= height).then_some(operator.participant);
		}
		let past = PastKeys::<T>::get(public)?;
		(past.from..=past.until).contains(&height).then_some(past.participant)
	}

	/// The offence and who answers for it, if the evidence proves one that is news.
	pub(crate) fn check_evidence(
		evidence: &Equivocation,
	) -> Result<(OffenceKey, ParticipantId), Error<T>> {
		let news = Self::check_news(evidence)?;
		let proven = evidence.verify(&Self::genesis_hash()).is_ok();
		ensure!(proven, Error::<T>::InvalidEvidence);
		Ok(news)
	}

	/// Keeps the evidence and counts it.
	pub(crate) fn record_offence(
		key: OffenceKey,
		participant: ParticipantId,
		evidence: Equivocation,
	) {
		let reported = Self::number();
		Equivocations::<T>::insert(key, Offence { participant, reported, evidence });
		EquivocationCount::<T>::mutate(|count| *count = count.saturating_add(1));
		KeyOffences::<T>::mutate(key.offender, |count| *count = count.saturating_add(1));
		ParticipantOffences::<T>::mutate(participant, |count| *count = count.saturating_add(1));
	}

	/// What pool and block say of a report. It goes before everything else, since it is rare, small
	/// and can be sent once only.
	pub(crate) fn validate_report(evidence: &Equivocation) -> TransactionValidity {
		let (key, _) = Self::check_evidence(evidence).map_err(refuse)?;
		let end = key.height.saturating_add(T::EvidenceWindow::get());
		let left = end.saturating_sub(Self::number()).clamp(1, LONGEVITY);
		ValidTransaction::with_tag_prefix("BftEquivocation")
			.priority(TransactionPriority::MAX)
			.and_provides(key)
			.longevity(left.into())
			.propagate(true)
			.build()
	}
}

fn refuse<T>(fault: Error<T>) -> InvalidTransaction {
	match fault {
		Error::AlreadyExists | Error::OutsideWindow => InvalidTransaction::Stale,
		Error::NotFound => InvalidTransaction::Custom(refusal::UNKNOWN_VALIDATOR),
		Error::MaxEquivocationsExceeded => {
			InvalidTransaction::Custom(refusal::MAX_EQUIVOCATIONS_EXCEEDED)
		}
		_ => InvalidTransaction::BadProof,
	}
}
