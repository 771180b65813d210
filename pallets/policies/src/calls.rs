//! The calls of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The calls. What they share: "an authority" is an active fiscal authority that signs; "the gate" is
/// [`Config::Gate`], which admits a motion of the council, an approval, or an active fiscal authority
/// unless the operation demands an approval; "the operator" is an active node operator that runs the
/// node. The errors of the gate and of [`Config::Participants`] come beside those that are named.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Defines a primitive 元语: a named condition that policies and later primitives use.
		///
		/// Who: an authority. `name`: 1 to 128 bytes. `condition`: bounded by
		/// [`fiscal_policy::limits`]; it may name primitives with smaller numbers.
		///
		/// Emits [`Event::PrimitiveDefined`].
		///
		/// # Errors
		/// [`Error::UnknownPrimitive`], [`Error::MaxConditionExceeded`], [`Error::TooComplex`],
		/// [`Error::Contradiction`], [`Error::AlwaysHolds`], [`Error::MaxCostExceeded`],
		/// [`Error::Invalid`], [`Error::MaxCountExceeded`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::define_primitive())]
		pub fn define_primitive(
			origin: OriginFor<T>,
			name: Name,
			condition: Box<Expr>,
		) -> DispatchResult {
			let by = Self::authority(origin)?;
			Self::do_define_primitive(name, *condition, by)
		}

		/// Makes a new version of a primitive, which is the current one. Earlier versions stay, and with
		/// them every policy that names one.
		///
		/// Who: an authority.
		///
		/// Emits [`Event::PrimitiveDefined`].
		///
		/// # Errors
		/// Those of [`Pallet::define_primitive`], [`Error::NotFound`], [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::revise_primitive())]
		pub fn revise_primitive(
			origin: OriginFor<T>,
			primitive: PrimitiveId,
			condition: Box<Expr>,
			reason: Reason,
		) -> DispatchResult {
			let by = Self::authority(origin)?;
			Self::do_revise_primitive(primitive, *condition, reason, by)
		}

		/// Makes an earlier version of a primitive the current one 版本回滚: the one authors are to use.
		///
		/// Who: an authority.
		///
		/// Emits [`Event::PrimitiveRolledBack`].
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::NothingChanged`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::roll_back_primitive())]
		pub fn roll_back_primitive(
			origin: OriginFor<T>,
			primitive: PrimitiveId,
			to_version: u32,
			reason: Reason,
		) -> DispatchResult {
			let by = Self::authority(origin)?;
			Self::do_roll_back_primitive(primitive, to_version, reason, by)
		}

		/// Drafts a policy 策略起草. It is validated and has no effect until it is put into force.
		///
		/// Who: an authority. `policy`: bounded by [`fiscal_policy::limits`]; the scenes it names are
		/// in force.
		///
		/// Emits [`Event::Drafted`].
		///
		/// # Errors
		/// Those of [`Pallet::define_primitive`], [`Error::NotCompliant`], [`Error::SceneNotActive`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::draft())]
		pub fn draft(origin: OriginFor<T>, policy: Box<Policy>) -> DispatchResult {
			let by = Self::authority(origin)?;
			Self::do_draft(*policy, by)?;
			Ok(())
		}

		/// Drafts a further version of a policy. What is in force stays so.
		///
		/// Who: an authority.
		///
		/// Emits [`Event::Drafted`].
		///
		/// # Errors
		/// Those of [`Pallet::draft`], [`Error::NotFound`], [`Error::Terminal`],
		/// [`Error::NothingChanged`] if it is the same as the latest version.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::revise())]
		pub fn revise(
			origin: OriginFor<T>,
			id: PolicyId,
			policy: Box<Policy>,
			reason: Reason,
		) -> DispatchResult {
			let by = Self::authority(origin)?;
			Self::do_revise(id, *policy, reason, by)
		}

		/// Puts a draft into force 生效; the version in force until then is so no longer. The approval
		/// is kept with the version.
		///
		/// Who: the gate, for `EnactPolicy`. `acknowledge_conflicts`: put it into force although
		/// policies of equal priority and opposite effect are a matter of the same requests, or it
		/// cannot be told whether they are.
		///
		/// Emits [`Event::Enacted`], and [`Event::ConflictAcknowledged`] for each such policy.
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::Terminal`], [`Error::NotDraft`], [`Error::Expired`],
		/// [`Error::SceneNotActive`], [`Error::Conflict`], [`Error::MaxInForceExceeded`],
		/// [`Error::MaxListExceeded`], [`Error::MaxCostExceeded`], [`Error::MaxCountExceeded`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::enact())]
		pub fn enact(
			origin: OriginFor<T>,
			id: PolicyId,
			version: u32,
			acknowledge_conflicts: bool,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::EnactPolicy, Role::FiscalAuthority)?;
			Self::do_enact(id, version, acknowledge_conflicts, reason, by)
		}

		/// Repeals a policy 废止, for ever, or gives a draft up that was never in force.
		///
		/// Who: the gate, for `RepealPolicy`.
		///
		/// Emits [`Event::Repealed`].
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::Terminal`], [`Error::MaxCountExceeded`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::repeal())]
		pub fn repeal(origin: OriginFor<T>, id: PolicyId, reason: Reason) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::RepealPolicy, Role::FiscalAuthority)?;
			Self::do_repeal(id, reason, by)
		}

		/// Puts a version into force again that was in force earlier 回滚. Neither conflicts nor scenes
		/// are checked again: what was in force must be there at once.
		///
		/// Who: the gate, for `RollBackPolicy`.
		///
		/// Emits [`Event::RolledBack`].
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::Terminal`], [`Error::NotEffective`] for a policy that is not
		/// in force or a version that never was, [`Error::NothingChanged`], [`Error::Expired`],
		/// [`Error::MaxListExceeded`], [`Error::MaxCostExceeded`], [`Error::MaxCountExceeded`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::roll_back())]
		pub fn roll_back(
			origin: OriginFor<T>,
			id: PolicyId,
			to_version: u32,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::RollBackPolicy, Role::FiscalAuthority)?;
			Self::do_roll_back(id, to_version, reason, by)
		}

		/// Defines a group 分组 or tag 标签; its name is its identity.
		///
		/// Who: the gate, for `EnactPolicy`: labels decide whom policies are for.
		///
		/// Emits [`Event::LabelDefined`].
		///
		/// # Errors
		/// [`Error::AlreadyExists`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::define_label())]
		pub fn define_label(origin: OriginFor<T>, label: Label, kind: LabelKind) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::EnactPolicy, Role::FiscalAuthority)?;
			Self::do_define_label(label, kind, by)
		}

		/// Removes a label that nobody has.
		///
		/// Who: the gate, for `EnactPolicy`.
		///
		/// Emits [`Event::LabelRemoved`].
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::LabelInUse`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::remove_label())]
		pub fn remove_label(origin: OriginFor<T>, label: Label) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::EnactPolicy, Role::FiscalAuthority)?;
			Self::do_remove_label(label, by)
		}

		/// Gives a participant or an access node a label, or takes it away.
		///
		/// Who: the gate, for `EnactPolicy`.
		///
		/// Emits [`Event::LabelChanged`].
		///
		/// # Errors
		/// [`Error::NotFound`] for the label or the member, [`Error::NothingChanged`],
		/// [`Error::MaxLabelsExceeded`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_label())]
		pub fn set_label(
			origin: OriginFor<T>,
			label: Label,
			member: Member,
			belongs: bool,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::EnactPolicy, Role::FiscalAuthority)?;
			Self::do_set_label(label, member, belongs, by)
		}

		/// Begins to distribute the policies in force to access nodes 策略下发.
		///
		/// Who: the gate, for `DistributePolicies`. `nodes`: 1 to 256, in the order in which the stages
		/// reach them, each with the label of `target`. `digest`: that of what is in force, so that
		/// nothing else is sent. `stages`: percentages of the nodes. `threshold`: share of failed nodes
		/// among those reached, in percent, above which the distribution is rolled back; 100 for never.
		///
		/// Emits [`Event::DistributionStarted`].
		///
		/// # Errors
		/// [`Error::DistributionRunning`], [`Error::DigestMismatch`], [`Error::UnknownRevision`],
		/// [`Error::InvalidThreshold`], [`Error::InvalidTargets`], [`Error::NotFound`] for a node or
		/// the label, [`Error::NotLabelled`], [`Error::MaxCountExceeded`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::distribute())]
		pub fn distribute(
			origin: OriginFor<T>,
			target: Target,
			nodes: BoundedVec<NodeId, ConstU32<MAX_TARGETS>>,
			mode: DistributionMode,
			digest: Digest,
			stages: Stages,
			threshold: u8,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::DistributePolicies, Role::FiscalAuthority)?;
			Self::do_distribute(target, nodes, mode, digest, stages, threshold, by)
		}

		/// Opens the next stage of a distribution although nodes have not acknowledged, or closes it as
		/// it stands when every stage is open.
		///
		/// Who: the gate, for `DistributePolicies`.
		///
		/// Emits [`Event::StageOpened`] or [`Event::DistributionCompleted`], and
		/// [`Event::NodesSilent`] if nodes that were reached have not answered.
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::Terminal`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::advance())]
		pub fn advance(origin: OriginFor<T>, distribution: DistributionId) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::DistributePolicies, Role::FiscalAuthority)?;
			Self::do_advance(distribution, by)
		}

		/// Gives a distribution up; its nodes go back to the set they had.
		///
		/// Who: the gate, for `DistributePolicies`.
		///
		/// Emits [`Event::DistributionRolledBack`].
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::Terminal`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::abort_distribution())]
		pub fn abort_distribution(
			origin: OriginFor<T>,
			distribution: DistributionId,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::DistributePolicies, Role::FiscalAuthority)?;
			Self::do_abort(distribution, reason, by)
		}

		/// Says whether a node applies what a distribution brought it 生效确认. A digest other than the
		/// distribution's is a failure. A node that failed may try again.
		///
		/// Who: the operator. `digest`: that of what the node holds. `failure`: SM3 of its log.
		///
		/// Emits [`Event::Acknowledged`] or [`Event::AcknowledgementFailed`], then
		/// [`Event::StageOpened`], [`Event::DistributionCompleted`] or
		/// [`Event::DistributionRolledBack`] where that follows.
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::Terminal`], [`Error::NotReached`],
		/// [`Error::NothingChanged`] if the node has acknowledged.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::acknowledge())]
		pub fn acknowledge(
			origin: OriginFor<T>,
			distribution: DistributionId,
			node: NodeId,
			digest: Digest,
			ok: bool,
			failure: Option<Digest>,
		) -> DispatchResult {
			Self::operator(origin, node)?;
			Self::do_acknowledge(distribution, node, digest, ok, failure)
		}

		/// Compares what a node holds with what is in force 一致性校验. Nodes send it at intervals.
		///
		/// Who: the operator. `digest`: [`fiscal_policy::chain::set_digest`] of what the node holds.
		///
		/// Emits [`Event::DigestReported`] or [`Event::DigestMismatch`].
		///
		/// # Errors
		/// [`Error::NotFound`], [`Error::NotAuthorized`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::report_digest())]
		pub fn report_digest(origin: OriginFor<T>, node: NodeId, digest: Digest) -> DispatchResult {
			Self::operator(origin, node)?;
			Self::do_report_digest(node, digest)
		}

		/// Adds up how often policies had a say on a node, and what it cost it 策略命中日志.
		///
		/// Who: the operator. `reports`: at most 32; the spans of one policy follow each other.
		///
		/// Emits [`Event::HitsReported`], and [`Event::FailureAlarmed`] and [`Event::LatencyAlarmed`]
		/// where a report is above [`Config::FailureAlarm`] or [`Config::LatencyAlarm`].
		///
		/// # Errors
		/// [`Error::NotFound`] for the node or a policy, [`Error::NotAuthorized`],
		/// [`Error::InvalidSpan`].
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::report_hits(u32::try_from(reports.len()).unwrap_or(u32::MAX)))]
		pub fn report_hits(
			origin: OriginFor<T>,
			node: NodeId,
			reports: BoundedVec<HitReport, ConstU32<MAX_REPORTS>>,
		) -> DispatchResult {
			Self::operator(origin, node)?;
			Self::do_report_hits(node, reports.into_inner())
		}
	}
}
