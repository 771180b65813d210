//! The way of a request: its bytes, its place, its envelope, its service, its record, its answer.

use super::{
	doors::{Doorway, Places, Room},
	State,
};
use crate::{
	chain::Party,
	local,
	refused::Refused,
	templates::{self, METHOD, TIMEOUT},
	trail,
};
use axum::{
	extract::{rejection::PathRejection, Path, Request, State as Shared},
	http::{header::CONTENT_TYPE, StatusCode},
	response::{IntoResponse, Response},
};
use fiscal_bridge::{
	envelope::{code, signed, Refusal},
	now,
	protocol::{
		region::{
			InboundMessage, AUTHORIZATION, AUTHORIZATION_PUSH, FILE, FILE_REQUEST, MESSAGE,
			SUMMARY, SUMMARY_LIST,
		},
		SignedAnswer, SignedRequest,
	},
	signed::PING,
};
use fiscal_primitives::{outbox::EvidenceKind, Did};
use futures::StreamExt;
use serde::Serialize;
use serde_json::Value;
use std::{sync::Arc, time::Instant};
use tokio::time::timeout;

/// The largest request without a file in it, in bytes.
const SMALL: usize = 64 * 1024;
/// How much more than the largest request is read, to be thrown away, in bytes.
const DISCARDED: usize = 1024 * 1024;

/// Who may come in by which door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
	/// The platform.
	Platform,
	/// Organisations of here.
	Local,
}

impl Door {
	/// In metrics.
	const fn name(self) -> &'static str {
		match self {
			Self::Platform => "platform",
			Self::Local => "local",
		}
	}
}

/// Who asks.
enum Caller {
	/// The platform.
	Platform,
	/// An organisation of here, or one of its accounts.
	Local(Party),
}

/// The answer of a service as JSON.
pub(super) fn json(answer: &impl Serialize) -> Result<Value, Refused> {
	serde_json::to_value(answer).map_err(|fault| Refused::internal("answer", &fault))
}

/// The platform asks.
pub(super) async fn platform(
	Shared(state): Shared<Arc<State>>,
	service: Result<Path<String>, PathRejection>,
	request: Request,
) -> Response {
	state.answer(Door::Platform, named(service), request).await
}

/// An organisation of here asks.
pub(super) async fn local(
	Shared(state): Shared<Arc<State>>,
	service: Result<Path<String>, PathRejection>,
	request: Request,
) -> Response {
	state.answer(Door::Local, named(service), request).await
}

/// The service of the path; no service is called nothing.
fn named(service: Result<Path<String>, PathRejection>) -> String {
	service.map(|Path(service)| service).unwrap_or_default()
}

/// Nothing is there.
pub(super) async fn nowhere(Shared(state): Shared<Arc<State>>) -> Response {
	state.blank(Refused::missing("path", "no service is there"))
}

/// Something else than `POST`.
pub(super) async fn only_post(Shared(state): Shared<Arc<State>>) -> Response {
	state.blank(Refused::new(METHOD, "method", "not POST"))
}

impl State {
	async fn answer(self: Arc<Self>, door: Door, service: String, request: Request) -> Response {
		let start = Instant::now();
		let response = self.clone().handle(door, service, request).await;
		self.metrics.answered(door.name(), response.status().as_u16(), start.elapsed());
		response
	}

	async fn handle(self: Arc<Self>, door: Door, service: String, request: Request) -> Response {
		let (doorway, large) = (self.doorway(door), is_large(door, &service));
		let limit = if large { self.config.max_body } else { SMALL.min(self.config.max_body) };
		let reading = read(request, limit, large.then_some(doorway));
		let (request, room) = match timeout(self.config.request, reading).await {
			Ok(Ok(read)) => read,
			Ok(Err(refused)) => return self.blank(refused),
			Err(_) => {
				return self.blank(Refused::new(TIMEOUT, "request", "it did not arrive in time"))
			}
		};
		// A place is for what is there: who sends slowly has none until then.
		let Some(places) = doorway.place(large) else {
			return self
				.turn_away(&request, Refused::new(code::BUSY, "request", "too many at once"));
		};
		// In a task of its own: what was begun is recorded, whether or not the caller waits for it.
		let state = self.clone();
		let work = tokio::spawn(state.work(door, service, request, (places, room)));
		match work.await {
			Ok(response) => response,
			Err(stopped) => self.blank(Refused::internal("request", &stopped)),
		}
	}

	const fn doorway(&self, door: Door) -> &Doorway {
		match door {
			Door::Platform => &self.platform_door,
			Door::Local => &self.local_door,
		}
	}

	/// The answer to a request of which nobody knows who sent it.
	fn turn_away(&self, request: &SignedRequest, refused: Refused) -> Response {
		log::debug!(target: "gateway", "refused at the door: {}", refused.0);
		// Nobody gets signed what could be taken for another answer.
		match has_form(request) {
			true => respond(&self.seal(request, Err(&refused.0))),
			false => self.blank(refused),
		}
	}

	async fn work(
		self: Arc<Self>,
		door: Door,
		service: String,
		request: SignedRequest,
		_places: (Places, Room),
	) -> Response {
		let caller = match self.identify(door, &service, &request).await {
			Ok(caller) => caller,
			Err(refused) => return self.turn_away(&request, refused),
		};
		let _share = match &caller {
			Caller::Platform => None,
			Caller::Local(party) => match self.doorway(door).share(party.organisation) {
				Some(share) => Some(share),
				None => {
					let words = "too many of your organisation at once";
					let refused = Refused::new(code::BUSY, "app", words);
					return respond(&self.seal(&request, Err(&refused.0)));
				}
			},
		};
		let path = match door {
			Door::Platform => format!("api/v2/{service}"),
			Door::Local => format!("local/v1/{service}"),
		};
		let asked = self.serve_one(&caller, &service, &request);
		let answered = match timeout(self.config.request, asked).await {
			Ok(answered) => answered,
			Err(_) => Err(Refused::new(TIMEOUT, "request", "it was not answered in time")),
		};
		let sealed = self.seal(&request, answered.as_ref().map_err(|refused| &refused.0));
		if service != PING {
			let entry = trail::entry(path, &request, &sealed);
			let kind = kind(door, &service, &request.body);
			if let Err(refused) = self.trail.record(entry, kind).await {
				return respond(&self.seal(&request, Err(&refused.0)));
			}
		}
		respond(&sealed)
	}

	/// Opens the envelope, and finds out who asks.
	async fn identify(
		&self,
		door: Door,
		service: &str,
		request: &SignedRequest,
	) -> Result<Caller, Refused> {
		let now = now();
		// Whatever can be told from the request itself comes before the chain is asked.
		signed::check_plausible(request, service, now)?;
		if request.at < self.started {
			let words = "sent before this gateway came up: send it again with a new nonce";
			return Err(Refused::new(code::UNAUTHORIZED, "at", words));
		}
		let (caller, app, key) = match door {
			Door::Platform => {
				(Caller::Platform, self.config.peer_app.as_str(), self.config.peer_key)
			}
			Door::Local => {
				let unknown = || {
					Refused::new(code::UNAUTHORIZED, "app", "not the DID of an active participant")
				};
				let did: Did = request.app.parse().map_err(|_| unknown())?;
				let party = self.chain.party(&did).await?.ok_or_else(unknown)?;
				if !party.active {
					return Err(unknown());
				}
				let key = party.key;
				(Caller::Local(party), request.app.as_str(), key)
			}
		};
		let guard = &self.doorway(door).guard;
		signed::check_request(request, app, service, &key, guard, now)?;
		Ok(caller)
	}

	async fn serve_one(
		&self,
		caller: &Caller,
		service: &str,
		request: &SignedRequest,
	) -> Result<Value, Refused> {
		if service == PING {
			return Ok(serde_json::json!({ "system": "fiscalchain", "at": now() }));
		}
		if self.trail.is_full() {
			let words = "evidence waits for the evidence chain, and no more may: later";
			return Err(Refused::new(code::BUSY, "evidence", words));
		}
		match caller {
			Caller::Platform => self.platform_service(service, &request.body).await,
			Caller::Local(party) => self.local_service(party, service, &request.body).await,
		}
	}

	/// The answer to somebody whose request could not be read.
	fn blank(&self, refused: Refused) -> Response {
		let unread = SignedRequest {
			app: String::new(),
			id: String::new(),
			at: 0,
			nonce: String::new(),
			service: String::new(),
			body: String::new(),
			signature: String::new(),
		};
		respond(&self.seal(&unread, Err(&refused.0)))
	}

	/// Packs an answer. One that cannot be signed leaves without signature, and says so.
	fn seal(&self, request: &SignedRequest, answer: Result<&Value, &Refusal>) -> SignedAnswer {
		signed::seal_answer(&*self.config.signer, request, answer, now()).unwrap_or_else(|fault| {
			log::error!(target: "gateway", "an answer is not signed: {fault}");
			let refusal = templates::refuse(code::INTERNAL, "signature", "it could not be made");
			SignedAnswer {
				id: request.id.clone(),
				at: now(),
				code: refusal.code,
				message: refusal.words,
				body: "null".into(),
				signature: String::new(),
			}
		})
	}
}

fn respond(answer: &SignedAnswer) -> Response {
	let status = StatusCode::from_u16(templates::of(&answer.code).status)
		.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
	match serde_json::to_vec(answer) {
		Ok(json) => (status, [(CONTENT_TYPE, "application/json")], json).into_response(),
		Err(fault) => {
			log::error!(target: "gateway", "an answer has no JSON: {fault}");
			StatusCode::INTERNAL_SERVER_ERROR.into_response()
		}
	}
}

/// Do number and nonce, which the answer repeats, have the form they must have?
fn has_form(request: &SignedRequest) -> bool {
	let SignedRequest { id, nonce, .. } = request;
	(1..=64).contains(&id.len())
		&& id.bytes().all(|byte| byte.is_ascii_graphic())
		&& nonce.len() == 32
		&& nonce.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Do requests of the service have a file in them?
fn is_large(door: Door, service: &str) -> bool {
	match door {
		Door::Platform => matches!(service, FILE | AUTHORIZATION_PUSH),
		Door::Local => matches!(service, local::AUTHORIZATION_PUSH | local::EVIDENCE_FILE),
	}
}

/// What evidence of a call is about; none of calls that stay in the node's own record.
fn kind(door: Door, service: &str, body: &str) -> Option<EvidenceKind> {
	match (door, service) {
		(Door::Platform, MESSAGE) => {
			let message = signed::body::<InboundMessage>(body);
			Some(message.map_or(EvidenceKind::Start, |inbound| inbound.message.evidence()))
		}
		(Door::Platform, SUMMARY_LIST | SUMMARY)
		| (Door::Local, local::HISTORY | local::REMOTE_LIST | local::REMOTE_SUMMARY) => {
			Some(EvidenceKind::Query)
		}
		(Door::Platform, AUTHORIZATION | AUTHORIZATION_PUSH)
		| (Door::Local, local::REMOTE_AUTHORIZATION | local::AUTHORIZATION_PUSH) => {
			Some(EvidenceKind::Authorization)
		}
		(Door::Platform, FILE_REQUEST | FILE)
		| (Door::Local, local::HISTORY_FILE | local::REMOTE_FILE | local::REMOTE_FILE_STATUS) => {
			Some(EvidenceKind::File)
		}
		_ => None,
	}
}

/// Reads a request of at most `limit` bytes, one with a file into the room that the door has for such, and
/// gives it with what it takes of that. What is a little larger is read to its end nevertheless, so that
/// whoever sends it gets to read the answer.
async fn read(
	request: Request,
	limit: usize,
	door: Option<&Doorway>,
) -> Result<(SignedRequest, Room), Refused> {
	let mut parts = request.into_body().into_data_stream();
	let (mut bytes, mut size, mut room) = (Vec::new(), 0usize, Room::default());
	while let Some(part) = parts.next().await {
		let part =
			part.map_err(|_| Refused::new(code::MALFORMED, "request", "it did not arrive whole"))?;
		size = size.saturating_add(part.len());
		if size <= limit {
			if door.is_some_and(|door| !door.hold(&mut room, size)) {
				return Err(Refused::new(code::BUSY, "request", "too many files at once"));
			}
			bytes.extend_from_slice(&part);
		} else if size > limit.saturating_add(DISCARDED) {
			break;
		}
	}
	if size > limit {
		return Err(Refused::new(code::TOO_LARGE, "request", format!("more than {limit} bytes")));
	}
	let request = serde_json::from_slice(&bytes)
		.map_err(|fault| Refused::new(code::MALFORMED, "envelope", fault))?;
	Ok((request, room))
}
