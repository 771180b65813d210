//! What the mock knows of systems outside of the chain: message 7 is a dead letter, request 4 was
//! answered, and a reimbursement runs both ways with province 33.

use super::{key, pair};
use fiscal_primitives::{
	observation::{ObservationAnswer, ObservationStatus, Observed, Question, Request},
	outbox::{
		Body, DeathCause, DeliveryFault, Destination, DestinationAnswer, EvidenceKind,
		EvidenceNotice, Message, MessageAnswer, Settings,
	},
	region::{
		Filing, FilingAnswer, FilingPage, FilingStatus, ForeignFiling, ForeignOrgAnswer,
		InboundFlow, OrgCode, OutboundAnswer, OutboundFlow, OutboundPage, OutboundStatus, Province,
		ProvinceAnswer, RegionFlow, RegionOperation, RegionOutcome, RegionPlatform, Service,
		ServiceStatus, TakenMessage,
	},
	Digest, Fen, ParticipantId, Region, SceneId,
};

pub const ORG: &str = "91310000MA1FL00000";
pub const FOREIGN_ORG: &str = "91330100MA27XXXX0A";

fn settings() -> Settings {
	Settings {
		open: true,
		capacity: 100,
		attempts: 3,
		takeover: 1_000,
		backoff: 100,
		max_backoff: 1_000,
		term: 10_000,
		receipts: None,
	}
}

pub fn destination(destination: Destination) -> DestinationAnswer {
	DestinationAnswer { destination, settings: settings(), waiting: 1, dead: 1, delivered: 5 }
}

/// Message 7.
pub fn dead_letter() -> MessageAnswer {
	let digest = Digest::repeat_byte(6);
	let message = Message {
		body: Body::Evidence(EvidenceNotice { kind: EvidenceKind::Start, digest, at: 1 }),
		previous: None,
		queued: 1,
		deadline: 9,
		attempt: 3,
		due: 2,
		revived: 0,
	};
	let dead = Some(DeathCause::Attempts(DeliveryFault::Unreachable));
	MessageAnswer { id: 7, message, dead }
}

/// Request 4.
pub fn observation() -> ObservationAnswer {
	let observed = Observed::Compare { differences: Default::default() };
	let agreed = observed.digest();
	let request = Request {
		question: Question::Compare { from: key(1), to: key(9) },
		requester: Some(ParticipantId(5)),
		at: 1,
		deadline: 9,
		status: ObservationStatus::Applied,
		agreed: Some(agreed),
	};
	let said = vec![(pair().public(), agreed)];
	ObservationAnswer { id: 4, request, said, observed: Some(observed) }
}

pub fn province() -> ProvinceAnswer {
	let province = Province { key: pair().public(), inbound: true, outbound: false };
	ProvinceAnswer { region: Region::new(33).unwrap(), province }
}

pub fn platform() -> RegionPlatform {
	RegionPlatform { participant: ParticipantId(5), scene: SceneId(3) }
}

pub fn org() -> OrgCode {
	ORG.parse().unwrap()
}

pub fn service() -> Service {
	Service { status: ServiceStatus::Open, until: 9, at: 1 }
}

/// Of participant 5.
pub fn filing() -> FilingAnswer {
	let filing = Filing {
		org: org(),
		name: "Insurer".parse().unwrap(),
		purpose: "claims".parse().unwrap(),
		status: FilingStatus::Registered,
		at: 1,
	};
	FilingAnswer {
		participant: ParticipantId(5),
		filing,
		digest: Digest::repeat_byte(2),
		service: Some(service()),
	}
}

pub fn filings(after: u32) -> FilingPage {
	FilingPage { items: vec![filing(); usize::from(after < 1)], next: None }
}

pub fn foreign() -> ForeignOrgAnswer {
	let filing = ForeignFiling { name: "Elsewhere".parse().unwrap(), active: true, at: 1 };
	ForeignOrgAnswer { filing, service: Some(service()) }
}

/// The message of that province.
pub fn taken() -> TakenMessage {
	TakenMessage { at: 3, identity: Digest::repeat_byte(8) }
}

/// Of participant 5.
pub fn outbound() -> OutboundAnswer {
	let flow = RegionFlow { region: Region::SHANGHAI, org: org(), flow: "SH-1".parse().unwrap() };
	OutboundAnswer {
		id: flow.key(RegionOperation::Start),
		flow: OutboundFlow {
			participant: ParticipantId(5),
			flow,
			issuer: Region::new(33).unwrap(),
			bill: key(1),
			elements: Digest::repeat_byte(3),
			claimed: Fen::new(100).unwrap(),
			authorization: Digest::repeat_byte(4),
			agreement: None,
			status: OutboundStatus::Asked,
			outcome: RegionOutcome::Pending,
			ending: None,
			expires: None,
			at: 1,
		},
	}
}

pub fn outbounds(participant: ParticipantId, after: u32) -> OutboundPage {
	let found = participant == ParticipantId(5) && after < 1;
	OutboundPage { items: vec![outbound(); usize::from(found)], next: None }
}

pub fn inbound_flow() -> RegionFlow {
	RegionFlow {
		region: Region::new(33).unwrap(),
		org: FOREIGN_ORG.parse().unwrap(),
		flow: "ZJ-1".parse().unwrap(),
	}
}

pub fn inbound() -> InboundFlow {
	InboundFlow {
		bill: key(1),
		content: Digest::repeat_byte(5),
		outcome: RegionOutcome::Locked,
		expires: Some(9),
	}
}
