//! The runtime APIs, answered from the tables.

use super::types::*;
use super::{
	approval::{approval, steps},
	authorization, bill,
	bill::transition_record,
	bridges,
	chain::{decider, number_of},
	children, details_record, did_record, key, key_record, lock, node, numbers, participant,
	pending, policy, relations,
	scene::{resource, rules, scene},
	set, standing, state, Block, Client, AUTHORIZATION, BEST, CHECK,
};
use sp_api::ApiError;
use sp_core::H256;
use sp_runtime::OpaqueExtrinsic;

/// What the runtime answers.
pub struct Api(pub(super) Client);

impl Api {
	fn answer<T>(&self, at: H256, value: T) -> Result<T, ApiError> {
		self.answer_at(at, BEST, value)
	}

	fn answer_at<T>(&self, at: H256, expected: H256, value: T) -> Result<T, ApiError> {
		match self.0.answers && at == expected {
			true => Ok(value),
			false => Err(ApiError::UnknownBlock(format!("{at}"))),
		}
	}
}

sp_api::mock_impl_runtime_apis! {
	impl BillsApi<Block> for Api {
		#[advanced]
		fn bill(&self, at: H256, asked: BillKey) -> Result<Option<Bill>, ApiError> {
			self.answer(at, (asked == key(1)).then(|| bill(1)))
		}
		#[advanced]
		fn verify_elements(&self, at: H256, asked: FiveElements) -> Result<ElementsVerdict, ApiError> {
			let genuine = FiveElements {
				key: key(1),
				check: CHECK.parse().unwrap(),
				issued_on: Date::new(20_261_120).unwrap(),
				total: Fen::new(12_345).unwrap(),
			};
			self.answer(at, if asked == genuine {
				ElementsVerdict::Genuine { state: state() }
			} else if asked.key == key(1) {
				ElementsVerdict::Mismatch { elements: vec![Element::CheckCode, Element::Amount] }
			} else {
				ElementsVerdict::NotFound
			})
		}
		#[advanced]
		fn verify_digest(&self, at: H256, asked: BillKey, digest: Digest) -> Result<DigestVerdict, ApiError> {
			self.answer(at, if asked != key(1) {
				DigestVerdict::NotFound
			} else if digest == bill(1).xml {
				DigestVerdict::Genuine { file: FileKind::Xml, state: state() }
			} else {
				DigestVerdict::Mismatch
			})
		}
		fn block_changes() -> BlockChanges {
			BlockChanges::default()
		}
		#[advanced]
		fn number_ranges(
			&self,
			at: H256,
			code: BillCode,
			issuer: Option<ParticipantId>,
		) -> Result<Vec<(ParticipantId, NumberRanges)>, ApiError> {
			let found = code == key(1).code && issuer.is_none_or(|issuer| issuer == ParticipantId(6));
			self.answer(at, found.then(|| (ParticipantId(6), numbers())).into_iter().collect())
		}
		#[advanced]
		fn relations(
			&self,
			at: H256,
			asked: BillKey,
		) -> Result<Option<(Bill, Option<RelationsRecord>)>, ApiError> {
			self.answer(at, (asked == key(1)).then(|| (bill(1), Some(relations()))))
		}
		#[advanced]
		fn pending(&self, at: H256, asked: BillKey) -> Result<Option<BillPending>, ApiError> {
			self.answer(at, (asked == key(1)).then(pending))
		}
	}

	impl LocksApi<Block> for Api {
		#[advanced]
		fn lock(&self, at: H256, asked: BillKey) -> Result<Option<Lock>, ApiError> {
			self.answer(at, (asked == key(1)).then(lock))
		}
	}

	impl ParticipantsApi<Block> for Api {
		#[advanced]
		fn participant(&self, at: H256, id: ParticipantId) -> Result<Option<Participant>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(participant))
		}
		#[advanced]
		fn participant_by_account(&self, at: H256, account: AccountId) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (account == found.account).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn participant_by_did(&self, at: H256, did: Did) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (did == found.did).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn participant_by_identity(&self, at: H256, identity: Digest) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (identity == found.identity).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn standing(&self, at: H256, id: ParticipantId) -> Result<Option<Standing>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(standing))
		}
		#[advanced]
		fn decision(&self, at: H256, id: ParticipantId) -> Result<Option<Decision>, ApiError> {
			let decision = Decision {
				operation: Operation::AdmitParticipant,
				by: Actor::Council,
				at: 1,
				reason: None,
			};
			self.answer(at, (id == ParticipantId(5)).then_some(decision))
		}
		#[advanced]
		fn participant_keys(&self, at: H256, id: ParticipantId) -> Result<Vec<KeyRecord>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(key_record).into_iter().collect())
		}
		#[advanced]
		fn participant_details(&self, at: H256, id: ParticipantId) -> Result<Vec<DetailsRecord>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(details_record).into_iter().collect())
		}
		#[advanced]
		fn children(&self, at: H256, parent: Option<ParticipantId>, from: u32, limit: u32) -> Result<Vec<TreeNode>, ApiError> {
			let found = parent == Some(ParticipantId(5));
			self.answer(at, if found { children(from, limit) } else { Vec::new() })
		}
	}

	impl DidsApi<Block> for Api {
		#[advanced]
		fn did_record(&self, at: H256, did: Did) -> Result<Option<DidRecord>, ApiError> {
			self.answer(at, (did == participant().did).then(did_record))
		}
	}

	impl NodesApi<Block> for Api {
		#[advanced]
		fn node(&self, at: H256, id: NodeId) -> Result<Option<NodeAnswer>, ApiError> {
			self.answer(at, (id == NodeId(2)).then(node::answer))
		}

		#[advanced]
		fn nodes(&self, at: H256, after: NodeId, limit: u32) -> Result<NodeSummaryPage, ApiError> {
			let items = vec![node::summary(); usize::from(after.0 < 2 && limit > 0)];
			self.answer(at, NodeSummaryPage { items, next: None })
		}

		#[advanced]
		fn nodes_of(&self, at: H256, participant: ParticipantId) -> Result<Vec<NodeId>, ApiError> {
			let found = participant == ParticipantId(5);
			self.answer(at, if found { vec![NodeId(4), NodeId(2)] } else { vec![] })
		}

		#[advanced]
		fn node_routes(&self, at: H256, after: NodeId, limit: u32) -> Result<RoutesPage, ApiError> {
			let items = vec![node::route(); usize::from(after.0 < 2 && limit > 0)];
			self.answer(at, RoutesPage { version: 7, items, next: Some(NodeId(2)) })
		}

		#[advanced]
		fn node_admission(
			&self,
			at: H256,
			id: AdmissionId,
		) -> Result<Option<AdmissionAnswer>, ApiError> {
			self.answer(at, (id == AdmissionId(1)).then(node::admission))
		}

		#[advanced]
		fn node_admissions(
			&self,
			at: H256,
			after: AdmissionId,
			_limit: u32,
			applicant: Option<ParticipantId>,
			status: Option<AdmissionStatus>,
		) -> Result<AdmissionPage, ApiError> {
			let one = node::admission();
			let found = after.0 < 1
				&& applicant.is_none_or(|id| one.admission.applicant == id)
				&& status.is_none_or(|status| one.admission.status == status);
			self.answer(at, AdmissionPage { items: vec![one; usize::from(found)], next: None })
		}

		#[advanced]
		fn node_code(
			&self,
			at: H256,
			node: NodeId,
			digest: Digest,
		) -> Result<Option<CodeAnswer>, ApiError> {
			let one = node::code();
			let found = node == NodeId(2) && one.digest == digest;
			self.answer(at, found.then_some(one))
		}

		#[advanced]
		fn node_codes(
			&self,
			at: H256,
			_node: NodeId,
			after: Option<Digest>,
			_limit: u32,
		) -> Result<CodePage, ApiError> {
			let items = vec![node::code(); usize::from(after.is_none())];
			self.answer(at, CodePage { activation: node::activation(), items, next: None })
		}

		#[advanced]
		fn node_devices(&self, at: H256, _node: NodeId) -> Result<Vec<DeviceAnswer>, ApiError> {
			self.answer(at, vec![node::device()])
		}
	}

	impl ApprovalsApi<Block> for Api {
		#[advanced]
		fn approval(&self, at: H256, id: ApprovalId) -> Result<Option<ApprovalAnswer>, ApiError> {
			self.answer(at, (id == 1).then(approval))
		}
		#[advanced]
		fn approvals(
			&self,
			at: H256,
			filter: ApprovalFilter,
			_before: Option<ApprovalId>,
			_limit: u32,
		) -> Result<ApprovalPage, ApiError> {
			let case = approval().case;
			let items = filter.admits(&case, 8).then(|| ApprovalItem::of(&case, 8));
			self.answer(at, ApprovalPage { items: items.into_iter().collect(), next: None })
		}
		#[advanced]
		fn approvals_of(&self, at: H256, subject: Digest) -> Result<Vec<ApprovalItem>, ApiError> {
			let case = approval().case;
			let found = (subject == case.terms.subject).then(|| ApprovalItem::of(&case, 8));
			self.answer(at, found.into_iter().collect())
		}
		#[advanced]
		fn approvals_waiting_for(
			&self,
			at: H256,
			signer: ParticipantId,
		) -> Result<Vec<ApprovalItem>, ApiError> {
			let found = (signer == ParticipantId(6)).then(|| ApprovalItem::of(&approval().case, 8));
			self.answer(at, found.into_iter().collect())
		}
		#[advanced]
		fn approval_flows(&self, at: H256) -> Result<Vec<(FlowId, Flow)>, ApiError> {
			let name = "Two".parse().unwrap();
			let flow = Flow { name, steps: steps(), lifetime: Lifetime::DEFAULT };
			self.answer(at, vec![(FlowId(1), flow)])
		}
		#[advanced]
		fn approval_roles(&self, at: H256) -> Result<Vec<(ApprovalRoleId, ApprovalRole)>, ApiError> {
			let mut members = Members::new();
			members.try_insert(ParticipantId(6)).unwrap();
			let name = "Reviewers".parse().unwrap();
			let role = ApprovalRole { name, scope: None, members, flows: 0 };
			self.answer(at, vec![(ApprovalRoleId(1), role)])
		}
		#[advanced]
		fn high_risk(&self, at: H256) -> Result<Vec<(Operation, FlowId)>, ApiError> {
			self.answer(at, vec![(Operation::RegisterScene, FlowId(1))])
		}
	}

	impl BftApi<Block> for Api {
		#[advanced]
		fn schedule(&self, at: H256) -> Result<Option<Schedule>, ApiError> {
			match number_of(at).filter(|number| self.0.answers && *number >= self.0.states_from) {
				Some(number) => Ok(Some(Schedule {
					next: set(decider(number + 1)),
					after_next: set(decider(number + 2)),
				})),
				None => Err(ApiError::UnknownBlock(format!("{at}"))),
			}
		}
		#[advanced]
		fn pace(&self, at: H256) -> Result<Pace, ApiError> {
			self.answer_at(at, self.0.hash_of_last(), Pace::default())
		}
		fn earliest_time() -> u64 {
			0
		}
		#[advanced]
		fn set_changes(&self, at: H256, from: u32) -> Result<Vec<u32>, ApiError> {
			let changes = self.0.changes.iter().copied().filter(|change| *change > from);
			self.answer_at(at, self.0.hash_of_last(), changes.take(256).collect())
		}
		#[advanced]
		fn set_decided(&self, at: H256, change: u32) -> Result<Option<ValidatorSet>, ApiError> {
			let decided = self.0.changes.contains(&change).then(|| set(decider(change + 2)));
			self.answer_at(at, self.0.hash_of_last(), decided)
		}
		fn equivocation_report(_evidence: Equivocation) -> Option<OpaqueExtrinsic> {
			None
		}
	}

	impl ScenesApi<Block> for Api {
		#[advanced]
		fn scene(&self, at: H256, id: SceneId) -> Result<Option<SceneDetail>, ApiError> {
			let detail = || SceneDetail { id, scene: scene(), pending: Vec::new() };
			self.answer(at, (id == SceneId(3)).then(detail))
		}
		#[advanced]
		fn scenes(&self, at: H256, after: SceneId, limit: u32) -> Result<Vec<SceneAnswer>, ApiError> {
			let ids = (1..=60).filter(|id| *id > after.0).take(usize::try_from(limit).unwrap());
			self.answer(at, ids.map(|id| SceneAnswer { id: SceneId(id), scene: scene() }).collect())
		}
		#[advanced]
		fn scene_rules(&self, at: H256, id: SceneId) -> Result<Option<RulesAnswer>, ApiError> {
			let answer = || RulesAnswer {
				version: 2,
				record: RulesRecord { digest: rules().digest(), at: 7, decided: None },
				rules: rules(),
			};
			self.answer(at, (id == SceneId(3)).then(answer))
		}
		fn scene_rules_record(_id: SceneId, _version: u32) -> Option<RulesRecord> {
			None
		}
		#[advanced]
		fn resource_types(
			&self,
			at: H256,
			after: ResourceTypeId,
			limit: u32,
		) -> Result<Vec<ResourceTypeAnswer>, ApiError> {
			let known = (1..).map(ResourceTypeId).zip(ResourceType::standard());
			let known = known.filter(|(id, _)| *id > after).take(usize::try_from(limit).unwrap());
			self.answer(at, known.map(|(id, resource)| ResourceTypeAnswer { id, resource }).collect())
		}
		#[advanced]
		fn resource(&self, at: H256, id: ResourceId) -> Result<Option<ResourceAnswer>, ApiError> {
			let answer = || ResourceAnswer {
				id,
				resource: resource(),
				certificate: resource().certificate(),
			};
			self.answer(at, (id == ResourceId(6)).then(answer))
		}
	}

	impl PoliciesApi<Block> for Api {
		#[advanced]
		fn policy(&self, at: H256, id: PolicyId, version: Option<u32>) -> Result<Option<PolicyDetail>, ApiError> {
			self.answer(at, policy::detail(id, version))
		}
		#[advanced]
		fn policies(&self, at: H256, filter: ListFilter, cursor: u32, limit: u32) -> Result<PolicyPage, ApiError> {
			self.answer(at, policy::page(&filter, cursor, limit))
		}
		#[advanced]
		fn policy_history(&self, at: H256, filter: TraceFilter, _cursor: u32, _limit: u32) -> Result<ChangePage, ApiError> {
			self.answer(at, policy::history(&filter))
		}
		#[advanced]
		fn check_policy(&self, at: H256, subject: Subject) -> Result<Option<Checked>, ApiError> {
			self.answer(at, policy::checked(subject))
		}
		#[advanced]
		fn simulate_policy(&self, at: H256, subject: Subject, cases: Vec<Facts>) -> Result<Option<Simulation>, ApiError> {
			self.answer(at, policy::simulation(subject, &cases))
		}
		#[advanced]
		fn decide_policies(&self, at: H256, facts: Facts) -> Result<Decided, ApiError> {
			self.answer(at, policy::decided(&facts))
		}
		#[advanced]
		fn policy_stats(&self, at: H256, _id: Option<PolicyId>) -> Result<StatsPage, ApiError> {
			self.answer(at, policy::stats())
		}
		#[advanced]
		fn policy_set(&self, at: H256) -> Result<PolicySet, ApiError> {
			self.answer(at, policy::set())
		}
		#[advanced]
		fn policy_set_changes(&self, at: H256, _since: u32, _limit: u32) -> Result<Vec<(u32, SetChange)>, ApiError> {
			self.answer(at, policy::set_changes())
		}
		#[advanced]
		fn policy_distribution(&self, at: H256, id: Option<DistributionId>) -> Result<Option<DistributionDetail>, ApiError> {
			self.answer(at, policy::distribution(id))
		}
		#[advanced]
		fn policy_primitives(&self, at: H256, _cursor: u32, _limit: u32) -> Result<PrimitivePage, ApiError> {
			self.answer(at, policy::primitives())
		}
		#[advanced]
		fn policy_primitive(&self, at: H256, id: PrimitiveId, _version: Option<u32>) -> Result<Option<PrimitiveDetail>, ApiError> {
			self.answer(at, policy::primitive(id))
		}
		#[advanced]
		fn policy_labels(&self, at: H256, _after: Option<Label>, _limit: u32) -> Result<Vec<(Label, LabelRecord)>, ApiError> {
			self.answer(at, policy::labels())
		}
		#[advanced]
		fn policy_members(&self, at: H256, label: Label) -> Result<Option<PolicyMembers>, ApiError> {
			self.answer(at, policy::members(&label))
		}
		#[advanced]
		fn policy_labels_of(&self, at: H256, member: Member) -> Result<Vec<Label>, ApiError> {
			self.answer(at, policy::labels_of(member))
		}
	}

	impl PermissionsApi<Block> for Api {
		#[advanced]
		fn transition_rules(&self, at: H256) -> Result<Vec<RuleInForce>, ApiError> {
			let rule = |action| RuleInForce {
				action,
				version: 0,
				default: true,
				rule: default_rule(action),
			};
			self.answer(at, ACTIONS.into_iter().map(rule).collect())
		}
		#[advanced]
		fn transition_record(
			&self,
			at: H256,
			action: BillAction,
			version: u32,
		) -> Result<Option<TransitionRecord>, ApiError> {
			self.answer(at, transition_record(action, version))
		}
	}

	impl AuthorizationsApi<Block> for Api {
		#[advanced]
		fn authorization(&self, at: H256, digest: Digest) -> Result<Option<AuthorizationAnswer>, ApiError> {
			self.answer(at, (digest == AUTHORIZATION).then(authorization::authorization))
		}
		#[advanced]
		fn authorization_check(
			&self,
			best: H256,
			digest: Option<Digest>,
			_user: ParticipantId,
			bill: BillKey,
			_scope: Scope,
			_scene: SceneId,
			at: Option<u64>,
		) -> Result<CheckAnswer, ApiError> {
			self.answer(best, authorization::check(digest, bill, at))
		}
		#[advanced]
		fn authorizations_by_holder(&self, at: H256, holder: ParticipantId, all: bool, after: Option<Digest>, _limit: u32) -> Result<AuthorizationPage, ApiError> {
			self.answer(at, authorization::page(holder, all, after))
		}
		#[advanced]
		fn authorizations_by_grantee(&self, at: H256, grantee: ParticipantId, all: bool, after: Option<Digest>, _limit: u32) -> Result<AuthorizationPage, ApiError> {
			self.answer(at, authorization::page(grantee, all, after))
		}
		#[advanced]
		fn authorization_log(&self, at: H256, basis: Basis, _participant: ParticipantId, _scene: SceneId) -> Result<Option<LogHead>, ApiError> {
			let known = basis == Basis::Authorization(AUTHORIZATION);
			self.answer(at, known.then(authorization::log))
		}
		#[advanced]
		fn credential_template(&self, at: H256, number: u32, version: Option<u32>) -> Result<Option<TemplateAnswer>, ApiError> {
			self.answer(at, authorization::template(number, version))
		}
		#[advanced]
		fn credential_delegate(&self, at: H256, id: ParticipantId) -> Result<Option<Delegate>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(authorization::delegate))
		}
		#[advanced]
		fn white_list_entry(&self, at: H256, participant: ParticipantId, scene: SceneId) -> Result<Option<WhiteListEntry>, ApiError> {
			let known = (participant, scene) == (ParticipantId(5), SceneId(3));
			self.answer(at, known.then(authorization::listed))
		}
	}

	impl OutboxApi<Block> for Api {
		fn due(
			_destination: Destination,
			_from: MessageId,
			_limit: u32,
		) -> (Vec<DueMessage>, Option<MessageId>) {
			Default::default()
		}
		#[advanced]
		fn message(&self, at: H256, id: MessageId) -> Result<Option<MessageAnswer>, ApiError> {
			self.answer(at, (id == 7).then(bridges::dead_letter))
		}
		#[advanced]
		fn dead_letters(
			&self,
			at: H256,
			destination: Option<Destination>,
			from: MessageId,
			_limit: u32,
		) -> Result<(Vec<MessageAnswer>, Option<MessageId>), ApiError> {
			let found = destination.is_none_or(|one| one == Destination::Evidence) && from <= 7;
			let items = vec![bridges::dead_letter(); usize::from(found)];
			self.answer(at, (items, found.then_some(8)))
		}
		fn lanes_waiting(_destination: Destination, lanes: Vec<H256>) -> Vec<bool> {
			vec![false; lanes.len()]
		}
		fn destination(destination: Destination) -> DestinationAnswer {
			bridges::destination(destination)
		}
		#[advanced]
		fn destinations(&self, at: H256) -> Result<Vec<DestinationAnswer>, ApiError> {
			self.answer(at, vec![bridges::destination(Destination::Evidence)])
		}
	}

	impl ObservationsApi<Block> for Api {
		#[advanced]
		fn open_observations(&self, at: H256, from: ObservationId, _limit: u32) -> Result<Vec<ObservationAnswer>, ApiError> {
			self.answer(at, vec![bridges::observation(); usize::from(from <= 4)])
		}
		#[advanced]
		fn observation(&self, at: H256, id: ObservationId) -> Result<Option<ObservationAnswer>, ApiError> {
			self.answer(at, (id == 4).then(bridges::observation))
		}
		#[advanced]
		fn observation_results(&self, at: H256, from: ObservationId, _limit: u32) -> Result<Vec<ObservationAnswer>, ApiError> {
			self.answer(at, vec![bridges::observation(); usize::from(from <= 4)])
		}
	}

	impl CrossRegionApi<Block> for Api {
		#[advanced]
		fn provinces(&self, at: H256) -> Result<Vec<ProvinceAnswer>, ApiError> {
			self.answer(at, vec![bridges::province()])
		}
		#[advanced]
		fn region_platform(&self, at: H256) -> Result<Option<RegionPlatform>, ApiError> {
			self.answer(at, Some(bridges::platform()))
		}
		#[advanced]
		fn filing(&self, at: H256, participant: ParticipantId) -> Result<Option<FilingAnswer>, ApiError> {
			self.answer(at, (participant == ParticipantId(5)).then(bridges::filing))
		}
		#[advanced]
		fn filing_of(&self, at: H256, org: OrgCode) -> Result<Option<FilingAnswer>, ApiError> {
			self.answer(at, (org == bridges::org()).then(bridges::filing))
		}
		#[advanced]
		fn filings(&self, at: H256, after: u32, _limit: u32) -> Result<FilingPage, ApiError> {
			self.answer(at, bridges::filings(after))
		}
		#[advanced]
		fn service(&self, at: H256, org: OrgCode) -> Result<Option<Service>, ApiError> {
			self.answer(at, (org == bridges::org()).then(bridges::service))
		}
		#[advanced]
		fn foreign_org(&self, at: H256, region: Region, org: OrgCode) -> Result<Option<ForeignOrgAnswer>, ApiError> {
			let asked = (region, org);
			let known = bridges::inbound_flow();
			self.answer(at, (asked == (known.region, known.org)).then(bridges::foreign))
		}
		#[advanced]
		fn region_message(&self, at: H256, from: Region, id: MessageCode) -> Result<Option<TakenMessage>, ApiError> {
			self.answer(at, (from.get() == 33 && id.as_str() == "M-1").then(bridges::taken))
		}
		#[advanced]
		fn inbound_flow(&self, at: H256, flow: RegionFlow, _operation: RegionOperation) -> Result<Option<InboundFlow>, ApiError> {
			self.answer(at, (flow == bridges::inbound_flow()).then(bridges::inbound))
		}
		#[advanced]
		fn outbound_flow(&self, at: H256, flow: RegionFlow) -> Result<Option<OutboundAnswer>, ApiError> {
			self.answer(at, (flow == bridges::outbound().flow.flow).then(bridges::outbound))
		}
		#[advanced]
		fn outbound_flows(&self, at: H256, participant: ParticipantId, after: u32, _limit: u32) -> Result<OutboundPage, ApiError> {
			self.answer(at, bridges::outbounds(participant, after))
		}
	}
}
