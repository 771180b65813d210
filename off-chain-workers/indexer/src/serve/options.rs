//! How the server is started.

use std::{
	net::{IpAddr, Ipv4Addr, SocketAddr},
	time::Duration,
};

/// How the server is started.
#[derive(Clone, Debug)]
pub struct ServeOptions {
	/// Where the API and the pages are served; port 0 takes a free one.
	pub listen: SocketAddr,
	/// Where metrics are served, on a listener of their own; none: nowhere.
	pub metrics: Option<SocketAddr>,
	/// The node that `/rpc` leads to, `ws://…` or `wss://…`; none: `/rpc` answers that there is none.
	pub node: Option<String>,
	/// Names under which the server answers, besides addresses and `localhost`: a browser that comes with
	/// another name was led here by a page of another place.
	pub hosts: Vec<String>,
	/// Origins besides its own from which browsers may use the API, such as
	/// `https://board.example.org`.
	pub origins: Vec<String>,
	/// Reverse proxies whose `X-Forwarded-For` is believed.
	pub proxies: Vec<IpAddr>,
	/// What clients may ask for.
	pub limits: Limits,
}

impl Default for ServeOptions {
	fn default() -> Self {
		Self {
			listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
			metrics: None,
			node: None,
			hosts: Vec::new(),
			origins: Vec::new(),
			proxies: Vec::new(),
			limits: Limits::default(),
		}
	}
}

/// How much clients may ask for, alone and together.
#[derive(Clone, Debug)]
pub struct Limits {
	/// Connections of all clients.
	pub connections: usize,
	/// Connections of one client.
	pub connections_per_client: usize,
	/// After how long a connection ends on which nothing moves.
	pub idle: Duration,
	/// How long an answer may take.
	pub answer: Duration,
	/// Questions to the database at one time.
	pub queries: usize,
	/// Exports at one time.
	pub exports: usize,
	/// How long an export may take.
	pub export: Duration,
	/// Clients that follow the chain at one time.
	pub followers: usize,
	/// WebSocket connections to the node at one time.
	pub sockets: usize,
	/// Followers, and WebSocket connections, of one client.
	pub streams_per_client: usize,
	/// Requests of the API of one client.
	pub api: Rate,
	/// Requests of one client to the node, weighed by [`crate::serve::proxy::methods`].
	pub rpc: Rate,
	/// Clients whose rates are remembered.
	pub clients: u32,
	/// Bytes of a request to the node.
	pub rpc_request: usize,
	/// Bytes of an answer of the node.
	pub rpc_answer: usize,
	/// Requests over HTTP that the node is asked at one time.
	pub rpc_calls: usize,
	/// Long bodies, which submit a transaction, at one time.
	pub rpc_long: usize,
	/// Requests to the node in one batch.
	pub rpc_batch: usize,
	/// Blocks that somebody who comes back is given again.
	pub resume: u64,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			connections: 1_024,
			connections_per_client: 256,
			idle: Duration::from_secs(75),
			answer: Duration::from_secs(30),
			queries: 32,
			exports: 8,
			export: Duration::from_secs(30 * 60),
			followers: 256,
			sockets: 64,
			streams_per_client: 16,
			api: Rate { burst: 400, per_second: 100 },
			rpc: Rate { burst: 400, per_second: 100 },
			clients: 10_000,
			rpc_request: 5 * 1024 * 1024,
			rpc_answer: 16 * 1024 * 1024,
			rpc_calls: 32,
			rpc_long: 16,
			rpc_batch: 50,
			resume: 10_000,
		}
	}
}

/// How many requests one client may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
	/// At once.
	pub burst: u32,
	/// In the long run, a second.
	pub per_second: u32,
}
