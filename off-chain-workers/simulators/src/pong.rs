//! The service that tests a connection.

use crate::{fault::Stop, service::Call};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pong {
	/// The system, in words.
	pub system: String,
	/// Version of the simulator.
	pub version: String,
	/// As whom the caller is known.
	pub app: String,
	/// Its clock, Unix ms.
	pub at: u64,
}

/// Answers whoever is admitted, whatever the body says.
pub async fn ping(call: Call, _: Value) -> Result<Pong, Stop> {
	Ok(Pong {
		system: format!("{} (simulator)", call.context.system.title()),
		version: env!("CARGO_PKG_VERSION").into(),
		app: call.app,
		at: call.now,
	})
}
