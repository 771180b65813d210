//! The HTTP API of the index, the pages, and the way to the node.
//!
//! ```text
//! browser ──►  /            pages, built in              ┐
//!         ──►  /api/v1/…    lists, items, figures, CSV   ├── one listener, bounded in every way
//!         ──►  /api/v1/live what happens, as it happens  │
//!         ──►  /rpc         the node, as far as allowed  ┘
//! Prometheus ─►  /metrics   a listener of its own
//! ```
//!
//! Nothing here writes. A list goes along one index and ends where its page is full ([`query::list`]); an
//! answer carries a tag made of the indexed block, so that asking again costs nothing until the next one.
//! A client that hangs holds a connection and, for a while, a buffer: no connection to the database.

mod answer;
mod args;
mod assets;
mod client;
mod context;
mod csv;
mod describe;
mod fault;
mod headers;
mod host;
mod live;
mod metrics;
mod options;
mod pages;
pub mod proxy;
pub mod query;
mod routes;
mod server;

pub use args::ServeArgs;
pub use fault::{ApiFault, Problem, ProblemCode, ProblemDetail};
pub use options::{Limits, Rate, ServeOptions};
pub use routes::document;
pub use server::{run, start, Running, ServeFault};
