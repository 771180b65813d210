//! The envelope of the non-tax system: `{appid, data, noise, version, sign}` with the answer in
//! `{data, noise, sign}`. The profile `sm3-hmac` is ours and the default; `md5` is the public one.

use super::{code, tidy, visible, EnvelopeFault, Refusal};
use crate::{
	protocol::nontax::{AnswerEnvelope, Envelope, Outcome},
	Secret,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use fiscal_sm_crypto::hmac_sm3;
use md5::{Digest, Md5};
use serde::{de::DeserializeOwned, Serialize};
use std::str::FromStr;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: &str = "1.0";

/// How envelopes are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
	/// HMAC-SM3; answers are signed too.
	#[default]
	Sm3Hmac,
	/// MD5 over the key among the fields, as the public description has it; answers are not signed, so
	/// that nothing but TLS says whom they are from.
	Md5,
}

impl FromStr for Profile {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text {
			"sm3-hmac" => Ok(Self::Sm3Hmac),
			"md5" => Ok(Self::Md5),
			_ => Err("neither sm3-hmac nor md5".into()),
		}
	}
}

/// What both sides share.
#[derive(Clone, Debug)]
pub struct Credentials {
	/// How envelopes are signed.
	pub profile: Profile,
	/// What the client calls itself: 1 to 64 visible ASCII characters.
	pub appid: String,
	/// The shared key.
	pub secret: Secret,
}

impl Credentials {
	/// The client packs a request, under a noise that was never used.
	///
	/// # Errors
	/// [`EnvelopeFault::Malformed`] if the request has no JSON.
	pub fn seal<T: Serialize + ?Sized>(&self, request: &T) -> Result<Envelope, EnvelopeFault> {
		let json =
			serde_json::to_vec(request).map_err(|fault| EnvelopeFault::malformed("data", fault))?;
		let mut envelope = Envelope {
			appid: self.appid.clone(),
			data: STANDARD.encode(json),
			noise: Uuid::new_v4().to_string(),
			version: VERSION.into(),
			sign: String::new(),
		};
		envelope.sign = self.sign(&envelope);
		Ok(envelope)
	}

	/// The server opens a request. It is the server's business to let [`super::Guard::once`] judge the
	/// noise after that; the envelope has no time, so that a noise can only be remembered for a while,
	/// and services that change something have idempotency keys besides.
	///
	/// # Errors
	/// [`EnvelopeFault`]: application, signature, version, form.
	pub fn open<T: DeserializeOwned>(&self, envelope: &Envelope) -> Result<T, EnvelopeFault> {
		visible("appid", &envelope.appid, 64)?;
		visible("noise", &envelope.noise, 64)?;
		if envelope.version != VERSION {
			return Err(EnvelopeFault::malformed("version", "not 1.0"));
		}
		if !same(envelope.appid.as_bytes(), self.appid.as_bytes()) {
			return Err(EnvelopeFault::App);
		}
		if !same(envelope.sign.as_bytes(), self.sign(envelope).as_bytes()) {
			return Err(EnvelopeFault::Signature);
		}
		json("data", &base64("data", &envelope.data)?)
	}

	/// The server packs an answer.
	///
	/// # Errors
	/// [`EnvelopeFault::Malformed`] if the answer has no JSON.
	pub fn answer<T: Serialize + ?Sized>(
		&self,
		noise: &str,
		outcome: Result<&T, &Refusal>,
	) -> Result<AnswerEnvelope, EnvelopeFault> {
		let malformed = |fault| EnvelopeFault::malformed("message", fault);
		let outcome = match outcome {
			Ok(answer) => Outcome {
				result: code::SUCCESS.into(),
				message: STANDARD.encode(serde_json::to_vec(answer).map_err(malformed)?),
			},
			Err(refusal) => Outcome {
				result: refusal.code.clone(),
				message: STANDARD.encode(tidy(&refusal.words)),
			},
		};
		let data = STANDARD.encode(serde_json::to_vec(&outcome).map_err(malformed)?);
		Ok(match self.profile {
			Profile::Sm3Hmac => {
				let sign = self.sign_answer(&data, noise);
				AnswerEnvelope { data, noise: noise.into(), sign }
			}
			Profile::Md5 => AnswerEnvelope { data, noise: String::new(), sign: String::new() },
		})
	}

	/// The client opens the answer to what it sent: the answer, or what the server says is wrong.
	///
	/// # Errors
	/// [`EnvelopeFault`]: signature, another request's answer, form.
	pub fn read<T: DeserializeOwned>(
		&self,
		sent: &Envelope,
		answer: &AnswerEnvelope,
	) -> Result<Result<T, Refusal>, EnvelopeFault> {
		if self.profile == Profile::Sm3Hmac {
			let sign = self.sign_answer(&answer.data, &answer.noise);
			if !same(answer.sign.as_bytes(), sign.as_bytes()) {
				return Err(EnvelopeFault::Signature);
			}
			if answer.noise != sent.noise {
				return Err(EnvelopeFault::Mismatch("noise"));
			}
		}
		let outcome: Outcome = json("data", &base64("data", &answer.data)?)?;
		visible("result", &outcome.result, 32)?;
		let message = base64("message", &outcome.message)?;
		if outcome.result == code::SUCCESS {
			return json("message", &message).map(Ok);
		}
		Ok(Err(Refusal::new(outcome.result, String::from_utf8_lossy(&message))))
	}

	/// Signature of a request.
	fn sign(&self, envelope: &Envelope) -> String {
		let Envelope { appid, data, noise, version, .. } = envelope;
		match self.profile {
			Profile::Sm3Hmac => {
				let text = format!("appid={appid}&data={data}&noise={noise}&version={version}");
				hex::encode_upper(hmac_sm3(self.secret.expose(), text.as_bytes()))
			}
			Profile::Md5 => {
				let mut text = Zeroizing::new(Vec::with_capacity(
					data.len() + appid.len() + noise.len() + version.len() + 1_100,
				));
				text.extend_from_slice(
					format!("appid={appid}&data={data}&noise={noise}&key=").as_bytes(),
				);
				text.extend_from_slice(self.secret.expose());
				text.extend_from_slice(format!("&version={version}").as_bytes());
				hex::encode_upper(Md5::digest(&*text))
			}
		}
	}

	/// Signature of an answer in the profile `sm3-hmac`.
	fn sign_answer(&self, data: &str, noise: &str) -> String {
		let text = format!("data={data}&noise={noise}");
		hex::encode_upper(hmac_sm3(self.secret.expose(), text.as_bytes()))
	}
}

/// Compares without telling by the time it takes where the two differ.
fn same(left: &[u8], right: &[u8]) -> bool {
	left.ct_eq(right).into()
}

fn base64(field: &'static str, text: &str) -> Result<Vec<u8>, EnvelopeFault> {
	STANDARD
		.decode(text)
		.map_err(|fault| EnvelopeFault::malformed(field, format!("not base64: {fault}")))
}

fn json<T: DeserializeOwned>(field: &'static str, bytes: &[u8]) -> Result<T, EnvelopeFault> {
	serde_json::from_slice(bytes).map_err(|fault| EnvelopeFault::malformed(field, fault))
}
