//! Messages to systems outside of the chain. R086, R089, R091, R105, R110,
//! R173, R174.

use alloc::vec::Vec;
use fiscal_primitives::{
	outbox::{Destination, DestinationAnswer, DueMessage, MessageAnswer, MessageId},
	Digest,
};

sp_api::decl_runtime_apis! {
	/// Outbox 发件箱.
	#[api_version(1)]
	pub trait OutboxApi {
		/// Messages to a destination that may be delivered now, numbered from `from` on, in order, at
		/// most `limit` and 256, and whose turn each is. Looks at no more than 4,096 messages; the
		/// second value is where the next look goes on, none at the end. Messages whose time is over
		/// are among them until a validator reports it (R086, R089).
		fn due(
			destination: Destination,
			from: MessageId,
			limit: u32,
		) -> (Vec<DueMessage>, Option<MessageId>);
		/// A message that waits, or a dead letter. Those that were delivered or given up are not kept.
		fn message(id: MessageId) -> Option<MessageAnswer>;
		/// Dead letters 死信 to a destination, or all of them, numbered from `from` on, in order, at
		/// most `limit` and 256. Looks at no more than 4,096; the second value is where the next page
		/// begins, none at the end.
		fn dead_letters(
			destination: Option<Destination>,
			from: MessageId,
			limit: u32,
		) -> (Vec<MessageAnswer>, Option<MessageId>);
		/// Of which of these lanes ([`fiscal_primitives::outbox::Body::lane`]) a message is on its way,
		/// in their order; of the first 256. Not where a dead letter holds the lane (R091, R110).
		fn lanes_waiting(destination: Destination, lanes: Vec<Digest>) -> Vec<bool>;
		/// How a destination stands; one that never was opened is closed.
		fn destination(destination: Destination) -> DestinationAnswer;
		/// The destinations that ever were opened.
		fn destinations() -> Vec<DestinationAnswer>;
	}
}
