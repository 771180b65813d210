//! Connections: not more than so many, of one client not more than so many, and none that is silent,
//! or reads no answer, for long.

use crate::crowd::{Crowd, Place};
use axum::{extract::connect_info::Connected, serve::IncomingStream, serve::Listener};
use std::{
	future::Future,
	io,
	net::{IpAddr, SocketAddr},
	pin::Pin,
	sync::Arc,
	task::{ready, Context, Poll},
	time::Duration,
};
use tokio::{
	io::{AsyncRead, AsyncWrite, ReadBuf},
	net::{TcpListener, TcpStream},
	sync::{OwnedSemaphorePermit, Semaphore},
	time::{sleep, Instant, Sleep},
};

/// A listener with at most so many connections: whoever comes when all are taken waits in the queue of
/// the operating system; a client that has all that one may have is hung up on.
pub struct Bounded {
	listener: TcpListener,
	places: Arc<Semaphore>,
	crowd: Crowd,
	unbounded: Vec<IpAddr>,
	patience: Duration,
}

impl Bounded {
	/// At most `connections`, of one address at most `each` unless it is one of `proxies`; each ends when
	/// nothing moves on it for `patience`.
	pub fn new(
		listener: TcpListener,
		connections: usize,
		each: usize,
		proxies: Vec<IpAddr>,
		patience: Duration,
	) -> Self {
		let places = Arc::new(Semaphore::new(connections));
		Self { listener, places, crowd: Crowd::new(each), unbounded: proxies, patience }
	}
}

impl Listener for Bounded {
	type Io = Connection;
	type Addr = SocketAddr;

	async fn accept(&mut self) -> (Connection, SocketAddr) {
		loop {
			let Ok(place) = self.places.clone().acquire_owned().await else {
				// The semaphore is never closed.
				std::future::pending::<()>().await;
				continue;
			};
			let (stream, address) = Listener::accept(&mut self.listener).await;
			let own = match self.unbounded.contains(&address.ip()) {
				true => None,
				false => match self.crowd.enter(address.ip()) {
					Some(own) => Some(own),
					None => {
						log::debug!(target: "listen", "{address}: too many connections");
						continue;
					}
				},
			};
			if let Err(fault) = stream.set_nodelay(true) {
				log::debug!(target: "listen", "{address}: {fault}");
			}
			let idle = Box::pin(sleep(self.patience));
			let connection = Connection {
				stream,
				patience: self.patience,
				idle,
				is_reading: false,
				_places: (place, own),
			};
			return (connection, address);
		}
	}

	fn local_addr(&self) -> io::Result<SocketAddr> {
		self.listener.local_addr()
	}
}

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Connected<IncomingStream<'_, Bounded>> for Peer {
	fn connect_info(stream: IncomingStream<'_, Bounded>) -> Self {
		Self(stream.remote_addr().ip())
	}
}

/// A connection that ends when nothing moves on it for too long.
///
/// What is read counts once after each thing that was written: whoever sends a request byte by byte has
/// no more time for it than whoever sends nothing.
pub struct Connection {
	stream: TcpStream,
	patience: Duration,
	idle: Pin<Box<Sleep>>,
	is_reading: bool,
	_places: (OwnedSemaphorePermit, Option<Place>),
}

impl Connection {
	fn moved(&mut self) {
		if let Some(until) = Instant::now().checked_add(self.patience) {
			self.idle.as_mut().reset(until);
		}
	}

	fn was_read(&mut self) {
		if !self.is_reading {
			self.is_reading = true;
			self.moved();
		}
	}

	fn was_written(&mut self) {
		self.is_reading = false;
		self.moved();
	}

	/// Nothing moves: an error once that lasted too long.
	fn stuck<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
		ready!(self.idle.as_mut().poll(context));
		Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
	}
}

impl AsyncRead for Connection {
	fn poll_read(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		buffer: &mut ReadBuf<'_>,
	) -> Poll<io::Result<()>> {
		match Pin::new(&mut self.stream).poll_read(context, buffer) {
			Poll::Pending => self.stuck(context),
			done => {
				self.was_read();
				done
			}
		}
	}
}

impl AsyncWrite for Connection {
	fn poll_write(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		bytes: &[u8],
	) -> Poll<io::Result<usize>> {
		match Pin::new(&mut self.stream).poll_write(context, bytes) {
			Poll::Pending => self.stuck(context),
			done => {
				self.was_written();
				done
			}
		}
	}

	fn poll_write_vectored(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		parts: &[io::IoSlice<'_>],
	) -> Poll<io::Result<usize>> {
		match Pin::new(&mut self.stream).poll_write_vectored(context, parts) {
			Poll::Pending => self.stuck(context),
			done => {
				self.was_written();
				done
			}
		}
	}

	fn is_write_vectored(&self) -> bool {
		self.stream.is_write_vectored()
	}

	fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
		Pin::new(&mut self.stream).poll_flush(context)
	}

	fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
		Pin::new(&mut self.stream).poll_shutdown(context)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use tokio::io::{AsyncReadExt, AsyncWriteExt};

	async fn bounded(all: usize, each: usize, patience: Duration) -> (Bounded, SocketAddr) {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap();
		(Bounded::new(listener, all, each, Vec::new(), patience), address)
	}

	#[tokio::test]
	async fn whoever_sends_byte_by_byte_has_no_more_time() {
		let patience = Duration::from_millis(400);
		let (mut listener, address) = bounded(1, 1, patience).await;
		let mut client = TcpStream::connect(address).await.unwrap();
		let (mut connection, _) = listener.accept().await;
		let drip = tokio::spawn(async move {
			while client.write_all(b"a").await.is_ok() {
				sleep(Duration::from_millis(20)).await;
			}
		});
		let mut byte = [0u8; 1];
		let fault = loop {
			match connection.read_exact(&mut byte).await {
				Ok(_) => {}
				Err(fault) => break fault,
			}
		};
		assert_eq!(fault.kind(), io::ErrorKind::TimedOut);
		drop(connection);
		drip.await.unwrap();
	}

	#[tokio::test]
	async fn whoever_reads_nothing_is_hung_up_on() {
		let (mut listener, address) = bounded(1, 1, Duration::from_millis(200)).await;
		let _client = TcpStream::connect(address).await.unwrap();
		let (mut connection, _) = listener.accept().await;
		let block = vec![0u8; 1 << 20];
		let fault = loop {
			match connection.write_all(&block).await {
				Ok(()) => {}
				Err(fault) => break fault,
			}
		};
		assert_eq!(fault.kind(), io::ErrorKind::TimedOut);
	}

	#[tokio::test]
	async fn one_client_cannot_take_every_place() {
		let (mut listener, address) = bounded(8, 1, Duration::from_secs(60)).await;
		let _first = TcpStream::connect(address).await.unwrap();
		let (connection, _) = listener.accept().await;
		let mut second = TcpStream::connect(address).await.unwrap();
		let waiting = tokio::time::timeout(Duration::from_millis(200), listener.accept()).await;
		assert!(waiting.is_err());
		let mut byte = [0u8; 1];
		assert_eq!(second.read(&mut byte).await.unwrap(), 0);
		drop(connection);
		let _third = TcpStream::connect(address).await.unwrap();
		tokio::time::timeout(Duration::from_secs(60), listener.accept()).await.unwrap();
	}
}
