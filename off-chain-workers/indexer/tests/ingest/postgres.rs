//! PostgreSQL for tests: the one that `FISCAL_TEST_POSTGRES` names, or a throw-away cluster where the
//! programs are installed. It ends with this process, however that ends.

use sqlx::{any::AnyConnectOptions, ConnectOptions, Connection, Executor};
use std::{
	fs,
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	str::FromStr,
	sync::{
		atomic::{AtomicU32, Ordering},
		OnceLock,
	},
	time::{Duration, Instant},
};

/// A URL of a user that may create databases, such as `postgres://user:password@localhost/postgres`.
const VARIABLE: &str = "FISCAL_TEST_POSTGRES";
/// How long the cluster may take to start.
const DEADLINE: Duration = Duration::from_secs(120);
/// How often it is started on another port: somebody may take one before PostgreSQL does.
const ATTEMPTS: usize = 10;

struct Cluster {
	url: String,
	/// What keeps it alive: its standard input ends with this process.
	_keeper: Option<Child>,
}

/// The newest folder with the programs of PostgreSQL.
fn programs() -> Option<PathBuf> {
	let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
	let mut folders: Vec<PathBuf> =
		versions.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
	folders.retain(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
	folders.sort();
	let on_path = || {
		let path = std::env::var_os("PATH")?;
		std::env::split_paths(&path)
			.find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
	};
	folders.pop().or_else(on_path)
}

fn is_root() -> bool {
	nix::unistd::Uid::effective().is_root()
}

/// A shell that is not root's: PostgreSQL refuses to run as root.
fn shell(script: &str) -> Command {
	match is_root() {
		true => {
			let mut command = Command::new("runuser");
			command.args(["-u", "postgres", "--", "sh", "-c", script]);
			command
		}
		false => {
			let mut command = Command::new("sh");
			command.args(["-c", script]);
			command
		}
	}
}

fn free_port() -> u16 {
	let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
	listener.local_addr().expect("an address").port()
}

/// A cluster; none if somebody took its port meanwhile.
fn start(programs: &Path) -> Option<Cluster> {
	let folder = tempfile::Builder::new().prefix("fiscal-pg-").tempdir().expect("a folder").keep();
	if is_root() {
		let owned = Command::new("chown").arg("postgres").arg(&folder).status();
		assert!(owned.is_ok_and(|status| status.success()), "the folder belongs to postgres");
	}
	let (bin, data, port) = (programs.display(), folder.display(), free_port());
	let made = shell(&format!(
		"{bin}/initdb -D {data}/data -U fiscal --auth=trust --no-sync --encoding=UTF8 --locale=C"
	))
	.current_dir("/")
	.stdin(Stdio::null())
	.output()
	.expect("initdb runs");
	assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
	// The shell waits for the end of its standard input, which is the end of the test.
	let keeper = shell(&format!(
		"{bin}/postgres -D {data}/data -h 127.0.0.1 -p {port} -k {data} -c fsync=off \
		 -c max_connections=200 >{data}/log 2>&1 & server=$!; cat >/dev/null; \
		 kill -INT $server; wait $server; rm -rf {data}/data {data}/log"
	))
	.current_dir("/")
	.stdin(Stdio::piped())
	.spawn()
	.expect("postgres runs");
	let url = format!("postgres://fiscal@127.0.0.1:{port}/postgres");
	let cluster = Cluster { url, _keeper: Some(keeper) };
	// It makes this once the port is its own: whoever answers there before may be somebody else.
	let socket = folder.join(format!(".s.PGSQL.{port}"));
	let deadline = Instant::now() + DEADLINE;
	while !socket.exists() {
		let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
		if log.contains("could not create any TCP/IP sockets") {
			return None;
		}
		assert!(Instant::now() < deadline, "PostgreSQL does not start: {log}");
		std::thread::sleep(Duration::from_millis(20));
	}
	Some(cluster)
}

fn cluster() -> Option<&'static Cluster> {
	static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
	let cluster = CLUSTER.get_or_init(|| match std::env::var(VARIABLE) {
		Ok(url) => Some(Cluster { url, _keeper: None }),
		Err(_) => programs().map(|programs| {
			let started = (0..ATTEMPTS).find_map(|_| start(&programs));
			started.expect("a port that nobody takes")
		}),
	});
	cluster.as_ref()
}

/// The URL of a fresh database; none where there is no PostgreSQL.
pub async fn database() -> Option<String> {
	static NEXT: AtomicU32 = AtomicU32::new(0);
	sqlx::any::install_default_drivers();
	let cluster = cluster()?;
	let options = AnyConnectOptions::from_str(&cluster.url).expect("a URL");
	let deadline = Instant::now() + DEADLINE;
	let mut connection = loop {
		match options.connect().await {
			Ok(connection) => break connection,
			Err(fault) => assert!(Instant::now() < deadline, "PostgreSQL does not answer: {fault}"),
		}
		tokio::time::sleep(Duration::from_millis(100)).await;
	};
	let number = NEXT.fetch_add(1, Ordering::Relaxed);
	let name = format!("fiscal_test_{}_{number}", std::process::id());
	let statement = format!("CREATE DATABASE {name}");
	connection.execute(sqlx::raw_sql(&statement)).await.expect("a database");
	connection.close().await.expect("closed");
	let (base, _) = cluster.url.rsplit_once('/').expect("a URL with a database");
	Some(format!("{base}/{name}"))
}
