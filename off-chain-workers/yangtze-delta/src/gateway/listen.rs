//! Connections of the gateway: not more than so many, and none that is silent for long.

use axum::serve::Listener;
use std::{
	future::Future,
	io,
	net::SocketAddr,
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
/// the operating system.
pub(super) struct Bounded {
	listener: TcpListener,
	places: Arc<Semaphore>,
	patience: Duration,
}

impl Bounded {
	/// At most `connections`, each closed when nothing can be read from or written to it for `patience`.
	pub(super) fn new(listener: TcpListener, connections: usize, patience: Duration) -> Self {
		Self { listener, places: Arc::new(Semaphore::new(connections)), patience }
	}

	/// Where it listens, in words.
	pub(super) fn address(&self) -> String {
		self.listener.local_addr().map_or_else(|fault| fault.to_string(), |at| at.to_string())
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
			if let Err(fault) = stream.set_nodelay(true) {
				log::debug!(target: "gateway", "{address}: {fault}");
			}
			let idle = Box::pin(sleep(self.patience));
			let connection = Connection { stream, patience: self.patience, idle, _place: place };
			return (connection, address);
		}
	}

	fn local_addr(&self) -> io::Result<SocketAddr> {
		self.listener.local_addr()
	}
}

/// A connection that ends when nothing moves on it for too long.
pub(super) struct Connection {
	stream: TcpStream,
	patience: Duration,
	idle: Pin<Box<Sleep>>,
	_place: OwnedSemaphorePermit,
}

impl Connection {
	/// Something moved.
	fn moved(&mut self) {
		if let Some(until) = Instant::now().checked_add(self.patience) {
			self.idle.as_mut().reset(until);
		}
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
				self.moved();
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
				self.moved();
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
				self.moved();
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

	async fn bounded(connections: usize, patience: Duration) -> (Bounded, SocketAddr) {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let address = listener.local_addr().unwrap();
		(Bounded::new(listener, connections, patience), address)
	}

	#[tokio::test]
	async fn a_silent_connection_ends() {
		let (mut listener, address) = bounded(1, Duration::from_millis(50)).await;
		let mut client = TcpStream::connect(address).await.unwrap();
		let (mut connection, _) = listener.accept().await;
		client.write_all(b"a").await.unwrap();
		let mut byte = [0u8; 1];
		connection.read_exact(&mut byte).await.unwrap();
		let fault = connection.read_exact(&mut byte).await.unwrap_err();
		assert_eq!(fault.kind(), io::ErrorKind::TimedOut);
	}

	#[tokio::test]
	async fn one_place_is_taken_by_one_connection() {
		let (mut listener, address) = bounded(1, Duration::from_secs(60)).await;
		let _first = TcpStream::connect(address).await.unwrap();
		let (connection, _) = listener.accept().await;
		let _second = TcpStream::connect(address).await.unwrap();
		let waiting = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
		assert!(waiting.is_err());
		drop(connection);
		let (_connection, _) =
			tokio::time::timeout(Duration::from_secs(60), listener.accept()).await.unwrap();
	}
}
