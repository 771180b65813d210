//! Faults as JSON-RPC errors, with the stable codes of [`fiscal_primitives::rpc::codes`].
//!
//! `docs/errors.md` is the catalogue.

use fiscal_index::IndexFault;
use fiscal_primitives::rpc::codes;
use jsonrpsee::types::ErrorObjectOwned;
use sp_api::ApiError;

fn error(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(code, message, None::<()>)
}

/// `INVALID_PARAMETER`: the parameter `field` is not what its domain type admits.
pub(crate) fn invalid(field: &str, fault: impl core::fmt::Display) -> ErrorObjectOwned {
	error(codes::INVALID_PARAMETER, format!("{field}: {fault}"))
}

/// `LIMIT_EXCEEDED`: more items were asked for than `most`.
pub(crate) fn limit_exceeded(limit: u32, most: u32) -> ErrorObjectOwned {
	error(codes::LIMIT_EXCEEDED, format!("limit: {limit} is more than {most}"))
}

/// `LIMIT_EXCEEDED`: a proof would have to show more changes of the validator set than `most`.
pub(crate) fn too_many_changes(since: u32, most: usize) -> ErrorObjectOwned {
	error(
		codes::LIMIT_EXCEEDED,
		format!(
			"since: the validator set changed more than {most} times after block {since}; begin with \
			 a set the consortium published later"
		),
	)
}

/// `PROOF_UNAVAILABLE`: the node lacks something the proof is made of.
pub(crate) fn proof_unavailable(reason: impl core::fmt::Display) -> ErrorObjectOwned {
	error(codes::PROOF_UNAVAILABLE, format!("the proof could not be made: {reason}"))
}

/// `RUNTIME_UNAVAILABLE`: the runtime API failed.
pub(crate) fn runtime(fault: ApiError) -> ErrorObjectOwned {
	error(codes::RUNTIME_UNAVAILABLE, format!("the runtime could not answer: {fault}"))
}

/// `RUNTIME_UNAVAILABLE`: the node's database failed before the runtime could be asked.
pub(crate) fn chain(fault: sp_blockchain::Error) -> ErrorObjectOwned {
	error(codes::RUNTIME_UNAVAILABLE, format!("the runtime could not be asked: {fault}"))
}

/// `INDEX_UNAVAILABLE`: the index stopped, is behind, or could not be read.
pub(crate) fn index_unavailable(reason: impl core::fmt::Display) -> ErrorObjectOwned {
	error(codes::INDEX_UNAVAILABLE, format!("the index could not answer: {reason}"))
}

/// A fault of a question to the index.
pub(crate) fn index(fault: IndexFault) -> ErrorObjectOwned {
	match fault {
		// Its text names the field already.
		IndexFault::BadCursor => error(codes::INVALID_PARAMETER, fault.to_string()),
		other => index_unavailable(other),
	}
}

#[cfg(test)]
mod tests {
	use super::codes;

	#[test]
	fn the_catalogue_names_every_code() {
		let catalogue = include_str!("../../docs/errors.md");
		let named = [
			(codes::INVALID_PARAMETER, "INVALID_PARAMETER"),
			(codes::RUNTIME_UNAVAILABLE, "RUNTIME_UNAVAILABLE"),
			(codes::INDEX_UNAVAILABLE, "INDEX_UNAVAILABLE"),
			(codes::INDEX_OFF, "INDEX_OFF"),
			(codes::LIMIT_EXCEEDED, "LIMIT_EXCEEDED"),
			(codes::PROOF_UNAVAILABLE, "PROOF_UNAVAILABLE"),
		];
		for (code, name) in named {
			let row = format!("| `{code}` | `{name}` |");
			assert!(catalogue.contains(&row), "docs/errors.md has no row {row}");
		}
		for custom in (1..=7).chain([16, 17, 24]) {
			let row = format!("| `Custom({custom})` |");
			assert!(catalogue.contains(&row), "docs/errors.md has no row {row}");
		}
	}
}
