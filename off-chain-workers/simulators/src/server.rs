//! Starts the four servers.

use crate::{
	context::Context,
	control,
	db::{DatabaseFault, Db},
	describe, evidence,
	fault::Fault,
	faults::{FaultSettings, Switch},
	gateway::Gateway,
	nontax,
	options::{GatewayOptions, Options},
	platform,
	seed::{self, SeedFault},
	signing,
	system::System,
};
use axum::{routing::get, Json, Router};
use fiscal_primitives::Digest;
use serde_json::Value;
use std::{collections::BTreeMap, io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// How long requests that are on their way may take when the servers stop.
const STOP: Duration = Duration::from_secs(5);

/// Why the simulators do not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
	/// The database.
	#[error(transparent)]
	Database(#[from] DatabaseFault),
	/// The data to begin with.
	#[error(transparent)]
	Seeds(#[from] SeedFault),
	/// A socket.
	#[error("{system} cannot listen on {address}: {source}")]
	Listen {
		/// Which system.
		system: System,
		/// Where.
		address: SocketAddr,
		/// What the operating system says.
		source: io::Error,
	},
	/// Everybody could use the control endpoints.
	#[error("{0} would listen on {1}, which is no loopback address: set a control token")]
	OpenToAll(System, SocketAddr),
	/// An option is not as it should be.
	#[error("{0}")]
	Option(String),
}

/// The simulators.
pub struct Simulators;

impl Simulators {
	/// Starts the systems of [`Options::listen`].
	///
	/// # Errors
	/// [`StartFault`]; nothing listens then.
	pub async fn start(options: Options) -> Result<Running, StartFault> {
		for (system, address) in &options.listen {
			if options.control_token.is_none() && !address.ip().is_loopback() {
				return Err(StartFault::OpenToAll(*system, *address));
			}
		}
		for (system, settings) in &options.faults {
			settings
				.check()
				.map_err(|words| StartFault::Option(format!("faults of {system}: {words}")))?;
		}
		let db = Db::open(&options.database).await?;
		if let Some(seeds) = &options.seeds {
			seed::plant(&db, seeds).await?;
		}
		let (stop, stopped) = watch::channel(false);
		let mut running = Running {
			addresses: BTreeMap::new(),
			contexts: BTreeMap::new(),
			servers: Vec::new(),
			sender: None,
			stop,
			db,
		};
		for (system, address) in &options.listen {
			running.launch(&options, *system, *address, stopped.clone()).await?;
		}
		if let Some(platform) = running.contexts.get(&System::Platform) {
			running.sender = Some(tokio::spawn(platform::send_outgoing(platform.clone())));
		}
		Ok(running)
	}
}

/// Simulators that run; they stop when this is dropped.
pub struct Running {
	addresses: BTreeMap<System, SocketAddr>,
	contexts: BTreeMap<System, Context>,
	servers: Vec<JoinHandle<()>>,
	sender: Option<JoinHandle<()>>,
	stop: watch::Sender<bool>,
	db: Db,
}

impl Running {
	async fn launch(
		&mut self,
		options: &Options,
		system: System,
		address: SocketAddr,
		mut stopped: watch::Receiver<bool>,
	) -> Result<(), StartFault> {
		let fault = |source| StartFault::Listen { system, address, source };
		let gateway = match system {
			System::Platform => options.gateway.clone(),
			_ => GatewayOptions::default(),
		};
		let context = Context::new(
			system,
			self.db.clone(),
			Switch::new(options.faults.get(&system).cloned().unwrap_or_default()),
			options.keys.clone(),
			Gateway::new(gateway).map_err(StartFault::Option)?,
			options.callers.clone(),
			options.nontax.clone(),
			options.control_token.as_ref(),
		);
		let listener = TcpListener::bind(address).await.map_err(fault)?;
		let bound = listener.local_addr().map_err(fault)?;
		let router = router(system).with_state(context.clone());
		self.servers.push(tokio::spawn(async move {
			let end = async move {
				// An error says that nobody can say so any more.
				let _ = stopped.wait_for(|stop| *stop).await;
			};
			if let Err(fault) = axum::serve(listener, router).with_graceful_shutdown(end).await {
				log::error!("{system} stopped: {fault}");
			}
		}));
		self.addresses.insert(system, bound);
		self.contexts.insert(system, context);
		log::info!("{system} listens on {bound}");
		Ok(())
	}

	/// Where each system listens.
	pub fn addresses(&self) -> &BTreeMap<System, SocketAddr> {
		&self.addresses
	}

	/// The address of a system as a URL without a slash at its end; empty where it was not started.
	pub fn url(&self, system: System) -> String {
		self.addresses.get(&system).map(|address| format!("http://{address}")).unwrap_or_default()
	}

	/// Switches faults of a system on and off, as `PUT /control/faults` does.
	///
	/// # Errors
	/// In words that name the field.
	pub fn set_faults(&self, system: System, settings: FaultSettings) -> Result<(), String> {
		settings.check()?;
		if let Some(context) = self.contexts.get(&system) {
			context.switch.set(settings);
		}
		Ok(())
	}

	/// Says where Shanghai is, and which chain, as `PUT /control/gateway` does.
	///
	/// # Errors
	/// In words, for an address that is none.
	pub fn set_gateway(&self, url: Option<&str>, genesis: Option<Digest>) -> Result<(), String> {
		match self.contexts.get(&System::Platform) {
			Some(platform) => platform.gateway.set(url, genesis),
			None => Ok(()),
		}
	}

	/// The database of all systems.
	pub fn database(&self) -> &Db {
		&self.db
	}

	/// Stops: requests that are on their way are answered still.
	pub async fn stop(mut self) {
		if let Some(sender) = self.sender.take() {
			sender.abort();
			let _ = sender.await;
		}
		self.stop.send_replace(true);
		for mut server in std::mem::take(&mut self.servers) {
			if tokio::time::timeout(STOP, &mut server).await.is_err() {
				server.abort();
			}
		}
		self.db.close().await;
	}
}

impl Drop for Running {
	fn drop(&mut self) {
		self.stop.send_replace(true);
		if let Some(sender) = &self.sender {
			sender.abort();
		}
		for server in &self.servers {
			server.abort();
		}
	}
}

fn router(system: System) -> Router<Context> {
	let (services, document) = services(system).split_for_parts();
	let (controls, control_document) = controls(system).split_for_parts();
	services
		.merge(controls)
		.route("/openapi.json", get(json_of(document)))
		.route("/control/openapi.json", get(json_of(control_document)))
		.fallback(nowhere)
		.method_not_allowed_fallback(other_method)
}

fn json_of(
	document: OpenApi,
) -> impl Fn() -> std::future::Ready<Json<Value>> + Clone + Send + Sync + 'static {
	let document = to_value(document);
	move || std::future::ready(Json(document.clone()))
}

fn to_value(document: OpenApi) -> Value {
	serde_json::to_value(document).unwrap_or_else(|fault| {
		log::error!("the OpenAPI document cannot be written: {fault}");
		Value::Null
	})
}

async fn nowhere() -> Fault {
	Fault::not_found("no service is at this path")
}

async fn other_method() -> Fault {
	Fault::method()
}

fn services(system: System) -> OpenApiRouter<Context> {
	let description = "A reference simulator: every service with its request, its answer and what \
	                   can go wrong. Amounts are fen unless a field says yuan, times Unix ms, \
	                   digests SM3.";
	let title = format!("fiscal-sim {system}");
	let router = OpenApiRouter::with_openapi(describe::document(system, title, description));
	match system {
		System::Nontax => nontax::routes(router),
		System::Platform => platform::routes(router),
		System::Evidence => evidence::routes(router),
		System::Signing => signing::routes(router),
	}
}

fn controls(system: System) -> OpenApiRouter<Context> {
	let description =
		"What the simulator is told by whoever runs it, and what it shows: no part of \
	                   the system that it stands for. Where a control token is set, it goes into the \
	                   header `x-control-token`.";
	let title = format!("fiscal-sim {system} control");
	let router = OpenApiRouter::with_openapi(describe::document(system, title, description));
	let router = control::routes(system, router);
	match system {
		System::Platform => platform::control_routes(router),
		System::Nontax | System::Evidence | System::Signing => router,
	}
}

/// The OpenAPI document of a system's services.
pub fn document(system: System) -> Value {
	to_value(services(system).into_openapi())
}

/// The OpenAPI document of a system's control endpoints.
pub fn control_document(system: System) -> Value {
	to_value(controls(system).into_openapi())
}
