//! Distributed identifiers 分布式标识. R123, R124, R216.

use fiscal_primitives::{did::DidRecord, Did};

sp_api::decl_runtime_apis! {
	/// Resolution of DIDs 分布式标识解析.
	#[api_version(1)]
	pub trait DidsApi {
		/// What the chain says of a DID; none if it is nobody's.
		fn did_record(did: Did) -> Option<DidRecord>;
	}
}
