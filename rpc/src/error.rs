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

/// `RUNTIME_UNAVAILABLE`: the runtime API failed.
pub(crate) fn runtime(fault: ApiError) -> ErrorObjectOwned {
	error(codes::RUNTIME_UNAVAILABLE, format!("the runtime could not answer: {fault}"))
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
		];
		for (code, name) in named {
			let row = format!("| `{code}` | `{name}` |");
			assert!(catalogue.contains(&row), "docs/errors.md has no row {row}");
		}
		for custom in 1..=5 {
			let row = format!("| `Custom({custom})` |");
			assert!(catalogue.contains(&row), "docs/errors.md has no row {row}");
		}
	}
}
