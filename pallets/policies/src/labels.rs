//! Groups 分组 and tags 标签.

use crate::{Config, Error, Event, LabelMembers, LabelRecords, LabelsOf, Pallet};
use fiscal_policy::chain::{LabelKind, LabelRecord, Member};
use fiscal_primitives::{
	policy::Label,
	traits::{NodeRegistry, ParticipantRegistry},
	Actor,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_define_label(label: Label, kind: LabelKind, by: Actor) -> DispatchResult {
		ensure!(!LabelRecords::<T>::contains_key(&label), Error::<T>::AlreadyExists);
		LabelRecords::<T>::insert(&label, LabelRecord { kind, participants: 0, nodes: 0 });
		Self::deposit_event(Event::LabelDefined { label, kind, by });
		Ok(())
	}

	pub(crate) fn do_remove_label(label: Label, by: Actor) -> DispatchResult {
		let record = LabelRecords::<T>::get(&label).ok_or(Error::<T>::NotFound)?;
		ensure!(record.participants == 0 && record.nodes == 0, Error::<T>::LabelInUse);
		LabelRecords::<T>::remove(&label);
		Self::deposit_event(Event::LabelRemoved { label, by });
		Ok(())
	}

	fn is_known(member: Member) -> bool {
		match member {
			Member::Participant(id) => !T::Participants::roles_of(id).is_empty(),
			Member::Node(node) => T::Nodes::operator(node).is_some(),
		}
	}

	pub(crate) fn do_set_label(
		label: Label,
		member: Member,
		belongs: bool,
		by: Actor,
	) -> DispatchResult {
		let mut record = LabelRecords::<T>::get(&label).ok_or(Error::<T>::NotFound)?;
		let mut labels = LabelsOf::<T>::get(member);
		let place = labels.binary_search(&label);
		let count = match member {
			Member::Participant(_) => &mut record.participants,
			Member::Node(_) => &mut record.nodes,
		};
		match (place, belongs) {
			(Ok(_), true) | (Err(_), false) => return Err(Error::<T>::NothingChanged.into()),
			(Err(at), true) => {
				ensure!(Self::is_known(member), Error::<T>::NotFound);
				labels.try_insert(at, label.clone()).map_err(|_| Error::<T>::MaxLabelsExceeded)?;
				*count = count.saturating_add(1);
				LabelMembers::<T>::insert(&label, member, ());
			}
			(Ok(at), false) => {
				labels.remove(at);
				*count = count.saturating_sub(1);
				LabelMembers::<T>::remove(&label, member);
			}
		}
		LabelRecords::<T>::insert(&label, record);
		if labels.is_empty() {
			LabelsOf::<T>::remove(member);
		} else {
			LabelsOf::<T>::insert(member, labels);
		}
		let at = T::Time::now();
		Self::deposit_event(Event::LabelChanged { label, member, belongs, by, at });
		Ok(())
	}
}
