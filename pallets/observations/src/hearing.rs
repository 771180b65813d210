//! What validators say: what is checked before it is heard, cheap checks first, and when it decides.

use crate::{
	refusal, Config, Error, Event, Finding, Ordered, Pallet, Requests, Results, Said, Speaker,
	WeightInfo,
};
use alloc::vec::Vec;
use fiscal_bft_primitives::{ValidatorSet, MAX_VALIDATORS};
use fiscal_primitives::{
	observation::{ObservationId, ObservationStatus, Request, Testimonies, Testimony, MAX_ANSWERS},
	traits::OnObserved,
	Digest, Moment,
};
use fiscal_sm_crypto::{verify, Public, Signature};
use frame_support::{
	defensive, ensure,
	storage::with_storage_layer,
	traits::{ConstU32, Get, Time},
	weights::Weight,
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{MaybeConvert, Zero},
	transaction_validity::{
		InvalidTransaction, TransactionLongevity, TransactionPriority, TransactionValidity,
		ValidTransaction,
	},
};

/// Before what participants send, since validators are few and what they may send is bounded; after
/// evidence of double signing.
const PRIORITY: TransactionPriority = TransactionPriority::MAX >> 1;

/// After how many blocks the pool looks at a waiting transaction again.
const LONGEVITY: TransactionLongevity = 64;

/// What was said to a request.
type Voices = BoundedVec<(Public, Digest), ConstU32<MAX_VALIDATORS>>;

impl<T: Config> Pallet<T> {
	/// What testimonies cost at most: each decides its request.
	pub(crate) fn testify_weight(testimonies: &Testimonies) -> Weight {
		let count = u32::try_from(testimonies.testimonies.len()).unwrap_or(MAX_ANSWERS);
		let each = T::OnObserved::observed_weight();
		T::WeightInfo::testify(count).saturating_add(each.saturating_mul(count.into()))
	}

	/// Who runs the key.
	pub(crate) fn speaker(validator: Public) -> Speaker {
		Speaker { validator, participant: T::Operators::maybe_convert(validator) }
	}

	/// The request and what was said to it, if it waits for this testimony of the validator: it exists,
	/// its time is not over, the testimony answers it, and the validator has not spoken.
	fn awaiting(
		testimony: &Testimony,
		validator: &Public,
		now: Moment,
	) -> Option<(Request, Voices)> {
		let key = Ordered::of(testimony.id);
		let request = Requests::<T>::get(key)?;
		if now >= request.deadline || !testimony.observed.answers(&request.question) {
			return None;
		}
		let voices = Said::<T>::get(key);
		voices.iter().all(|(spoke, _)| spoke != validator).then_some((request, voices))
	}

	/// The set of which the validator is, and the requests to which it says something new.
	pub(crate) fn check_testimonies(
		said: &Testimonies,
		signature: &Signature,
	) -> Result<(ValidatorSet, Vec<ObservationId>), Error<T>> {
		let testimonies = &said.testimonies;
		let ascend = testimonies
			.iter()
			.zip(testimonies.iter().skip(1))
			.all(|(first, second)| first.id < second.id);
		ensure!(ascend && !testimonies.is_empty(), Error::<T>::Malformed);
		let set = T::Validators::get().ok_or(Error::<T>::NotValidator)?;
		ensure!(set.position(&said.validator).is_some(), Error::<T>::NotValidator);
		let now = T::Time::now();
		let news: Vec<_> = testimonies
			.iter()
			.filter(|testimony| Self::awaiting(testimony, &said.validator, now).is_some())
			.map(|testimony| testimony.id)
			.collect();
		ensure!(!news.is_empty(), Error::<T>::NothingNew);
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let signed = verify(&said.validator, &said.payload(&genesis), signature);
		ensure!(signed, Error::<T>::BadSignature);
		Ok((set, news))
	}

	/// What pool and block say of a transaction with testimonies. It provides each request to which it
	/// says something new, so that one validator has no more of them in the pool than requests wait.
	pub(crate) fn validate_testimonies(
		said: &Testimonies,
		signature: &Signature,
	) -> TransactionValidity {
		let (_, news) = Self::check_testimonies(said, signature).map_err(refuse)?;
		let valid = ValidTransaction::with_tag_prefix("Observation")
			.priority(PRIORITY)
			.longevity(LONGEVITY)
			.propagate(true);
		news.into_iter().fold(valid, |valid, id| valid.and_provides((said.validator, id))).build()
	}

	/// Hears testimonies that were checked. Says how many decided a request.
	pub(crate) fn hear(set: &ValidatorSet, said: Testimonies) -> u32 {
		let Testimonies { validator, testimonies } = said;
		let now = T::Time::now();
		let mut decided = 0u32;
		for testimony in testimonies {
			if let Some((request, voices)) = Self::awaiting(&testimony, &validator, now) {
				if Self::hear_one(set, validator, testimony, request, voices, now) {
					decided = decided.saturating_add(1);
				}
			}
		}
		decided
	}

	/// True if the testimony decided the request.
	fn hear_one(
		set: &ValidatorSet,
		validator: Public,
		testimony: Testimony,
		request: Request,
		mut voices: Voices,
		now: Moment,
	) -> bool {
		let (id, digest) = (testimony.id, testimony.observed.digest());
		if voices.is_full() {
			// The set is no larger than this, and the validator has not spoken: somebody has left.
			voices.retain(|(spoke, _)| set.position(spoke).is_some());
		}
		if voices.try_push((validator, digest)).is_err() {
			defensive!("more validators have spoken than there are");
			return false;
		}
		Said::<T>::insert(Ordered::of(id), &voices);
		if let Some(agreed) = request.agreed {
			if digest != agreed {
				Self::contradict(id, validator, digest, agreed);
			}
			return false;
		}
		if !suffices(set, weight_of(set, &voices, &digest)) {
			return false;
		}
		Self::decide(testimony, digest, request, now);
		for (spoke, said) in voices.into_iter().filter(|(_, said)| *said != digest) {
			Self::contradict(id, spoke, said, digest);
		}
		true
	}

	/// Enough validators said this.
	fn decide(testimony: Testimony, digest: Digest, mut request: Request, at: Moment) {
		let Testimony { id, observed } = testimony;
		let effect = with_storage_layer(|| {
			T::OnObserved::observed(id, request.requester, &request.question, &observed)
		});
		request.agreed = Some(digest);
		let event = match effect {
			Ok(()) => {
				request.status = ObservationStatus::Applied;
				Event::Applied { id, digest }
			}
			Err(error) => {
				request.status = ObservationStatus::Rejected;
				Event::Rejected { id, digest, error }
			}
		};
		Self::make_room(&request);
		let key = Ordered::of(id);
		Requests::<T>::insert(key, &request);
		Results::<T>::insert(key, Finding { request, observed, at });
		Self::deposit_event(event);
	}

	fn contradict(id: ObservationId, validator: Public, said: Digest, agreed: Digest) {
		let speaker = Self::speaker(validator);
		Self::deposit_event(Event::Contradicted { id, speaker, said, agreed });
	}
}

/// What those weigh together who said this and are of the set.
fn weight_of(set: &ValidatorSet, voices: &Voices, digest: &Digest) -> u64 {
	voices
		.iter()
		.filter(|(_, said)| said == digest)
		.filter_map(|(spoke, _)| set.position(spoke).and_then(|at| set.get(at)))
		.fold(0u64, |sum, validator| sum.saturating_add(validator.weight.into()))
}

/// Is it more than liars may weigh together: more than (total − 1) / 3? Then an honest validator is
/// among them.
fn suffices(set: &ValidatorSet, weight: u64) -> bool {
	weight.saturating_mul(3) >= set.total_weight()
}

fn refuse<T>(fault: Error<T>) -> InvalidTransaction {
	match fault {
		Error::NothingNew => InvalidTransaction::Stale,
		Error::NotValidator => InvalidTransaction::Custom(refusal::TESTIMONY_OF_NO_VALIDATOR),
		Error::Malformed => InvalidTransaction::Custom(refusal::MALFORMED_TESTIMONIES),
		_ => InvalidTransaction::BadProof,
	}
}
