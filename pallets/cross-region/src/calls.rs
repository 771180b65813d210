//! The calls of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The calls. What they share: "the gate" is [`Config::Gate`], which admits a motion of the council, an
/// approval, or an active fiscal authority unless the operation demands an approval. "The organisation"
/// is an active participant with the role of a user of bills, or an account of it. What is to be told
/// needs room in the outbox.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Admits a province 省市授权, or changes its key or what it may. What runs goes on. R166.
		///
		/// Who: the gate, for `ChangeProvince`. Emits [`Event::ProvinceSet`].
		///
		/// # Errors
		/// Those of the gate, [`Error::OwnRegion`], [`Error::NothingChanged`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_province())]
		pub fn set_province(
			origin: OriginFor<T>,
			region: Region,
			province: Province,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeProvince, Role::FiscalAuthority)?;
			Self::do_set_province(by, region, province)?;
			Ok(())
		}

		/// Says whose participant takes the locks for other provinces, and under which scene. Locks that
		/// were taken before are settled and released as before. R173.
		///
		/// Who: the gate, for `ChangeProvince`. Emits [`Event::PlatformSet`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotActive`], [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_platform())]
		pub fn set_platform(
			origin: OriginFor<T>,
			participant: ParticipantId,
			scene: SceneId,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeProvince, Role::FiscalAuthority)?;
			Self::do_set_platform(by, RegionPlatform { participant, scene })?;
			Ok(())
		}

		/// Apply for cross-province reimbursement 跨省备案申请; again after a rejection, a refusal or a
		/// withdrawal. R166, R167.
		///
		/// Who: the organisation. Emits [`Event::FilingApplied`].
		///
		/// # Errors
		/// Those of the registry, [`Error::AlreadyExists`], [`Error::OrgTaken`], [`Error::OrgFixed`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::apply_filing())]
		pub fn apply_filing(
			origin: OriginFor<T>,
			org: OrgCode,
			name: OrgName,
			purpose: Reason,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply_filing(&who, org, name, purpose)
		}

		/// Withdraw the registration 撤销备案, or the application for it. The service goes with it; what
		/// runs goes on. R167.
		///
		/// Who: the organisation. Tells the platform what it was told before. Emits
		/// [`Event::FilingWithdrawn`].
		///
		/// # Errors
		/// Those of the registry and of the outbox, [`Error::NotFound`].
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::withdraw_filing(), 2))]
		pub fn withdraw_filing(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_filing(&who)
		}

		/// Decide about an application 备案审批. What is approved the platform is told; its receipt
		/// registers the organisation. `filing` is the SM3 of the application that was seen. R167.
		///
		/// Who: the gate, for `ReviewFiling`; nobody about an organisation of its own member. Emits
		/// [`Event::FilingReviewed`], and [`Event::FilingAnswered`] later.
		///
		/// # Errors
		/// Those of the gate and of the outbox, [`Error::NotFound`], [`Error::NotApplied`],
		/// [`Error::FilingChanged`], [`Error::OwnApplication`], [`Error::NotActive`],
		/// [`Error::DestinationClosed`].
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::review_filing(), 2))]
		pub fn review_filing(
			origin: OriginFor<T>,
			participant: ParticipantId,
			filing: Digest,
			approve: bool,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ReviewFiling, Role::FiscalAuthority)?;
			Self::do_review_filing(by, participant, filing, approve, reason)
		}

		/// Open, suspend, reopen, renew or leave the service 服务开通管理. `until` (Unix ms): the end of
		/// the time when it is opened and renewed, the new end or none when it is reopened, none
		/// otherwise. Whoever leaves files anew before it opens again. R168.
		///
		/// Who: the organisation, once registered. Tells the platform. Emits
		/// [`Event::ServiceChanged`].
		///
		/// # Errors
		/// Those of the registry and of the outbox, [`Error::NotRegistered`],
		/// [`Error::ServiceNotOpened`], [`Error::ServiceAlreadyOpened`], [`Error::ServiceSuspended`],
		/// [`Error::ServiceNotSuspended`], [`Error::ServiceLeft`], [`Error::InvalidTerm`],
		/// [`Error::DestinationClosed`] when it opens.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::change_service(), 2))]
		pub fn change_service(
			origin: OriginFor<T>,
			change: ServiceChange,
			until: Option<Moment>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_change_service(&who, change, until)
		}

		/// Start to reimburse a bill of the province `issuer` 发起报销: it is asked to lock the bill.
		/// `elements` is the digest of the five elements, `claimed` in fen, `authorization` the SM3 of
		/// the holder's authorization. R173, R177.
		///
		/// Who: the organisation, registered and with an open service. At most one reimbursement of a
		/// bill runs. Repeated with the same content it succeeds and does nothing.
		///
		/// Emits [`Event::Started`] or [`Event::AnsweredAgain`], and [`Event::OutboundMoved`] when the
		/// province answers.
		///
		/// # Errors
		/// Those of the registry and of the outbox, [`Error::NotRegistered`],
		/// [`Error::FlowConflict`], [`Error::ServiceNotOpened`], [`Error::ServiceSuspended`],
		/// [`Error::ServiceLeft`], [`Error::ServiceExpired`], [`Error::OwnRegion`],
		/// [`Error::UnknownProvince`], [`Error::ProvinceClosed`], [`Error::AmountZero`],
		/// [`Error::AlreadyLocked`], [`Error::MaxFlowsExceeded`], [`Error::DestinationClosed`].
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::start(), 2))]
		pub fn start(
			origin: OriginFor<T>,
			issuer: Region,
			bill: BillKey,
			elements: Digest,
			claimed: Fen,
			flow: FlowNumber,
			authorization: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_start(&who, issuer, bill, elements, claimed, flow, authorization)
		}

		/// Tell how a reimbursement of the organisation ended 报销结果: so much was reimbursed, which needs
		/// the lock of the other province; or nothing, which gives up a lock that is asked for too. R174.
		///
		/// Who: the organisation that started it. Repeated with the same content it succeeds and does
		/// nothing. Emits [`Event::Finished`] or [`Event::AnsweredAgain`], and
		/// [`Event::OutboundMoved`] when the province answers.
		///
		/// # Errors
		/// Those of the registry and of the outbox, [`Error::NotRegistered`], [`Error::NotFound`],
		/// [`Error::FlowConflict`], [`Error::NotLocked`], [`Error::ExceedsClaim`],
		/// [`Error::AmountZero`], [`Error::LockExpired`], [`Error::Disputed`], [`Error::Ended`],
		/// [`Error::DestinationClosed`].
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::finish(), 2))]
		pub fn finish(origin: OriginFor<T>, flow: FlowNumber, ending: Ending) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_finish(&who, flow, ending)
		}

		/// Hand over the agreement with the holder 授权凭证推送: `file` is its SM3, the file follows outside
		/// of the chain. R171.
		///
		/// Who: the organisation that started the reimbursement, while it runs. Emits
		/// [`Event::AuthorizationPushed`].
		///
		/// # Errors
		/// Those of the registry and of the outbox, [`Error::NotRegistered`], [`Error::NotFound`],
		/// [`Error::Ended`], [`Error::NothingChanged`], [`Error::DestinationClosed`].
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::push_authorization(), 2))]
		pub fn push_authorization(
			origin: OriginFor<T>,
			flow: FlowNumber,
			file: Digest,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_push_authorization(&who, flow, file)
		}

		/// Decide a case that the chain cannot: a reimbursement of here that is in dispute, that nobody
		/// answers, or whose lock ran out or was left behind by an organisation that is not in force; or one of
		/// another province whose result came without a lock, which only counts as released. R174.
		///
		/// Who: the gate, for `HandleDeadLetter`; nobody about an organisation of its own member. Emits
		/// [`Event::DisputeResolved`], and [`Event::OutboundMoved`] for one of here.
		///
		/// # Errors
		/// Those of the gate and of the outbox, [`Error::NotFound`], [`Error::NotDisputed`],
		/// [`Error::NotResolvable`], [`Error::OwnApplication`].
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::with_messages(T::WeightInfo::resolve_dispute(), 2))]
		pub fn resolve_dispute(
			origin: OriginFor<T>,
			flow: RegionFlow,
			resolution: Resolution,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::HandleDeadLetter, Role::FiscalAuthority)?;
			Self::do_resolve_dispute(by, flow, resolution, reason)
		}

		/// Take a message of another province, signed with its key 外省市报文. A request that a check of
		/// this pallet does not admit is no failed call: it is answered, so that the province learns it.
		/// R167, R168, R173–R175.
		///
		/// Who: nobody; the transaction is unsigned, and anyone may send it, since no node can forge a
		/// message. It is refused before it runs unless everything holds that the errors name.
		///
		/// Emits [`Event::MessageTaken`]; then [`Event::ForeignFilingTold`],
		/// [`Event::ForeignServiceTold`] or [`Event::Outdated`]; [`Event::Answered`], at once or when the
		/// block closes, and [`Event::ResultLate`]; [`Event::OutboundMoved`] or
		/// [`Event::AnswerIgnored`].
		///
		/// # Errors
		/// `BadOrigin`, [`Error::UnknownProvince`], [`Error::TooEarly`], [`Error::TooOld`],
		/// [`Error::AlreadySeen`], [`Error::NumberTaken`], [`Error::BadSignature`],
		/// [`Error::Undecided`], [`Error::Busy`]; of a start [`Error::DestinationClosed`].
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::receive_weight(&message.body))]
		pub fn receive(
			origin: OriginFor<T>,
			message: Inbound,
			signature: Signature,
		) -> DispatchResult {
			ensure_none(origin)?;
			Self::do_receive(message, &signature)
		}
	}
}
