//! The calls of the pallet.

use frame_support::pallet_macros::pallet_section;

/// The calls. What they share: "the gate" is [`Config::Gate`], which admits a motion of the council,
/// an approval, or an active fiscal authority unless the operation demands an approval; its errors
/// are those of `pallet-approvals` and `pallet-participants`. "The operator" is an active node
/// operator, signing for the participant that runs the node.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers an access node 业务接入节点 without an application. It has to be activated.
		///
		/// Who: the gate, for `ReviewNode`; nobody for an operator of its own member. `operator`: an
		/// active participant with the role of node operator. The scenes named have to be active.
		///
		/// Emits [`Event::Registered`], [`Event::CredentialIssued`], and leaves evidence of the node.
		///
		/// # Errors
		/// Those of the gate, [`Error::OwnApplication`], [`Error::NotActive`],
		/// [`Error::NotAuthorized`], [`Error::SceneNotActive`], [`Error::Expired`],
		/// [`Error::MaxNodesExceeded`]; those of [`Outbox::ensure_room`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register().saturating_add(T::Outbox::send_weight()))]
		pub fn register(
			origin: OriginFor<T>,
			operator: ParticipantId,
			request: NodeRequest,
			credential: CredentialTerms,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ReviewNode, Role::FiscalAuthority)?;
			Self::register_alone(by, operator, request, credential)
		}

		/// Suspends 暂停, resumes 恢复 or disables 禁用 a node. Disabled is for ever.
		///
		/// Who: the gate, for `ChangeNodeStatus`.
		///
		/// Emits [`Event::StatusChanged`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::NothingChanged`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			node: NodeId,
			status: NodeStatus,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ChangeNodeStatus, Role::FiscalAuthority)?;
			Self::do_set_status(by, node, status, reason)
		}

		/// Lets a node serve a participant in a capacity 关联.
		///
		/// Who: the gate, for `ReviewNode`; nobody for a node of its own member, or to serve one of
		/// it. `participant`: active, with the role of issuer or of user of bills as `role` demands.
		/// The node may be suspended; it was admitted in that capacity.
		///
		/// Emits [`Event::Linked`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::OwnApplication`],
		/// [`Error::NotActive`],
		/// [`Error::NotAuthorized`], [`Error::AlreadyExists`], [`Error::MaxRelationsExceeded`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::link())]
		pub fn link(
			origin: OriginFor<T>,
			node: NodeId,
			participant: ParticipantId,
			role: NodeRole,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ReviewNode, Role::FiscalAuthority)?;
			Self::do_link(by, node, participant, role)?;
			Ok(())
		}

		/// Ends the service of a node to a participant in a capacity 解除关联, whatever the state of
		/// either.
		///
		/// Who: the gate, for `ReviewNode`.
		///
		/// Emits [`Event::Unlinked`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::unlink())]
		pub fn unlink(
			origin: OriginFor<T>,
			node: NodeId,
			participant: ParticipantId,
			role: NodeRole,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ReviewNode, Role::FiscalAuthority)?;
			Self::remove_relation(node, participant, role)?;
			Self::deposit_event(Event::Unlinked { node, participant, role, by });
			Ok(())
		}

		/// Applies for the admission 准入申请 of a new node, or for a change 变更 of `node`.
		///
		/// Who: an active node operator, which has the role of issuer or of user of bills as the
		/// capacities demand, or is the platform; for a change the operator of the node. The scenes
		/// named have to be active.
		///
		/// Emits [`Event::AdmissionSubmitted`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::Terminal`],
		/// [`Error::NothingNamed`], [`Error::SceneNotActive`], [`Error::MaxAdmissionsExceeded`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::request_admission())]
		pub fn request_admission(
			origin: OriginFor<T>,
			node: Option<NodeId>,
			request: NodeRequest,
		) -> DispatchResult {
			let applicant = Self::ensure_applicant(origin)?;
			Self::do_request(applicant, node, request)
		}

		/// Replaces what an application that nobody reviews yet asks for.
		///
		/// Who: the applicant, as for [`Pallet::request_admission`].
		///
		/// Emits [`Event::AdmissionAmended`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`],
		/// [`Error::WrongState`], [`Error::NothingChanged`], [`Error::NothingNamed`],
		/// [`Error::SceneNotActive`], [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::amend())]
		pub fn amend(
			origin: OriginFor<T>,
			admission: AdmissionId,
			request: NodeRequest,
		) -> DispatchResult {
			let applicant = Self::ensure_applicant(origin)?;
			Self::do_amend(applicant, admission, request)
		}

		/// Takes back 撤回 an application that is not decided.
		///
		/// Who: the applicant.
		///
		/// Emits [`Event::AdmissionWithdrawn`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`],
		/// [`Error::WrongState`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			admission: AdmissionId,
			reason: Reason,
		) -> DispatchResult {
			let applicant = Self::ensure_applicant(origin)?;
			Self::do_withdraw(applicant, admission, reason)
		}

		/// Submits a rejected or withdrawn application again 重新提交.
		///
		/// Who: the applicant, as for [`Pallet::request_admission`].
		///
		/// Emits [`Event::AdmissionSubmitted`].
		///
		/// # Errors
		/// Those of [`Pallet::amend`], [`Error::Terminal`], [`Error::MaxAdmissionsExceeded`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::resubmit())]
		pub fn resubmit(
			origin: OriginFor<T>,
			admission: AdmissionId,
			request: NodeRequest,
		) -> DispatchResult {
			let applicant = Self::ensure_applicant(origin)?;
			Self::do_resubmit(applicant, admission, request)
		}

		/// Reviews 审核 an application: begins, approves or rejects. `revision` is the one that was
		/// read: a decision never meets something else. Approving registers the node with its
		/// credential, or changes the node; what the applicant itself may be served in is linked.
		///
		/// Who: the gate, for `ReviewNode`; not the applicant itself.
		///
		/// Emits [`Event::AdmissionReviewed`]; on approval also [`Event::Registered`] or
		/// [`Event::NodeChanged`], [`Event::Linked`] and, with a credential,
		/// [`Event::CredentialIssued`]. What is approved leaves evidence.
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::OwnApplication`],
		/// [`Error::WrongState`], [`Error::NothingChanged`], [`Error::Terminal`],
		/// [`Error::NotActive`], [`Error::NotAuthorized`], [`Error::SceneNotActive`],
		/// [`Error::CredentialMissing`], [`Error::Expired`], [`Error::MaxNodesExceeded`],
		/// [`Error::MaxRelationsExceeded`], [`Error::MaxVersionsExceeded`]; those of
		/// [`Outbox::ensure_room`] for what is approved.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::review().saturating_add(T::Outbox::send_weight()))]
		pub fn review(
			origin: OriginFor<T>,
			admission: AdmissionId,
			revision: u32,
			decision: Decision,
			reason: Reason,
		) -> DispatchResult {
			let by = T::Gate::ensure(origin, Operation::ReviewNode, Role::FiscalAuthority)?;
			Self::do_review(by, admission, revision, decision, reason)
		}

		/// Issues another credential 续期, from now on; also after the old one expired or was
		/// revoked. Devices have to acknowledge it anew.
		///
		/// Who: the gate, for `ChangeNodeCredential`.
		///
		/// Emits [`Event::CredentialIssued`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::Expired`],
		/// [`Error::NothingChanged`] if digest and end are those in use,
		/// [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::renew_credential())]
		pub fn renew_credential(
			origin: OriginFor<T>,
			node: NodeId,
			credential: CredentialTerms,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::ChangeNodeCredential, Role::FiscalAuthority)?;
			Self::do_renew(by, node, credential)
		}

		/// Revokes 吊销 the credential of a node, which is out of service until another is issued.
		///
		/// Who: the gate, for `ChangeNodeCredential`.
		///
		/// Emits [`Event::CredentialRevoked`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::NothingChanged`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::revoke_credential())]
		pub fn revoke_credential(
			origin: OriginFor<T>,
			node: NodeId,
			reason: Reason,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::ChangeNodeCredential, Role::FiscalAuthority)?;
			Self::do_revoke(by, node, reason)
		}

		/// Has the credential in use delivered to a device once more 手动下发: the device counts as
		/// one that has not received it until it acknowledges again.
		///
		/// Who: the gate, for `ChangeNodeCredential`.
		///
		/// Emits [`Event::CredentialRedelivered`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Revoked`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::redeliver_credential())]
		pub fn redeliver_credential(
			origin: OriginFor<T>,
			node: NodeId,
			device: Did,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::ChangeNodeCredential, Role::FiscalAuthority)?;
			Self::do_redeliver(by, node, device)
		}

		/// Confirms that a device has received the credential in use and set itself up 凭证下发确认.
		///
		/// Who: the operator.
		///
		/// Emits [`Event::CredentialAcknowledged`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::Revoked`],
		/// [`Error::WrongState`] unless `version` is the one in use, [`Error::NothingChanged`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::acknowledge_credential())]
		pub fn acknowledge_credential(
			origin: OriginFor<T>,
			node: NodeId,
			device: Did,
			version: u32,
		) -> DispatchResult {
			Self::ensure_operator(origin, node)?;
			Self::do_acknowledge(node, device, version)
		}

		/// Issues 1 to 100 activation codes 激活码; only their digests reach the chain.
		///
		/// Who: the gate, for `IssueActivationCodes`. `product`: product and version, 1 to 32 bytes.
		///
		/// Emits [`Event::CodesIssued`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::NothingNamed`],
		/// [`Error::Expired`], [`Error::AlreadyExists`], [`Error::MaxCodesExceeded`],
		/// [`Error::MaxVersionsExceeded`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::issue_codes(u32::try_from(codes.len()).unwrap_or(u32::MAX)))]
		pub fn issue_codes(
			origin: OriginFor<T>,
			node: NodeId,
			codes: CodeBatch,
			product: Label,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::IssueActivationCodes, Role::FiscalAuthority)?;
			Self::do_issue_codes(by, node, codes, product)
		}

		/// Voids 作废 1 to 100 unused codes, all or none.
		///
		/// Who: the gate, for `VoidActivationCodes`.
		///
		/// Emits [`Event::CodeVoided`] for each.
		///
		/// # Errors
		/// Those of the gate, [`Error::NothingNamed`], [`Error::NotFound`], [`Error::WrongState`].
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::void_codes(u32::try_from(codes.len()).unwrap_or(u32::MAX)))]
		pub fn void_codes(
			origin: OriginFor<T>,
			node: NodeId,
			codes: DigestBatch,
			reason: Reason,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::VoidActivationCodes, Role::FiscalAuthority)?;
			Self::do_void_codes(by, node, codes, reason)
		}

		/// Freezes 冻结 all codes of a node, for instance when they are tried from many places.
		///
		/// Who: the gate, for `VoidActivationCodes`.
		///
		/// Emits [`Event::CodesFrozen`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::NothingChanged`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::freeze_codes())]
		pub fn freeze_codes(origin: OriginFor<T>, node: NodeId, reason: Reason) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::VoidActivationCodes, Role::FiscalAuthority)?;
			Self::do_freeze_codes(by, node, reason)
		}

		/// Makes the codes of a node work again after they were frozen, and forgets failed attempts.
		///
		/// Who: the gate, for `ReinstateActivationCode`.
		///
		/// Emits [`Event::CodesThawed`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::NothingChanged`].
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::thaw_codes())]
		pub fn thaw_codes(origin: OriginFor<T>, node: NodeId, reason: Reason) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::ReinstateActivationCode, Role::FiscalAuthority)?;
			Self::do_thaw_codes(by, node, reason)
		}

		/// Makes a voided, retired or expired code usable again 恢复, until `valid_until` (Unix ms).
		/// A code whose device is bound stays spent. A retired code has been seen; nobody but the
		/// operator can present it all the same.
		///
		/// Who: the gate, for `ReinstateActivationCode`.
		///
		/// Emits [`Event::CodeReinstated`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::Terminal`], [`Error::WrongState`],
		/// [`Error::Expired`].
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::reinstate_code())]
		pub fn reinstate_code(
			origin: OriginFor<T>,
			node: NodeId,
			code: Digest,
			valid_until: Moment,
			reason: Reason,
		) -> DispatchResult {
			let by =
				T::Gate::ensure(origin, Operation::ReinstateActivationCode, Role::FiscalAuthority)?;
			Self::do_reinstate_code(by, node, code, valid_until, reason)
		}

		/// Activates 激活 a device with a code and binds it to the node, in place of another where
		/// `replaces` names one. The first device activates the node.
		///
		/// A code that is unknown, spent, voided or expired has to be counted, so that **the call
		/// succeeds** then too and the event tells of the refusal; after five of them in a row the
		/// codes of the node are frozen. A right code sets the counter to 0. The code is shown by
		/// the call: it is good for this once.
		///
		/// Who: the operator. `device`: signs [`fiscal_primitives::node::binding_message`].
		///
		/// Emits [`Event::CodeUsed`] and [`Event::DeviceBound`], after [`Event::CodeRetired`] and
		/// [`Event::DeviceUnbound`] where it replaces one; or [`Event::ActivationRefused`], and
		/// [`Event::CodesFrozen`] with the fifth.
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::Terminal`],
		/// [`Error::Frozen`], [`Error::ProofInvalid`], [`Error::AlreadyExists`],
		/// [`Error::MaxDevicesExceeded`].
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::activate())]
		pub fn activate(
			origin: OriginFor<T>,
			node: NodeId,
			code: CodeText,
			replaces: Option<Did>,
			device: DeviceRequest,
		) -> DispatchResult {
			let signer = Self::ensure_operator(origin, node)?;
			Self::do_activate(signer, node, code, replaces, device)
		}

		/// Changes what a device says of itself; what is `None` stays.
		///
		/// Who: the operator.
		///
		/// Emits [`Event::DeviceUpdated`].
		///
		/// # Errors
		/// Those of the signer, [`Error::NotFound`], [`Error::NotAuthorized`],
		/// [`Error::NothingChanged`].
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::update_device())]
		pub fn update_device(
			origin: OriginFor<T>,
			node: NodeId,
			device: Did,
			info: Option<Digest>,
			endpoint: Option<Endpoint>,
			certificate: Option<Digest>,
		) -> DispatchResult {
			Self::ensure_operator(origin, node)?;
			Self::do_update_device(node, device, info, endpoint, certificate)
		}

		/// Enables 启用, disables 停用 or blocks 封禁 a device.
		///
		/// Who: the operator, between active and disabled; the gate, for `ChangeNodeStatus`, between
		/// any two states.
		///
		/// Emits [`Event::DeviceStatusChanged`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::NotAuthorized`] if the operator blocks a
		/// device or changes a blocked one, [`Error::NothingChanged`].
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::set_device_status())]
		pub fn set_device_status(
			origin: OriginFor<T>,
			node: NodeId,
			device: Did,
			status: DeviceStatus,
			reason: Reason,
		) -> DispatchResult {
			let (by, operates) = Self::ensure_operator_or_gate(origin, node)?;
			Self::do_set_device_status(by, operates, node, device, status, reason)
		}

		/// Ends the binding of a device 解绑; its code is retired.
		///
		/// Who: the operator, or the gate, for `ChangeNodeStatus`. The operator does not unbind a
		/// device that is blocked.
		///
		/// Emits [`Event::CodeRetired`], [`Event::DeviceUnbound`].
		///
		/// # Errors
		/// Those of the gate, [`Error::NotFound`], [`Error::NotAuthorized`].
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::unbind_device())]
		pub fn unbind_device(
			origin: OriginFor<T>,
			node: NodeId,
			device: Did,
			reason: Reason,
		) -> DispatchResult {
			let (by, operates) = Self::ensure_operator_or_gate(origin, node)?;
			Self::do_unbind_device(by, operates, node, device, reason)
		}
	}
}
