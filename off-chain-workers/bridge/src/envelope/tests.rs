//! What was sealed is opened by the right side, and nothing else is.

use super::{nontax::*, signed::*, *};
use crate::{
	protocol::{
		nontax::{AnswerEnvelope, Envelope},
		SignedAnswer, SignedRequest,
	},
	Secret,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use fiscal_sm_crypto::{Pair, Public, SignFault, Signature, Signer};
use proptest::prelude::*;
use serde_json::{json, Value};

const NOW: u64 = 1_795_190_400_000;

fn credentials(profile: Profile) -> Credentials {
	Credentials { profile, appid: "SH-FISCAL".into(), secret: Secret::new("k3y-for-tests") }
}

/// The envelope of which the signatures below were computed with `openssl dgst -md5` and
/// `openssl dgst -sm3 -hmac` (OpenSSL 3.0).
fn known(sign: &str) -> Envelope {
	Envelope {
		appid: "SH-FISCAL".into(),
		data: STANDARD.encode(r#"{"billNo":"0000000001"}"#),
		noise: "6b0f3c1e-8f4e-4c53-9d5a-000000000001".into(),
		version: "1.0".into(),
		sign: sign.into(),
	}
}

const KNOWN_MD5: &str = "5873EF4A3A0862D837FDF2BD128D8483";
const KNOWN_SM3: &str = "755BA221BD4967512C1866BF861653600926B9D8ED52089D73C2731D2D1FAB8E";
const KNOWN_ANSWER: &str = "49452BE605B7839B641B72C66B64F7C604FA01FC812ECB2D632AFB7B69E18A48";

#[test]
fn the_signatures_are_those_of_other_implementations() {
	let expected = json!({ "billNo": "0000000001" });
	for (profile, right, wrong) in
		[(Profile::Md5, KNOWN_MD5, KNOWN_SM3), (Profile::Sm3Hmac, KNOWN_SM3, KNOWN_MD5)]
	{
		let side = credentials(profile);
		assert_eq!(side.open::<Value>(&known(right)), Ok(expected.clone()));
		assert_eq!(side.open::<Value>(&known(wrong)), Err(EnvelopeFault::Signature));
		let lower = right.to_lowercase();
		assert_eq!(side.open::<Value>(&known(&lower)), Err(EnvelopeFault::Signature));
	}
	let outcome = r#"{"result":"S0000","message":"eyJvayI6MX0="}"#;
	let answer = AnswerEnvelope {
		data: STANDARD.encode(outcome),
		noise: known("").noise,
		sign: KNOWN_ANSWER.into(),
	};
	let read = credentials(Profile::Sm3Hmac).read::<Value>(&known(KNOWN_SM3), &answer);
	assert_eq!(read, Ok(Ok(json!({ "ok": 1 }))));
}

#[test]
fn the_secret_stands_in_no_text() {
	let text = format!("{:?}", credentials(Profile::Md5));
	assert!(text.contains("SH-FISCAL") && !text.contains("k3y"), "{text}");
}

#[test]
fn answers_of_the_public_profile_are_not_signed_and_read_nevertheless() {
	let side = credentials(Profile::Md5);
	let sent = side.seal(&json!({})).unwrap();
	let answer = side.answer(&sent.noise, Ok(&json!({ "ok": 1 }))).unwrap();
	assert_eq!((answer.noise.as_str(), answer.sign.as_str()), ("", ""));
	assert_eq!(side.read::<Value>(&sent, &answer), Ok(Ok(json!({ "ok": 1 }))));
	// The other profile takes none that is not signed.
	let strict = credentials(Profile::Sm3Hmac);
	assert_eq!(strict.read::<Value>(&sent, &answer), Err(EnvelopeFault::Signature));
}

#[test]
fn an_answer_belongs_to_its_request() {
	let side = credentials(Profile::Sm3Hmac);
	let (one, two) = (side.seal(&json!(1)).unwrap(), side.seal(&json!(1)).unwrap());
	assert_ne!(one.noise, two.noise);
	let answer = side.answer(&one.noise, Ok(&json!(1))).unwrap();
	assert_eq!(side.read::<Value>(&two, &answer), Err(EnvelopeFault::Mismatch("noise")));
}

#[test]
fn a_refusal_arrives_with_code_and_words() {
	let side = credentials(Profile::Sm3Hmac);
	let sent = side.seal(&json!(1)).unwrap();
	let refusal = Refusal::new(code::NOT_FOUND, "没有此票\n据");
	let answer = side.answer(&sent.noise, Err::<&Value, _>(&refusal)).unwrap();
	let read = side.read::<Value>(&sent, &answer).unwrap().unwrap_err();
	assert_eq!(read, Refusal { code: code::NOT_FOUND.into(), words: "没有此票 据".into() });
}

#[test]
fn another_application_version_or_form_is_refused_by_name() {
	let side = credentials(Profile::Sm3Hmac);
	let other = Credentials { appid: "OTHER".into(), ..side.clone() };
	let sealed = other.seal(&json!(1)).unwrap();
	assert_eq!(side.open::<Value>(&sealed), Err(EnvelopeFault::App));
	let field = |envelope: Envelope| match side.open::<Value>(&envelope) {
		Err(EnvelopeFault::Malformed { field, .. }) => field,
		other => panic!("{other:?}"),
	};
	let good = side.seal(&json!(1)).unwrap();
	assert_eq!(field(Envelope { version: "2.0".into(), ..good.clone() }), "version");
	assert_eq!(field(Envelope { noise: "two words".into(), ..good.clone() }), "noise");
	assert_eq!(field(Envelope { appid: String::new(), ..good }), "appid");
}

proptest! {
	#[test]
	fn both_profiles_carry_any_text(text in ".{0,200}", md5 in any::<bool>()) {
		let side = credentials(if md5 { Profile::Md5 } else { Profile::Sm3Hmac });
		let sent = side.seal(&text).unwrap();
		prop_assert_eq!(side.open::<String>(&sent), Ok(text.clone()));
		let answer = side.answer(&sent.noise, Ok(&text)).unwrap();
		prop_assert_eq!(side.read::<String>(&sent, &answer), Ok(Ok(text)));
	}

	#[test]
	fn nobody_changes_a_request_or_an_answer_under_way(
		field in 0usize..4, place in any::<prop::sample::Index>(), byte in b'0'..=b'z', md5 in any::<bool>()
	) {
		let side = credentials(if md5 { Profile::Md5 } else { Profile::Sm3Hmac });
		let good = side.seal(&json!({ "amount": "417.00" })).unwrap();
		let mut sent = good.clone();
		let part = match field {
			0 => &mut sent.appid,
			1 => &mut sent.data,
			2 => &mut sent.noise,
			_ => &mut sent.sign,
		};
		alter(part, &place, byte);
		prop_assert_eq!(side.open::<Value>(&sent).is_ok(), sent == good);
		if !md5 {
			let whole = side.answer(&good.noise, Ok(&json!({ "amount": "417.00" }))).unwrap();
			let mut answer = whole.clone();
			let part = match field {
				0 | 1 => &mut answer.data,
				2 => &mut answer.noise,
				_ => &mut answer.sign,
			};
			alter(part, &place, byte);
			prop_assert_eq!(side.read::<Value>(&good, &answer).is_ok(), answer == whole);
		}
	}
}

/// Puts another ASCII character somewhere into ASCII text.
fn alter(text: &mut String, place: &prop::sample::Index, byte: u8) {
	let mut bytes = std::mem::take(text).into_bytes();
	let at = place.index(bytes.len());
	bytes[at] = byte;
	*text = String::from_utf8(bytes).unwrap();
}

fn node() -> Pair {
	Pair::from_dev_name("Validator-1")
}

fn platform() -> Pair {
	Pair::from_dev_name("Platform")
}

fn request(body: &Value) -> SignedRequest {
	seal_request(&node(), "SH", "request-1", "message", body, NOW).unwrap()
}

fn open(request: &SignedRequest, guard: &Guard, now: u64) -> Result<Value, EnvelopeFault> {
	open_request(request, "SH", "message", &node().public(), guard, now)
}

#[test]
fn a_signed_request_is_opened_once() {
	let guard = Guard::new(10);
	let sent = request(&json!({ "a": 1 }));
	assert_eq!(open(&sent, &guard, NOW), Ok(json!({ "a": 1 })));
	assert_eq!(open(&sent, &guard, NOW + 1), Err(EnvelopeFault::Replayed));
	// The next attempt has the same number and another nonce.
	let again = request(&json!({ "a": 1 }));
	assert_eq!(again.id, sent.id);
	assert_eq!(open(&again, &guard, NOW + 1), Ok(json!({ "a": 1 })));
}

#[test]
fn a_request_cannot_be_used_twice_at_any_time_at_which_it_is_accepted() {
	for first in [0, WINDOW_MS, 2 * WINDOW_MS] {
		for second in [first, (first + 1).min(2 * WINDOW_MS), 2 * WINDOW_MS] {
			let guard = Guard::new(10);
			let sent = request(&json!(1));
			let start = NOW - WINDOW_MS;
			assert!(open(&sent, &guard, start + first).is_ok(), "{first}");
			let replay = open(&sent, &guard, start + second);
			assert_eq!(replay, Err(EnvelopeFault::Replayed), "{first}, {second}");
		}
	}
	for now in [NOW - WINDOW_MS - 1, NOW + WINDOW_MS + 1] {
		let fault = open(&request(&json!(1)), &Guard::new(10), now).unwrap_err();
		assert_eq!(fault, EnvelopeFault::Clock { at: NOW });
	}
}

#[test]
fn a_full_memory_refuses_rather_than_forgets() {
	let guard = Guard::new(3);
	let sent: Vec<_> = (0..4).map(|number| request(&json!(number))).collect();
	for request in &sent[..3] {
		open(request, &guard, NOW).unwrap();
	}
	assert_eq!(open(&sent[3], &guard, NOW), Err(EnvelopeFault::Busy));
	assert_eq!(open(&sent[0], &guard, NOW + WINDOW_MS), Err(EnvelopeFault::Replayed));
	// Time makes room again.
	let later = NOW + 2 * WINDOW_MS + 1;
	assert_eq!(guard.once("SH", "0".repeat(32).as_str(), later), Ok(()));
}

#[test]
fn one_application_takes_no_more_than_its_share_of_the_memory() {
	let guard = Guard::shared(3, 2);
	let nonce = |number: u32| format!("{number:032x}");
	guard.once("A", &nonce(1), NOW).unwrap();
	guard.once("A", &nonce(2), NOW + 1).unwrap();
	assert_eq!(guard.once("A", &nonce(3), NOW + 1), Err(EnvelopeFault::Busy));
	assert_eq!(guard.once("A", &nonce(1), NOW + 1), Err(EnvelopeFault::Replayed));
	guard.once("B", &nonce(1), NOW + 1).unwrap();
	assert_eq!(guard.once("B", &nonce(2), NOW + 1), Err(EnvelopeFault::Busy), "all are taken");
	// The first one is forgotten, the second not yet.
	let later = NOW + 2 * WINDOW_MS + 1;
	guard.once("A", &nonce(3), later).unwrap();
	assert_eq!(guard.once("A", &nonce(4), later), Err(EnvelopeFault::Busy));
}

#[test]
fn nobody_but_the_client_uses_up_nonces() {
	let guard = Guard::new(1);
	let sent = request(&json!(1));
	let forged = SignedRequest { body: "2".into(), ..sent.clone() };
	assert_eq!(open(&forged, &guard, NOW), Err(EnvelopeFault::Signature));
	assert_eq!(open(&sent, &guard, NOW), Ok(json!(1)));
}

#[test]
fn a_request_is_for_its_service_and_from_its_application() {
	let key = node().public();
	let sent = request(&json!(1));
	let at =
		|app, service| check_request(&sent, app, service, &key, &Guard::new(9), NOW).unwrap_err();
	assert_eq!(at("SH", "file"), EnvelopeFault::Mismatch("service"));
	assert_eq!(at("ZJ", "message"), EnvelopeFault::App);
	let other = platform().public();
	let fault = check_request(&sent, "SH", "message", &other, &Guard::new(9), NOW).unwrap_err();
	assert_eq!(fault, EnvelopeFault::Signature);
	// Whoever has no key is told nothing of which.
	assert_eq!(EnvelopeFault::App.refusal(), EnvelopeFault::Signature.refusal());
}

#[test]
fn an_answer_is_signed_for_its_request() {
	let sent = request(&json!(1));
	let answer = seal_answer(&platform(), &sent, Ok(&json!([1, 2])), NOW + 5).unwrap();
	let key = platform().public();
	assert_eq!(open_answer::<Value>(&answer, &sent, &key, NOW), Ok(Ok(json!([1, 2]))));
	// The same number in another attempt has another nonce, and so another answer.
	let again = request(&json!(1));
	assert_eq!(open_answer::<Value>(&answer, &again, &key, NOW), Err(EnvelopeFault::Signature));
	let late = open_answer::<Value>(&answer, &sent, &key, NOW + 5 + WINDOW_MS + 1);
	assert_eq!(late, Err(EnvelopeFault::Clock { at: NOW + 5 }));
	let stranger = open_answer::<Value>(&answer, &sent, &node().public(), NOW);
	assert_eq!(stranger, Err(EnvelopeFault::Signature));
}

#[test]
fn a_signed_refusal_arrives_and_hides_no_second_field() {
	let sent = request(&json!(1));
	let refusal = Refusal { code: code::CONFLICT.into(), words: "one\ntwo".into() };
	let answer = seal_answer(&platform(), &sent, Err::<&Value, _>(&refusal), NOW).unwrap();
	assert_eq!((answer.message.as_str(), answer.body.as_str()), ("one two", "null"));
	let key = platform().public();
	let read = open_answer::<Value>(&answer, &sent, &key, NOW).unwrap().unwrap_err();
	assert_eq!(read, Refusal::new(code::CONFLICT, "one two"));
	// The same bytes cut up differently: a line feed moves from between the fields into one.
	let moved = SignedAnswer { message: "one two\nnull".into(), body: String::new(), ..answer };
	let fault = open_answer::<Value>(&moved, &sent, &key, NOW).unwrap_err();
	assert!(matches!(fault, EnvelopeFault::Malformed { field: "message", .. }), "{fault}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn nobody_changes_a_signed_request_or_answer_under_way(
		field in 0usize..6, place in any::<prop::sample::Index>(), byte in b'!'..=b'~'
	) {
		let good = request(&json!({ "amount": 41_700 }));
		let mut sent = good.clone();
		match field {
			0 => alter(&mut sent.app, &place, byte),
			1 => alter(&mut sent.id, &place, byte),
			2 => alter(&mut sent.nonce, &place, byte),
			3 => alter(&mut sent.body, &place, byte),
			4 => alter(&mut sent.signature, &place, byte),
			_ => sent.at += u64::from(byte),
		}
		prop_assert_eq!(open(&sent, &Guard::new(1), NOW).is_ok(), sent == good);

		let whole = seal_answer(&platform(), &good, Ok(&json!({ "amount": 41_700 })), NOW).unwrap();
		let mut answer = whole.clone();
		match field {
			0 | 1 => alter(&mut answer.id, &place, byte),
			2 => alter(&mut answer.code, &place, byte),
			3 => alter(&mut answer.body, &place, byte),
			4 => alter(&mut answer.signature, &place, byte),
			_ => answer.at += u64::from(byte),
		}
		let read = open_answer::<Value>(&answer, &good, &platform().public(), NOW);
		prop_assert_eq!(read.is_ok(), answer == whole);
	}
}

#[test]
fn fields_with_a_line_feed_are_neither_sealed_nor_opened() {
	let sealed = seal_request(&node(), "SH", "a\nb", "message", &json!(1), NOW);
	assert!(matches!(sealed, Err(EnvelopeFault::Malformed { field: "id", .. })), "{sealed:?}");
	let mut sent = request(&json!(1));
	sent.nonce = sent.nonce.to_uppercase();
	sent.nonce.replace_range(..1, "A");
	let fault = open(&sent, &Guard::new(1), NOW).unwrap_err();
	assert!(matches!(fault, EnvelopeFault::Malformed { field: "nonce", .. }), "{fault}");
}

#[test]
fn a_key_that_is_out_of_reach_is_the_nodes_own_fault() {
	struct Gone;
	impl Signer for Gone {
		fn public(&self) -> Public {
			node().public()
		}
		fn sign(&self, _: &[u8]) -> Result<Signature, SignFault> {
			Err(SignFault::Unavailable("the device was pulled".into()))
		}
	}
	let fault = seal_request(&Gone, "SH", "1", "message", &json!(1), NOW).unwrap_err();
	assert_eq!(
		fault.fault("evidence").fault,
		fiscal_primitives::outbox::DeliveryFault::NotConfigured
	);
	assert!(fault.to_string().contains("pulled"), "{fault}");
}

#[test]
fn codes_say_whether_it_is_worth_asking_again() {
	use fiscal_primitives::outbox::DeliveryFault::*;
	let faults =
		[code::UNAUTHORIZED, code::BUSY, code::INTERNAL, code::UNAVAILABLE, code::MALFORMED]
			.map(code::fault);
	assert_eq!(faults, [Unauthorized, Unavailable, Unavailable, Unavailable, BadAnswer]);
	assert_eq!(code::fault("X"), BadAnswer);
}
