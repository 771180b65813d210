//! A server over a database full of rows.

use crate::{
	fill::{self, Records, Size},
	postgres,
};
use fiscal_indexer::{
	config::ServeConfig,
	progress::{Point, Progress},
	serve::{self, Limits, Rate, Running, ServeOptions},
	store::Store,
};
use reqwest::{header::HeaderMap, Client, StatusCode};
use serde_json::Value;
use std::{
	future::Future,
	net::{Ipv4Addr, SocketAddr},
	time::Duration,
};
use tempfile::TempDir;

/// How long anything may take before a test gives up: far longer than a slow, busy machine needs.
pub const DEADLINE: Duration = Duration::from_secs(120);
/// How much there is.
pub const SIZE: Size = Size { bills: 7, organisations: 12, citizens: 30, others: 30 };
/// The height that is indexed at the beginning.
pub const HEIGHT: u32 = 60;

/// A server, and the database it reads.
pub struct Served {
	pub running: Running,
	pub store: Store,
	pub progress: Progress,
	pub base: String,
	pub http: Client,
	records: Records,
	_folder: Option<TempDir>,
}

/// An answer.
pub struct Answer {
	pub status: StatusCode,
	pub headers: HeaderMap,
	pub text: String,
}

impl Answer {
	pub fn json(&self) -> Value {
		serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
	}

	pub fn header(&self, name: &str) -> &str {
		self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
	}
}

/// Options under which nothing limits a test.
pub fn options() -> ServeOptions {
	let rate = Rate { burst: 1_000_000, per_second: 1_000_000 };
	ServeOptions {
		listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
		metrics: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
		limits: Limits { api: rate, rpc: rate, ..Limits::default() },
		..ServeOptions::default()
	}
}

/// A server over SQLite.
pub async fn served(options: ServeOptions) -> Served {
	Served::start(sqlite().await, options, Records::default()).await
}

/// A server over SQLite, and one over PostgreSQL where there is one.
pub async fn on_each() -> Vec<Served> {
	let mut all = vec![served(options()).await];
	match postgres::database().await {
		Some(url) => {
			let store = Store::open(&url, 4).await.expect("a database");
			all.push(Served::start((store, None), options(), Records::default()).await);
		}
		None => eprintln!("there is no PostgreSQL: only SQLite is tested"),
	}
	all
}

/// An empty SQLite database.
pub async fn sqlite() -> (Store, Option<TempDir>) {
	let folder = tempfile::tempdir().expect("a folder");
	let url = format!("sqlite://{}", folder.path().join("index.sqlite").display());
	(Store::open(&url, 4).await.expect("a database"), Some(folder))
}

impl Served {
	pub async fn start(
		(store, folder): (Store, Option<TempDir>),
		options: ServeOptions,
		records: Records,
	) -> Self {
		fill::base(&store, &SIZE, &records).await;
		fill::blocks(&store, &SIZE, &records, 1..HEIGHT + 1).await;
		let progress = Progress::new(true);
		let config = ServeConfig { store: store.clone(), progress: progress.clone(), options };
		let running = serve::start(config).await.expect("the server starts");
		let base = format!("http://{}", running.address());
		let http = Client::builder().no_proxy().timeout(DEADLINE).build().expect("a client");
		Self { running, store, progress, base, http, records, _folder: folder }
	}

	/// Writes blocks up to a height, and waits until the server knows.
	pub async fn grow(&self, from: u32, to: u32) {
		fill::blocks(&self.store, &SIZE, &self.records, from..to + 1).await;
		self.progress.reach(Point { height: to, hash: fill::hash(to), time: fill::time(to) });
		until("the server knows of the blocks", || async {
			(self.get("/api/v1/status").await.json()["indexed"]["height"] == to).then_some(())
		})
		.await;
	}

	/// What a path of the server answers.
	pub async fn get(&self, path: &str) -> Answer {
		self.get_with(path, &[]).await
	}

	/// The same, with headers.
	pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
		let mut request = self.http.get(format!("{}{path}", self.base));
		for (name, value) in headers {
			request = request.header(*name, *value);
		}
		let response = request.send().await.expect("an answer");
		Answer {
			status: response.status(),
			headers: response.headers().clone(),
			text: response.text().await.expect("text"),
		}
	}

	/// What a path of the API answers, which is 200.
	pub async fn json(&self, path: &str) -> Value {
		let answer = self.get(&format!("/api/v1{path}")).await;
		assert_eq!(answer.status, 200, "{path}: {}", answer.text);
		answer.json()
	}

	/// All items of a list, page by page.
	pub async fn all(&self, list: &str, query: &str, limit: u32) -> Vec<Value> {
		let mut items = Vec::new();
		let mut cursor = String::new();
		loop {
			let page = self.json(&format!("/{list}?limit={limit}&{query}{cursor}")).await;
			let some = page["items"].as_array().expect("items");
			assert!(some.len() <= limit as usize);
			items.extend(some.iter().cloned());
			match page["next"].as_str() {
				Some(next) => {
					assert_eq!(some.len(), limit as usize, "a page before the last is full");
					cursor = format!("&cursor={next}");
				}
				None => return items,
			}
		}
	}
}

/// Waits until `look` finds something.
pub async fn until<T, F, R>(what: &str, mut look: F) -> T
where
	F: FnMut() -> R,
	R: Future<Output = Option<T>>,
{
	let waiting = async {
		loop {
			if let Some(found) = look().await {
				return found;
			}
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	};
	tokio::time::timeout(DEADLINE, waiting).await.unwrap_or_else(|_| panic!("not in time: {what}"))
}
