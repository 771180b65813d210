//! Starts the listeners and puts everything together.

use super::{
	client::client_of,
	context::{has_stopped, Context, Head},
	fault::ApiFault,
	headers, host, metrics, pages,
	proxy::Upstream,
	routes,
};
use crate::config::ServeConfig;
use axum::{
	extract::{Request, State},
	http::{header, HeaderValue, Method},
	middleware::{from_fn, from_fn_with_state, Next},
	response::{IntoResponse, Response},
	Router,
};
use fiscal_listen::{Bounded, Peer};
use sqlx::AnyPool;
use std::{
	future::Future,
	io,
	net::SocketAddr,
	sync::{atomic::Ordering, Arc},
	time::{Duration, Instant},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};
use tower_http::{
	compression::CompressionLayer,
	cors::{AllowOrigin, CorsLayer},
};

/// How often the database is asked how far it is where another process writes it.
const LOOK: Duration = Duration::from_millis(250);
/// How often where this process writes it and says so itself.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long requests that are on their way may take when the server stops.
const STOP: Duration = Duration::from_secs(10);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
	/// A socket.
	#[error("{what} cannot listen on {address}: {source}")]
	Listen {
		/// What would listen.
		what: &'static str,
		/// Where.
		address: SocketAddr,
		/// What the operating system says.
		source: io::Error,
	},
	/// An option is not as it should be.
	#[error("{0}")]
	Option(String),
	/// A listener ended by itself.
	#[error("the server ended by itself")]
	Ended,
}

/// A server that runs; it stops when this is dropped.
pub struct Running {
	address: SocketAddr,
	metrics: Option<SocketAddr>,
	stop: watch::Sender<bool>,
	tasks: Vec<JoinHandle<()>>,
}

impl Running {
	/// Where the API and the pages are.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Where the metrics are.
	pub fn metrics_address(&self) -> Option<SocketAddr> {
		self.metrics
	}

	/// Waits until a listener ends by itself.
	pub async fn ended(&mut self) {
		let _ended = futures::future::select_all(self.tasks.iter_mut()).await;
	}

	/// Stops: what is on its way is answered still, for a while.
	pub async fn stop(mut self) {
		self.stop.send_replace(true);
		for mut task in std::mem::take(&mut self.tasks) {
			if timeout(STOP, &mut task).await.is_err() {
				task.abort();
			}
		}
	}
}

impl Drop for Running {
	fn drop(&mut self) {
		self.stop.send_replace(true);
		for task in &self.tasks {
			task.abort();
		}
	}
}

/// Serves until `stop` is ready.
///
/// # Errors
/// [`ServeFault`].
pub async fn run(config: ServeConfig, stop: impl Future<Output = ()>) -> Result<(), ServeFault> {
	let mut running = start(config).await?;
	let has_ended = tokio::select! {
		() = stop => false,
		() = running.ended() => true,
	};
	match has_ended {
		true => Err(ServeFault::Ended),
		false => {
			running.stop().await;
			Ok(())
		}
	}
}

/// Starts the server.
///
/// # Errors
/// [`ServeFault`]; nothing listens then.
pub async fn start(config: ServeConfig) -> Result<Running, ServeFault> {
	let ServeConfig { store, progress, options } = config;
	let upstream = options
		.node
		.as_deref()
		.map(|url| Upstream::new(url, &options.limits))
		.transpose()
		.map_err(ServeFault::Option)?;
	let origins = origins(&options.origins)?;
	if let Some(name) = options.hosts.iter().find(|name| !host::is_name(name)) {
		return Err(ServeFault::Option(format!(
			"hosts: {name:?} is no name, such as board.example.org"
		)));
	}
	let (stop, stopped) = watch::channel(false);
	let found = Head::read(store.readers()).await.map_err(|fault| {
		ServeFault::Option(format!("database: the table chain cannot be read: {fault}"))
	})?;
	let (told, head) = watch::channel(found.map(Arc::new));
	let look = look(
		store.readers().clone(),
		progress.heights(),
		if progress.is_writer() { LOOK_AGAIN } else { LOOK },
		told,
		stopped.clone(),
	);
	let context = Context::new(store, progress, options.clone(), upstream, head, stopped.clone());

	let limits = &options.limits;
	let listener = listen("the server", options.listen).await?;
	let address = listener.local_addr().map_err(|source| ServeFault::Listen {
		what: "the server",
		address: options.listen,
		source,
	})?;
	let mut tasks = Vec::new();
	let mut at = None;
	if let Some(wanted) = options.metrics {
		let listener = listen("metrics", wanted).await?;
		at = listener.local_addr().ok();
		let bounded = Bounded::new(listener, 16, 16, Vec::new(), limits.idle);
		tasks.push(serve("metrics", bounded, metrics::router(context.clone()), stopped.clone()));
	}
	let bounded = Bounded::new(
		listener,
		limits.connections,
		limits.connections_per_client,
		options.proxies.clone(),
		limits.idle,
	);
	tasks.push(serve("the server", bounded, router(context.clone(), origins), stopped));
	tasks.push(tokio::spawn(look));
	if context.replica().is_some() {
		tasks.push(tokio::spawn(context.follow_replica()));
	}
	log::info!(target: "serve", "API and pages: http://{address}");
	Ok(Running { address, metrics: at, stop, tasks })
}

async fn listen(what: &'static str, address: SocketAddr) -> Result<TcpListener, ServeFault> {
	TcpListener::bind(address).await.map_err(|source| ServeFault::Listen { what, address, source })
}

fn serve(
	what: &'static str,
	listener: Bounded,
	router: Router,
	mut stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
	tokio::spawn(async move {
		let end = async move { has_stopped(&mut stopped).await };
		let service = router.into_make_service_with_connect_info::<Peer>();
		if let Err(fault) = axum::serve(listener, service).with_graceful_shutdown(end).await {
			log::error!(target: "serve", "{what} stopped: {fault}");
		}
	})
}

/// Keeps up with how far the index is.
async fn look(
	pool: AnyPool,
	mut heights: watch::Receiver<Option<u32>>,
	pause: Duration,
	told: watch::Sender<Option<Arc<Head>>>,
	mut stopped: watch::Receiver<bool>,
) {
	let mut is_told = true;
	loop {
		tokio::select! {
			() = has_stopped(&mut stopped) => return,
			changed = heights.changed(), if is_told => is_told = changed.is_ok(),
			() = tokio::time::sleep(pause) => {}
		}
		match Head::read(&pool).await {
			Ok(found) => {
				told.send_if_modified(|known| {
					let is_new = known.as_deref() != found.as_ref();
					if is_new {
						*known = found.map(Arc::new);
					}
					is_new
				});
			}
			Err(fault) => log::warn!(target: "serve", "the database does not answer: {fault}"),
		}
	}
}

/// The origins that are listed, as browsers write them.
fn origins(listed: &[String]) -> Result<Vec<HeaderValue>, ServeFault> {
	listed
		.iter()
		.map(|origin| {
			let fault = || {
				ServeFault::Option(format!(
					"origins: {origin:?} is no origin, such as https://board.example.org"
				))
			};
			let url = url::Url::parse(origin).map_err(|_| fault())?;
			match url.origin().ascii_serialization() == *origin {
				true => HeaderValue::from_str(origin).map_err(|_| fault()),
				false => Err(fault()),
			}
		})
		.collect()
}

/// Everything that is served.
fn router(context: Context, origins: Vec<HeaderValue>) -> Router {
	let (api, _) = routes::api().split_for_parts();
	let router = api
		.fallback(pages::answer)
		.method_not_allowed_fallback(|| async { ApiFault::method() })
		.layer(from_fn_with_state(context.clone(), guard))
		.layer(CompressionLayer::new())
		.with_state(context);
	let router = match origins.is_empty() {
		true => router.layer(from_fn(headers::keep_in)),
		false => router.layer(cors(origins)),
	};
	router.layer(from_fn(headers::put))
}

fn cors(origins: Vec<HeaderValue>) -> CorsLayer {
	CorsLayer::new()
		.allow_origin(AllowOrigin::list(origins))
		.allow_methods([Method::GET, Method::HEAD, Method::POST])
		.allow_headers([
			header::CONTENT_TYPE,
			header::IF_NONE_MATCH,
			header::HeaderName::from_static("last-event-id"),
		])
		.expose_headers([header::ETAG, header::RETRY_AFTER, header::CONTENT_DISPOSITION])
		.max_age(Duration::from_secs(3_600))
}

/// Under which names, how often clients may ask, how long an answer may take, and what becomes of both.
async fn guard(State(context): State<Context>, request: Request, next: Next) -> Response {
	let start = Instant::now();
	let name = match request.uri().authority() {
		Some(authority) => Some(authority.as_str()),
		None => request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default()),
	};
	if name.is_some_and(|name| !host::is_ours(name, &context.options().hosts)) {
		context.metrics().answered(421, start.elapsed());
		return ApiFault::misdirected().into_response();
	}
	let is_api = request.uri().path().starts_with(routes::PREFIX);
	if is_api {
		let proxies = &context.options().proxies;
		let client = client_of(request.headers(), request.extensions(), proxies);
		if let Err(seconds) = context.api_rate().take(client, 1, start) {
			context.metrics().rate_refused.fetch_add(1, Ordering::Relaxed);
			context.metrics().answered(429, start.elapsed());
			return ApiFault::rate(seconds).into_response();
		}
	}
	let longest = context.options().limits.answer;
	let response = match timeout(longest, next.run(request)).await {
		Ok(response) => response,
		Err(_) => ApiFault::busy("the answer took too long").into_response(),
	};
	context.metrics().answered(response.status().as_u16(), start.elapsed());
	response
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_origin_is_written_as_browsers_write_it() {
		let list = |origin: &str| origins(&[origin.to_owned()]);
		assert!(list("https://board.example.org").is_ok());
		assert!(list("http://localhost:5173").is_ok());
		for text in ["*", "board.example.org", "https://board.example.org/", "https://x/y", "null"]
		{
			let fault = list(text).unwrap_err().to_string();
			assert!(fault.starts_with("origins:"), "{text}: {fault}");
		}
	}
}
