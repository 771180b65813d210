//! Applications for admission 准入 and their review. R026, R027.

use crate::{
	impls::role_for, AdmissionCount, Admissions, Config, Error, Event, Nodes, OpenAdmissions,
	Pallet,
};
use alloc::vec::Vec;
use codec::Encode;
use fiscal_primitives::{
	node::{
		Admission, AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, CredentialTerms,
		Decision, NodeRequest, MAX_NODE_PAGE,
	},
	outbox::{Body, Destination, EvidenceNotice},
	participant::Role,
	text::Reason,
	traits::{Outbox, ParticipantRegistry},
	Actor, NodeId, ParticipantId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{DispatchError, DispatchResult};

/// Applications that one page looks at, whether or not they are asked for.
const MAX_EXAMINED: u32 = 500;

impl<T: Config> Pallet<T> {
	/// The organisation that applies: an active node operator.
	pub(crate) fn ensure_applicant(origin: OriginFor<T>) -> Result<ParticipantId, DispatchError> {
		T::Participants::ensure(&ensure_signed(origin)?, Role::NodeOperator)
	}

	/// May the applicant ask for this? The platform serves others in every capacity; others have
	/// themselves the role that fits.
	fn ensure_request(applicant: ParticipantId, request: &NodeRequest) -> Result<(), Error<T>> {
		let NodeRequest { capacities, scenes, resources, .. } = request;
		ensure!(
			!capacities.is_empty() && !scenes.is_empty() && !resources.is_empty(),
			Error::<T>::NothingNamed
		);
		let roles = T::Participants::roles_of(applicant);
		let fits = roles.contains(Role::Platform)
			|| capacities.iter().all(|capacity| roles.contains(role_for(capacity)));
		ensure!(fits, Error::<T>::NotAuthorized);
		Self::ensure_scenes(request)
	}

	fn application(
		applicant: ParticipantId,
		admission: AdmissionId,
	) -> Result<Admission, Error<T>> {
		let stored = Admissions::<T>::get(admission).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.applicant == applicant, Error::<T>::NotAuthorized);
		Ok(stored)
	}

	fn open_one(applicant: ParticipantId) -> Result<(), Error<T>> {
		let open = OpenAdmissions::<T>::get(applicant);
		ensure!(open < T::MaxOpenAdmissions::get(), Error::<T>::MaxAdmissionsExceeded);
		OpenAdmissions::<T>::insert(applicant, open.saturating_add(1));
		Ok(())
	}

	fn close_one(applicant: ParticipantId) {
		let left = OpenAdmissions::<T>::get(applicant).saturating_sub(1);
		if left == 0 {
			OpenAdmissions::<T>::remove(applicant);
		} else {
			OpenAdmissions::<T>::insert(applicant, left);
		}
	}

	/// A change is asked for by the operator of a node that is not disabled.
	fn ensure_own(applicant: ParticipantId, node: NodeId) -> Result<(), Error<T>> {
		ensure!(Self::living(node)?.operator == applicant, Error::<T>::NotAuthorized);
		Ok(())
	}

	pub(crate) fn do_request(
		applicant: ParticipantId,
		node: Option<NodeId>,
		request: NodeRequest,
	) -> DispatchResult {
		if let Some(node) = node {
			Self::ensure_own(applicant, node)?;
		}
		Self::ensure_request(applicant, &request)?;
		let number =
			AdmissionCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxAdmissionsExceeded)?;
		Self::open_one(applicant)?;
		AdmissionCount::<T>::put(number);
		let (admission, at, form) = (AdmissionId(number), T::Time::now(), request.form);
		Admissions::<T>::insert(
			admission,
			Admission {
				applicant,
				node,
				change: node.is_some(),
				request,
				status: AdmissionStatus::Submitted,
				revision: 1,
				submitted_at: at,
				changed_at: at,
				reviewed_by: None,
				reason: None,
			},
		);
		let revision = 1;
		let event = Event::AdmissionSubmitted { admission, applicant, node, revision, form };
		Self::deposit_event(event);
		Ok(())
	}

	/// Replaces what an application asks for; its revision rises.
	fn revise(stored: &mut Admission, request: NodeRequest) -> Result<(), Error<T>> {
		Self::ensure_request(stored.applicant, &request)?;
		stored.revision = stored.revision.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		stored.request = request;
		stored.changed_at = T::Time::now();
		Ok(())
	}

	pub(crate) fn do_amend(
		applicant: ParticipantId,
		admission: AdmissionId,
		request: NodeRequest,
	) -> DispatchResult {
		let mut stored = Self::application(applicant, admission)?;
		ensure!(stored.status == AdmissionStatus::Submitted, Error::<T>::WrongState);
		ensure!(stored.request != request, Error::<T>::NothingChanged);
		Self::revise(&mut stored, request)?;
		let (revision, form) = (stored.revision, stored.request.form);
		Admissions::<T>::insert(admission, stored);
		Self::deposit_event(Event::AdmissionAmended { admission, revision, form });
		Ok(())
	}

	pub(crate) fn do_withdraw(
		applicant: ParticipantId,
		admission: AdmissionId,
		reason: Reason,
	) -> DispatchResult {
		let mut stored = Self::application(applicant, admission)?;
		ensure!(stored.status.is_open(), Error::<T>::WrongState);
		stored.status = AdmissionStatus::Withdrawn;
		stored.changed_at = T::Time::now();
		Admissions::<T>::insert(admission, stored);
		Self::close_one(applicant);
		Self::deposit_event(Event::AdmissionWithdrawn { admission, reason });
		Ok(())
	}

	pub(crate) fn do_resubmit(
		applicant: ParticipantId,
		admission: AdmissionId,
		request: NodeRequest,
	) -> DispatchResult {
		let mut stored = Self::application(applicant, admission)?;
		match stored.status {
			AdmissionStatus::Rejected | AdmissionStatus::Withdrawn => {}
			AdmissionStatus::Approved => return Err(Error::<T>::Terminal.into()),
			_ => return Err(Error::<T>::WrongState.into()),
		}
		if let Some(node) = stored.node {
			Self::ensure_own(applicant, node)?;
		}
		Self::revise(&mut stored, request)?;
		Self::open_one(applicant)?;
		stored.status = AdmissionStatus::Submitted;
		let (node, revision, form) = (stored.node, stored.revision, stored.request.form);
		Admissions::<T>::insert(admission, stored);
		let event = Event::AdmissionSubmitted { admission, applicant, node, revision, form };
		Self::deposit_event(event);
		Ok(())
	}

	pub(crate) fn do_review(
		by: Actor,
		admission: AdmissionId,
		revision: u32,
		decision: Decision,
		reason: Reason,
	) -> DispatchResult {
		let mut stored = Admissions::<T>::get(admission).ok_or(Error::<T>::NotFound)?;
		Self::ensure_apart(&by, stored.applicant)?;
		ensure!(stored.status != AdmissionStatus::Approved, Error::<T>::Terminal);
		ensure!(stored.status.is_open() && stored.revision == revision, Error::<T>::WrongState);
		let at = T::Time::now();
		stored.status = match decision {
			Decision::Begin => {
				ensure!(stored.status == AdmissionStatus::Submitted, Error::<T>::NothingChanged);
				AdmissionStatus::InReview
			}
			Decision::Approve { credential } => {
				T::Outbox::ensure_room(Destination::Evidence, 1)?;
				stored.node = Some(Self::admit(by, admission, &stored, credential)?);
				AdmissionStatus::Approved
			}
			Decision::Reject => AdmissionStatus::Rejected,
		};
		stored.changed_at = at;
		stored.reviewed_by = Some(by);
		stored.reason = Some(reason.clone());
		let (status, node, applicant) = (stored.status, stored.node, stored.applicant);
		if status == AdmissionStatus::Approved {
			Self::prove(&(admission, &stored));
		}
		Admissions::<T>::insert(admission, stored);
		if !status.is_open() {
			Self::close_one(applicant);
		}
		Self::deposit_event(Event::AdmissionReviewed { admission, status, node, by, at, reason });
		Ok(())
	}

	/// Leaves evidence 存证 of what was admitted. R178.
	fn prove(record: &impl Encode) {
		let notice = EvidenceNotice::of_admission(record, T::Time::now());
		T::Outbox::send(Body::Evidence(notice));
	}

	/// [`Pallet::register`]: a node without an application.
	pub(crate) fn register_alone(
		by: Actor,
		operator: ParticipantId,
		request: NodeRequest,
		credential: CredentialTerms,
	) -> DispatchResult {
		T::Outbox::ensure_room(Destination::Evidence, 1)?;
		let node = Self::do_register(by, operator, request, credential)?;
		if let Some(stored) = Nodes::<T>::get(node) {
			Self::prove(&(node, stored, by));
		}
		Ok(())
	}

	/// Carries out what was approved: the request has to hold now, whatever held when it was made.
	fn admit(
		by: Actor,
		admission: AdmissionId,
		stored: &Admission,
		credential: Option<CredentialTerms>,
	) -> Result<NodeId, DispatchError> {
		let Admission { applicant, request, .. } = stored;
		Self::ensure_fit(*applicant, Role::NodeOperator)?;
		Self::ensure_request(*applicant, request)?;
		let node = match stored.node {
			Some(node) => {
				Self::change(node, request)?;
				Self::deposit_event(Event::NodeChanged { node, admission });
				if let Some(terms) = credential {
					Self::do_renew(by, node, terms)?;
				}
				node
			}
			None => {
				let terms = credential.ok_or(Error::<T>::CredentialMissing)?;
				Self::do_register(by, *applicant, request.clone(), terms)?
			}
		};
		Self::link_operator(by, node, *applicant, request)?;
		Ok(node)
	}

	fn change(node: NodeId, request: &NodeRequest) -> Result<(), Error<T>> {
		let mut stored = Self::living(node)?;
		let NodeRequest { name, capacities, scenes, resources, form } = request.clone();
		stored.name = name;
		stored.capacities = capacities;
		stored.scenes = scenes;
		stored.resources = resources;
		stored.form = Some(form);
		Nodes::<T>::insert(node, stored);
		Self::routing_changed();
		Ok(())
	}

	/// A node serves the organisation that runs it in each capacity that fits its roles.
	fn link_operator(
		by: Actor,
		node: NodeId,
		operator: ParticipantId,
		request: &NodeRequest,
	) -> Result<(), Error<T>> {
		let served = Self::roles_served(node, operator);
		for role in request.capacities.iter() {
			if served.contains(role) || !T::Participants::has_role(operator, role_for(role)) {
				continue;
			}
			Self::insert_relation(node, operator, role)?;
			Self::deposit_event(Event::Linked { node, participant: operator, role, by });
		}
		Ok(())
	}

	/// An application by number.
	pub fn admission(admission: AdmissionId) -> Option<AdmissionAnswer> {
		Admissions::<T>::get(admission)
			.map(|stored| AdmissionAnswer { id: admission, admission: stored })
	}

	/// Applications after number `after`, of `applicant` and in `status` where those are given: at
	/// most `limit` and 100, out of the next 500.
	pub fn admissions(
		after: AdmissionId,
		limit: u32,
		applicant: Option<ParticipantId>,
		status: Option<AdmissionStatus>,
	) -> AdmissionPage {
		let most = usize::try_from(limit.min(MAX_NODE_PAGE)).unwrap_or(usize::MAX);
		let count = AdmissionCount::<T>::get();
		let last = after.0.saturating_add(MAX_EXAMINED).min(count);
		let (mut items, mut reached) = (Vec::new(), after.0);
		for number in after.0.saturating_add(1)..=last {
			if items.len() >= most {
				break;
			}
			reached = number;
			let found = Self::admission(AdmissionId(number)).filter(|answer| {
				applicant.is_none_or(|one| answer.admission.applicant == one)
					&& status.is_none_or(|one| answer.admission.status == one)
			});
			items.extend(found);
		}
		let next = (reached < count).then_some(AdmissionId(reached));
		AdmissionPage { items, next }
	}
}
