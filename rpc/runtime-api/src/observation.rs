//! What validators are asked to observe outside of the chain, and what they agreed on. R076, R089–R091,
//! R110, R180.

use alloc::vec::Vec;
use fiscal_primitives::observation::{ObservationAnswer, ObservationId};

sp_api::decl_runtime_apis! {
	/// Observations 外部观察.
	#[api_version(1)]
	pub trait ObservationsApi {
		/// Requests that take testimonies, from number `from` on, ascending, at most `limit` and 256;
		/// those decided already are among them until their deadline.
		fn open_observations(from: ObservationId, limit: u32) -> Vec<ObservationAnswer>;
		/// A request: its question, who said what, and what was agreed on. Some time after its deadline
		/// what was said is forgotten, and of one that came to nothing everything.
		fn observation(id: ObservationId) -> Option<ObservationAnswer>;
		/// Requests that were decided, from number `from` on, ascending, at most `limit` and 256.
		fn observation_results(from: ObservationId, limit: u32) -> Vec<ObservationAnswer>;
	}
}
