//! The server's arguments on the command line.

use super::options::{Limits, Rate, ServeOptions};
use clap::Args;
use std::net::{IpAddr, SocketAddr};

/// How the server is started.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
	/// Where the API and the pages are served
	#[arg(
		long,
		value_name = "ADDRESS",
		default_value = "127.0.0.1:8080",
		env = "FISCAL_INDEX_LISTEN"
	)]
	pub listen: SocketAddr,
	/// Where metrics are served, apart from the rest; nowhere unless given
	#[arg(long, value_name = "ADDRESS", env = "FISCAL_INDEX_METRICS")]
	pub metrics: Option<SocketAddr>,
	/// Node that /rpc leads to, ws://…; unless given the node that is followed, if that begins so
	#[arg(long, value_name = "URL")]
	pub rpc_node: Option<String>,
	/// Lead nowhere under /rpc
	#[arg(long, conflicts_with = "rpc_node")]
	pub no_rpc: bool,
	/// Name under which the server answers, such as board.example.org, besides addresses and localhost;
	/// may be given several times
	#[arg(long = "host-name", value_name = "NAME")]
	pub hosts: Vec<String>,
	/// Origin from which browsers may use the API besides its own pages, such as
	/// https://board.example.org; may be given several times
	#[arg(long = "cors-origin", value_name = "ORIGIN")]
	pub origins: Vec<String>,
	/// Reverse proxy whose X-Forwarded-For is believed; may be given several times
	#[arg(long = "trusted-proxy", value_name = "ADDRESS")]
	pub proxies: Vec<IpAddr>,
	/// Requests of the API a second that one client may send in the long run
	#[arg(long, value_name = "NUMBER", default_value_t = Limits::default().api.per_second,
		value_parser = clap::value_parser!(u32).range(1..))]
	pub api_rate: u32,
	/// Requests to the node a second that one client may send in the long run, weighed
	#[arg(long, value_name = "NUMBER", default_value_t = Limits::default().rpc.per_second,
		value_parser = clap::value_parser!(u32).range(1..))]
	pub rpc_rate: u32,
}

impl ServeArgs {
	/// The same for the library; `followed` is the node that is followed, if one is.
	pub fn options(&self, followed: Option<String>) -> ServeOptions {
		let limits = Limits::default();
		let rate = |per_second: u32, own: Rate| Rate {
			per_second,
			burst: per_second.saturating_mul(own.burst / own.per_second.max(1)).max(own.burst),
		};
		let node = match self.no_rpc {
			true => None,
			false => {
				self.rpc_node.clone().or_else(|| followed.filter(|url| url.starts_with("ws://")))
			}
		};
		ServeOptions {
			listen: self.listen,
			metrics: self.metrics,
			node,
			hosts: self.hosts.clone(),
			origins: self.origins.clone(),
			proxies: self.proxies.clone(),
			limits: Limits {
				api: rate(self.api_rate, limits.api),
				rpc: rate(self.rpc_rate, limits.rpc),
				..limits
			},
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	#[derive(Parser)]
	struct Command {
		#[command(flatten)]
		serve: ServeArgs,
	}

	fn options(args: &[&str]) -> ServeOptions {
		let args = std::iter::once("x").chain(args.iter().copied());
		Command::try_parse_from(args).unwrap().serve.options(Some("ws://127.0.0.1:9944".into()))
	}

	#[test]
	fn the_node_that_is_followed_is_the_one_behind_rpc() {
		assert_eq!(options(&[]).node.as_deref(), Some("ws://127.0.0.1:9944"));
		assert_eq!(options(&["--rpc-node", "ws://a:1"]).node.as_deref(), Some("ws://a:1"));
		assert_eq!(options(&["--no-rpc"]).node, None);
	}

	#[test]
	fn nothing_is_open_unless_somebody_says_so() {
		let options = options(&[]);
		assert!(options.listen.ip().is_loopback());
		assert!(options.hosts.is_empty());
		assert!(options.origins.is_empty() && options.proxies.is_empty());
		assert_eq!(options.metrics, None);
		assert_eq!(options.limits.api, Limits::default().api);
	}
}
