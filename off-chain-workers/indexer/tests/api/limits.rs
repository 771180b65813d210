//! Whoever asks too much is told so, and nobody else suffers.

use crate::fixture::{options, served, until};
use fiscal_indexer::serve::{Limits, Rate, ServeOptions};
use std::{
	net::{IpAddr, Ipv4Addr},
	time::Duration,
};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
};

fn limited(limits: Limits) -> ServeOptions {
	ServeOptions { limits, ..options() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_often_is_refused() {
	let limits = options().limits;
	let options = ServeOptions {
		proxies: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
		..limited(Limits { api: Rate { burst: 5, per_second: 1 }, ..limits })
	};
	let served = served(options).await;
	let one = [("x-forwarded-for", "203.0.113.1")];
	let mut refused = None;
	for _ in 0..50 {
		let answer = served.get_with("/api/v1/blocks", &one).await;
		if answer.status == 429 {
			refused = Some(answer);
			break;
		}
	}
	let refused = refused.expect("it is refused in the end");
	assert_eq!(refused.json()["error"]["code"], "rate_limited");
	assert!(refused.header("retry-after").parse::<u64>().expect("seconds") >= 1);
	let other = [("x-forwarded-for", "203.0.113.2")];
	assert_eq!(served.get_with("/api/v1/blocks", &other).await.status, 200);
	until("it may ask again", || async {
		(served.get_with("/api/v1/blocks", &one).await.status == 200).then_some(())
	})
	.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_page_had_lead_here_is_refused() {
	let served =
		served(ServeOptions { hosts: vec!["board.example.org".into()], ..options() }).await;
	for path in ["/api/v1/blocks", "/api/v1/live", "/rpc", "/"] {
		let refused = served.get_with(path, &[("host", "rebound.example:8080")]).await;
		assert_eq!(refused.status, 421, "{path}");
		assert_eq!(refused.json()["error"]["code"], "misdirected", "{path}");
	}
	for host in ["board.example.org", "board.example.org:443", "localhost:1"] {
		assert_eq!(
			served.get_with("/api/v1/blocks", &[("host", host)]).await.status,
			200,
			"{host}"
		);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_bounded() {
	let limits = Limits { followers: 3, streams_per_client: 2, ..options().limits };
	let served = served(limited(limits)).await;
	let follow = || async {
		let request = served.http.get(format!("{}/api/v1/live", served.base));
		request.send().await.expect("an answer")
	};
	let (one, two) = (follow().await, follow().await);
	assert_eq!((one.status().as_u16(), two.status().as_u16()), (200, 200));
	assert_eq!(follow().await.status(), 429);
	drop(one);
	until("a place is free again", || async { (follow().await.status() == 200).then_some(()) })
		.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_connection_ends() {
	let limits = Limits { idle: Duration::from_millis(500), ..options().limits };
	let served = served(limited(limits)).await;
	let mut silent = TcpStream::connect(served.running.address()).await.expect("a connection");
	silent.write_all(b"GET /api/v1/status HTTP/1.1\r\nhost: x\r\n").await.expect("half a request");
	let mut bytes = Vec::new();
	let ended = tokio::time::timeout(crate::fixture::DEADLINE, silent.read_to_end(&mut bytes));
	assert!(ended.await.is_ok(), "it is hung up on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_lets_nobody_hang() {
	let served = served(options()).await;
	let request = served.http.get(format!("{}/api/v1/live", served.base));
	let mut follower = request.send().await.expect("an answer");
	let stopped = tokio::time::timeout(crate::fixture::DEADLINE, served.running.stop());
	assert!(stopped.await.is_ok());
	while let Ok(Some(_)) = follower.chunk().await {}
}
