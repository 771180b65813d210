//! Answers about reimbursement across provinces, as runtime, node and clients share them. R166–R174.

use super::{Filing, ForeignFiling, OutboundFlow, Province, Service};
use crate::{record::record, Digest, Moment, ParticipantId, Region, SceneId};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

record!(
	/// Who takes the locks for other provinces, and under which scene.
	#[derive(Copy)]
	pub struct RegionPlatform {
		/// A participant with the role of platform.
		pub participant: ParticipantId,
		/// The scene whose terms the locks have.
		pub scene: SceneId,
	}
);

record!(
	/// A message of another province that was taken: its number is used up.
	#[derive(Copy)]
	pub struct TakenMessage {
		/// Consensus time it was taken, Unix ms.
		pub at: Moment,
		/// What it was, by [`super::Inbound::identity`]: another one under its number is refused.
		pub identity: Digest,
	}
);

macro_rules! answer {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize,
				serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

answer! {
	/// A province that takes part.
	pub struct ProvinceAnswer {
		/// Which.
		pub region: Region,
		/// Its key and what it may.
		#[serde(flatten)]
		pub province: Province,
	}

	/// The registration of an organisation of here, with its service.
	pub struct FilingAnswer {
		/// Who registers.
		pub participant: ParticipantId,
		/// The registration.
		pub filing: Filing,
		/// What a reviewer names: SM3 of the registration as it stands.
		pub digest: Digest,
		/// Its service, if it ever opened one.
		pub service: Option<Service>,
	}

	/// Registrations in the order in which participants first applied.
	pub struct FilingPage {
		/// The registrations.
		pub items: Vec<FilingAnswer>,
		/// Where the next page goes on; none at the end.
		pub next: Option<u32>,
	}

	/// An organisation of another province, as its province told.
	pub struct ForeignOrgAnswer {
		/// Its registration.
		pub filing: ForeignFiling,
		/// Its service, if its province told of one.
		pub service: Option<Service>,
	}

	/// A reimbursement here of a bill of another province.
	pub struct OutboundAnswer {
		/// The idempotency key of its start.
		pub id: Digest,
		/// How it stands.
		pub flow: OutboundFlow,
	}

	/// Reimbursements of one participant in the order of their start.
	pub struct OutboundPage {
		/// The reimbursements.
		pub items: Vec<OutboundAnswer>,
		/// Where the next page goes on; none at the end.
		pub next: Option<u32>,
	}
}
