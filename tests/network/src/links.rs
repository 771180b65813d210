//! The links between validators, each through a proxy that a test can cut.
//!
//! Validators tell each other where they listen, and tell it on, so a proxy at an address of its own
//! would soon be passed by. Here the proxy stands at the very addresses they tell: a validator
//! listens on its port at all addresses of the machine at once (`0.0.0.0`), the proxy at each of them
//! by itself, and a connection goes to whoever names its address exactly. What may pass is brought to
//! the same port at [`INSIDE`], an address of the loopback interface that no validator tells, since
//! the interface does not list it. Who calls is known from the port it calls from: validators call
//! from the port they listen on.
//!
//! Two sockets on one port need `SO_REUSEPORT`, which the network library sets, and one user for
//! both processes, but no privilege.

use anyhow::{Context, Result};
use nix::ifaddrs::getifaddrs;
use std::{
	collections::{BTreeMap, BTreeSet},
	future::pending,
	io,
	net::{Ipv4Addr, SocketAddrV4},
	sync::Arc,
	time::Duration,
};
use tokio::{
	io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
	net::{TcpListener, TcpSocket, TcpStream},
	runtime::{Builder, Runtime},
	sync::{mpsc, watch},
	task::yield_now,
	time::{sleep_until, Instant},
};

/// Where the proxy reaches the validators: an address that the machine has without listing it.
pub const INSIDE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 128;
/// Most bytes that are read at once.
const CHUNK: usize = 16 * 1_024;
/// Most reads that are under way in one direction of a connection.
const QUEUE: usize = 256;

/// What a link between two validators does, in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
	/// It passes everything at once.
	Open,
	/// It passes everything so much later.
	Slow(Duration),
	/// It passes nothing and keeps its connections: what is sent arrives when it opens again, as
	/// after a cable was pulled and put back.
	Held,
	/// It closes its connections, and refuses new ones.
	Cut,
}

/// The links between validators. They end with this value, and with them all connections.
pub struct Links {
	switches: Arc<Switches>,
	_runtime: Runtime,
}

struct Switches {
	/// Where the validators listen.
	ports: Vec<u16>,
	/// The link of each pair, the smaller number first.
	pairs: BTreeMap<(usize, usize), watch::Sender<Link>>,
}

impl Switches {
	fn pair(&self, one: usize, other: usize) -> Option<&watch::Sender<Link>> {
		self.pairs.get(&(one.min(other), one.max(other)))
	}
}

impl Links {
	/// Places proxies before validators that listen on these ports of `0.0.0.0`; all links are open.
	///
	/// # Errors
	/// Something else listens on one of the ports, or the machine's addresses cannot be listed.
	pub fn new(ports: &[u16]) -> Result<Self> {
		let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
		let numbers = 0..ports.len();
		let pairs = numbers
			.clone()
			.flat_map(|one| (one + 1..ports.len()).map(move |other| (one, other)))
			.map(|pair| (pair, watch::Sender::new(Link::Open)))
			.collect();
		let switches = Arc::new(Switches { ports: ports.to_vec(), pairs });
		{
			let _inside = runtime.enter();
			for (to, port) in numbers.zip(ports) {
				for address in addresses()? {
					let listener = listen(address, *port)
						.with_context(|| format!("a proxy cannot listen on {address}:{port}"))?;
					runtime.spawn(accept(listener, to, switches.clone()));
				}
			}
		}
		Ok(Self { switches, _runtime: runtime })
	}

	/// Sets the link between two validators.
	pub fn set(&self, one: usize, other: usize, link: Link) {
		if let Some(switch) = self.switches.pair(one, other) {
			switch.send_replace(link);
		}
	}

	/// Sets all links.
	pub fn all(&self, link: Link) {
		for switch in self.switches.pairs.values() {
			switch.send_replace(link);
		}
	}

	/// Sets the links between validators of different groups, and opens those within a group.
	pub fn divide(&self, groups: &[&[usize]], between: Link) {
		let group = |index: usize| groups.iter().position(|members| members.contains(&index));
		for ((one, other), switch) in &self.switches.pairs {
			let together = group(*one) == group(*other);
			switch.send_replace(if together { Link::Open } else { between });
		}
	}
}

/// The addresses validators tell of, which are those the machine lists.
fn addresses() -> Result<BTreeSet<Ipv4Addr>> {
	let mut addresses = BTreeSet::from([Ipv4Addr::LOCALHOST]);
	for interface in getifaddrs()? {
		let address = interface.address.as_ref().and_then(|address| address.as_sockaddr_in());
		addresses.extend(address.map(|address| address.ip()));
	}
	addresses.remove(&INSIDE);
	Ok(addresses)
}

fn listen(address: Ipv4Addr, port: u16) -> io::Result<TcpListener> {
	let socket = TcpSocket::new_v4()?;
	socket.set_reuseaddr(true)?;
	socket.set_reuseport(true)?;
	socket.bind(SocketAddrV4::new(address, port).into())?;
	socket.listen(BACKLOG)
}

/// Answers calls to one validator.
async fn accept(listener: TcpListener, to: usize, switches: Arc<Switches>) {
	let target = SocketAddrV4::new(INSIDE, switches.ports[to]);
	loop {
		let Ok((caller, address)) = listener.accept().await else {
			// That call is gone.
			yield_now().await;
			continue;
		};
		let from = switches.ports.iter().position(|port| *port == address.port());
		let switch = from.filter(|from| *from != to).and_then(|from| switches.pair(from, to));
		if let Some(switch) = switch {
			tokio::spawn(connect(caller, target, switch.subscribe()));
		}
	}
}

/// Passes on what two validators say to each other, until one of them or the link ends it.
async fn connect(mut caller: TcpStream, target: SocketAddrV4, link: watch::Receiver<Link>) {
	// The ends are closed by a reset, and leave nothing behind that a new connection between the same
	// ports would have to wait for.
	if caller.set_zero_linger().is_err() || *link.borrow() == Link::Cut {
		return;
	}
	let Ok(mut called) = TcpStream::connect(target).await else { return };
	let prepared = called
		.set_zero_linger()
		.and_then(|()| called.set_nodelay(true))
		.and_then(|()| caller.set_nodelay(true));
	if prepared.is_err() {
		return;
	}
	let (mut from_caller, mut to_caller) = caller.split();
	let (mut from_called, mut to_called) = called.split();
	tokio::select! {
		() = pass(&mut from_caller, &mut to_called, link.clone()) => (),
		() = pass(&mut from_called, &mut to_caller, link.clone()) => (),
		() = cut(link) => (),
	}
}

async fn cut(mut link: watch::Receiver<Link>) {
	// An error: there are no links any more.
	let _ = link.wait_for(|link| *link == Link::Cut).await;
}

/// One direction. Ends when all that came has gone on, or nothing can go on any more.
async fn pass(
	from: &mut (impl AsyncRead + Unpin),
	to: &mut (impl AsyncWrite + Unpin),
	link: watch::Receiver<Link>,
) {
	let (queue, queued) = mpsc::channel(QUEUE);
	let reading = async {
		read(from, queue).await;
		pending::<()>().await;
	};
	tokio::select! {
		() = write(to, queued, link) => (),
		() = reading => (),
	}
}

/// Bytes, and when they came.
type Piece = (Instant, Vec<u8>);

async fn read(from: &mut (impl AsyncRead + Unpin), queue: mpsc::Sender<Piece>) {
	let mut buffer = vec![0; CHUNK];
	while let Ok(count) = from.read(&mut buffer).await {
		if count == 0 || queue.send((Instant::now(), buffer[..count].to_vec())).await.is_err() {
			return;
		}
	}
}

async fn write(
	to: &mut (impl AsyncWrite + Unpin),
	mut queue: mpsc::Receiver<Piece>,
	mut link: watch::Receiver<Link>,
) {
	while let Some((came, bytes)) = queue.recv().await {
		if !may_pass(&mut link, came).await || to.write_all(&bytes).await.is_err() {
			return;
		}
	}
}

/// Waits until what came then may go on; false if it never will.
async fn may_pass(link: &mut watch::Receiver<Link>, came: Instant) -> bool {
	loop {
		let state = *link.borrow_and_update();
		let due = match state {
			Link::Open => return true,
			Link::Slow(delay) => Some(came + delay),
			Link::Held | Link::Cut => None,
		};
		tokio::select! {
			() = sleep_until(due.unwrap_or(came)), if due.is_some() => return true,
			changed = link.changed() => {
				if changed.is_err() {
					return false;
				}
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_tests::free_ports;

	/// Calls as a validator does.
	async fn call(from: u16, to: u16) -> io::Result<TcpStream> {
		let socket = TcpSocket::new_v4()?;
		socket.set_reuseaddr(true)?;
		socket.set_reuseport(true)?;
		socket.bind(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, from).into())?;
		socket.connect(SocketAddrV4::new(Ipv4Addr::LOCALHOST, to).into()).await
	}

	async fn is_refused(called: io::Result<TcpStream>) -> bool {
		match called {
			Ok(mut stream) => stream.read_u8().await.is_err(),
			Err(_) => true,
		}
	}

	async fn expect(stream: &mut TcpStream, bytes: &[u8]) {
		let mut read = vec![0; bytes.len()];
		stream.read_exact(&mut read).await.unwrap();
		assert_eq!(read, bytes);
	}

	#[test]
	fn validators_speak_through_their_link_alone() {
		let first = free_ports().unwrap();
		let ports = [first, first + 1];
		let links = Links::new(&ports).unwrap();
		Runtime::new().unwrap().block_on(async {
			let [one, other] = ports.map(|port| listen(Ipv4Addr::UNSPECIFIED, port).unwrap());

			let mut near = call(ports[0], ports[1]).await.unwrap();
			let (mut far, _) = other.accept().await.unwrap();
			near.write_all(b"ping").await.unwrap();
			expect(&mut far, b"ping").await;
			far.write_all(b"pong").await.unwrap();
			expect(&mut near, b"pong").await;

			links.set(0, 1, Link::Held);
			near.write_all(b"held").await.unwrap();
			links.set(0, 1, Link::Slow(Duration::from_millis(10)));
			near.write_all(b", slow").await.unwrap();
			expect(&mut far, b"held, slow").await;

			links.divide(&[&[0], &[1]], Link::Cut);
			assert!(far.read_u8().await.is_err());
			assert!(near.read_u8().await.is_err());
			assert!(is_refused(call(ports[1], ports[0]).await).await);

			links.all(Link::Open);
			let mut near = call(ports[1], ports[0]).await.unwrap();
			let (mut far, _) = one.accept().await.unwrap();
			near.write_all(b"again").await.unwrap();
			expect(&mut far, b"again").await;

			let stranger = TcpStream::connect((Ipv4Addr::LOCALHOST, ports[0])).await;
			assert!(is_refused(stranger).await);
		});
	}
}
