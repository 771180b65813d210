//! The envelope that is signed with SM2: [`SignedRequest`] and [`SignedAnswer`].

use super::{code, visible, EnvelopeFault, Guard, Refusal, MAX_WORDS, WINDOW_MS};
use crate::protocol::{SignedAnswer, SignedRequest};
use fiscal_primitives::Moment;
use fiscal_sm_crypto::{verify, Public, Signature, Signer};
use serde::{de::DeserializeOwned, Serialize};

/// The client packs a request, under a nonce that was never used. `id` is the number of the request,
/// the same for every attempt.
///
/// # Errors
/// [`EnvelopeFault::Malformed`] if `app`, `id` or `service` is not 1 to 64 visible ASCII characters or
/// the body has no JSON, [`EnvelopeFault::NotSigned`] if the key does not sign.
pub fn seal_request<T: Serialize + ?Sized>(
	signer: &dyn Signer,
	app: &str,
	id: &str,
	service: &str,
	body: &T,
	now: Moment,
) -> Result<SignedRequest, EnvelopeFault> {
	let mut request = SignedRequest {
		app: app.into(),
		id: id.into(),
		at: now,
		nonce: hex::encode(rand::random::<[u8; 16]>()),
		service: service.into(),
		body: to_json(body)?,
		signature: String::new(),
	};
	form(&request)?;
	request.signature = sign(signer, &request_payload(&request))?;
	Ok(request)
}

/// Could the request be one for `service`, before anybody looks up who sent it: form, service and clock.
/// Whoever has to ask somewhere for the key of the client checks this first.
///
/// # Errors
/// [`EnvelopeFault::Malformed`], [`EnvelopeFault::Mismatch`], [`EnvelopeFault::Clock`].
pub fn check_plausible(
	request: &SignedRequest,
	service: &str,
	now: Moment,
) -> Result<(), EnvelopeFault> {
	form(request)?;
	if request.service != service {
		return Err(EnvelopeFault::Mismatch("service"));
	}
	clock(request.at, now)
}

/// The server checks a request for `service`, the last part of its path, and takes its nonce for used.
/// `app` and `peer` are the name and the key by which the client is known.
///
/// # Errors
/// [`EnvelopeFault`], in this order: form, service, clock, application, signature, nonce.
pub fn check_request(
	request: &SignedRequest,
	app: &str,
	service: &str,
	peer: &Public,
	guard: &Guard,
	now: Moment,
) -> Result<(), EnvelopeFault> {
	check_plausible(request, service, now)?;
	if request.app != app {
		return Err(EnvelopeFault::App);
	}
	let signature = signature(&request.signature)?;
	if !verify(peer, &request_payload(request), &signature) {
		return Err(EnvelopeFault::Signature);
	}
	// Last, so that nobody but the client can use up nonces.
	guard.once(&request.app, &request.nonce, now)
}

/// As [`check_request`], and reads the body.
///
/// # Errors
/// As [`check_request`], and [`EnvelopeFault::Malformed`] of the body.
pub fn open_request<T: DeserializeOwned>(
	request: &SignedRequest,
	app: &str,
	service: &str,
	peer: &Public,
	guard: &Guard,
	now: Moment,
) -> Result<T, EnvelopeFault> {
	check_request(request, app, service, peer, guard, now)?;
	body(&request.body)
}

/// Reads the body of a request that was checked, or of anything else that is JSON as text.
///
/// # Errors
/// [`EnvelopeFault::Malformed`].
pub fn body<T: DeserializeOwned>(text: &str) -> Result<T, EnvelopeFault> {
	serde_json::from_str(text).map_err(|fault| EnvelopeFault::malformed("body", fault))
}

/// The server packs the answer to a request.
///
/// # Errors
/// [`EnvelopeFault::Malformed`] if the answer has no JSON or the refusal's code is not 1 to 32 visible
/// ASCII characters, [`EnvelopeFault::NotSigned`].
pub fn seal_answer<T: Serialize + ?Sized>(
	signer: &dyn Signer,
	request: &SignedRequest,
	outcome: Result<&T, &Refusal>,
	now: Moment,
) -> Result<SignedAnswer, EnvelopeFault> {
	let (code, message, body) = match outcome {
		Ok(answer) => (code::SUCCESS.into(), String::new(), to_json(answer)?),
		Err(refusal) => {
			let Refusal { code, words } = Refusal::new(refusal.code.clone(), &refusal.words);
			(code, words, "null".into())
		}
	};
	visible("code", &code, 32)?;
	let mut answer = SignedAnswer {
		id: request.id.clone(),
		at: now,
		code,
		message,
		body,
		signature: String::new(),
	};
	answer.signature = sign(signer, &answer_payload(&answer, &request.nonce))?;
	Ok(answer)
}

/// The client opens the answer to what it sent: the answer, or what the server says is wrong. `peer`
/// is the key by which the server is known.
///
/// # Errors
/// [`EnvelopeFault`]: form, another request's answer, clock, signature.
pub fn open_answer<T: DeserializeOwned>(
	answer: &SignedAnswer,
	sent: &SignedRequest,
	peer: &Public,
	now: Moment,
) -> Result<Result<T, Refusal>, EnvelopeFault> {
	visible("id", &answer.id, 64)?;
	visible("code", &answer.code, 32)?;
	// A line feed in it could stand for the end of the field.
	if answer.message.chars().any(char::is_control) || answer.message.chars().count() > MAX_WORDS {
		return Err(EnvelopeFault::malformed(
			"message",
			format!("has control characters or more than {MAX_WORDS} characters"),
		));
	}
	if answer.id != sent.id {
		return Err(EnvelopeFault::Mismatch("id"));
	}
	clock(answer.at, now)?;
	let signature = signature(&answer.signature)?;
	if !verify(peer, &answer_payload(answer, &sent.nonce), &signature) {
		return Err(EnvelopeFault::Signature);
	}
	if answer.code == code::SUCCESS {
		return body(&answer.body).map(Ok);
	}
	Ok(Err(Refusal::new(answer.code.clone(), &answer.message)))
}

/// The bytes of a request that are signed.
pub fn request_payload(request: &SignedRequest) -> Vec<u8> {
	let SignedRequest { app, id, at, nonce, service, body, .. } = request;
	lines(&["fiscal/request/1", app, id, &at.to_string(), nonce, service, body])
}

/// The bytes of an answer that are signed; `nonce` is the request's.
pub fn answer_payload(answer: &SignedAnswer, nonce: &str) -> Vec<u8> {
	let SignedAnswer { id, at, code, message, body, .. } = answer;
	lines(&["fiscal/answer/1", id, &at.to_string(), nonce, code, message, body])
}

/// Each part followed by a line feed. No part but the last may have one, which is checked before.
fn lines(parts: &[&str]) -> Vec<u8> {
	let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
	for part in parts {
		bytes.extend_from_slice(part.as_bytes());
		bytes.push(b'\n');
	}
	bytes
}

fn form(request: &SignedRequest) -> Result<(), EnvelopeFault> {
	visible("app", &request.app, 64)?;
	visible("id", &request.id, 64)?;
	visible("service", &request.service, 64)?;
	let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
	if request.nonce.len() != 32 || !request.nonce.bytes().all(is_hex) {
		return Err(EnvelopeFault::malformed("nonce", "not 32 lower-case hexadecimal digits"));
	}
	Ok(())
}

fn clock(at: Moment, now: Moment) -> Result<(), EnvelopeFault> {
	if at.abs_diff(now) > WINDOW_MS {
		return Err(EnvelopeFault::Clock { at });
	}
	Ok(())
}

fn signature(text: &str) -> Result<Signature, EnvelopeFault> {
	crate::convert::signature("signature", text)
		.map_err(|mistake| EnvelopeFault::Malformed { field: mistake.field, words: mistake.words })
}

fn sign(signer: &dyn Signer, payload: &[u8]) -> Result<String, EnvelopeFault> {
	signer
		.sign(payload)
		.map(|signature| crate::convert::signature_hex(&signature))
		.map_err(|fault| EnvelopeFault::NotSigned(fault.to_string()))
}

fn to_json<T: Serialize + ?Sized>(body: &T) -> Result<String, EnvelopeFault> {
	serde_json::to_string(body).map_err(|fault| EnvelopeFault::malformed("body", fault))
}
