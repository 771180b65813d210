//! Requests of JSON-RPC: what they ask for, and what is passed on of them.
//!
//! What is passed on is written anew out of what was read, so that the node cannot read another method
//! than the one that was judged.

use super::methods;
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use std::borrow::Cow;

/// Not JSON.
const PARSE: i32 = -32_700;
/// No request.
const INVALID: i32 = -32_600;
/// Not passed on.
const METHOD: i32 = -32_601;
/// Too often.
const LIMIT: i32 = -32_005;
/// The node does not answer.
const NODE: i32 = -32_000;
/// The longest identifier of a request, in bytes.
const MAX_ID: usize = 128;
/// The longest parameters of a request that submits nothing, in bytes: a thousand keys of the state, and a
/// call of the runtime with a batch of bills.
pub const MAX_PARAMS: usize = 256 * 1024;

#[derive(Deserialize)]
struct Request<'a> {
	#[serde(borrow)]
	jsonrpc: Cow<'a, str>,
	#[serde(borrow)]
	method: Cow<'a, str>,
	#[serde(borrow, default)]
	params: Option<&'a RawValue>,
	#[serde(borrow, default)]
	id: Option<&'a RawValue>,
}

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Judged {
	/// It is passed on, at a cost.
	Pass {
		/// What the node is sent.
		text: String,
		/// What it costs.
		cost: u32,
		/// How many requests it has.
		requests: u64,
		/// Their identifiers, for faults.
		ids: Ids,
	},
	/// It is answered at once; so many of its requests are not allowed.
	Refuse {
		/// The answer.
		answer: String,
		/// How many of its requests are not allowed.
		refused: u64,
	},
}

/// The identifiers of the requests of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
	/// Of one request.
	One(String),
	/// Of a batch.
	Many(Vec<String>),
}

impl Ids {
	/// A fault for each request.
	fn fault(&self, code: i32, message: &str) -> String {
		match self {
			Self::One(id) => fault(id, code, message),
			Self::Many(ids) => {
				let faults: Vec<String> = ids.iter().map(|id| fault(id, code, message)).collect();
				format!("[{}]", faults.join(","))
			}
		}
	}

	/// What is said where the client asks too often.
	pub fn too_often(&self, seconds: u64) -> String {
		self.fault(LIMIT, &format!("too many requests: come back in {seconds} s"))
	}

	/// What is said where the node does not answer.
	pub fn silent(&self) -> String {
		self.fault(NODE, "the node does not answer")
	}
}

fn fault(id: &str, code: i32, message: &str) -> String {
	let error = json!({ "code": code, "message": message });
	format!("{{\"jsonrpc\":\"2.0\",\"error\":{error},\"id\":{id}}}")
}

/// One request that was read.
struct Read {
	id: String,
	text: String,
	cost: Result<u32, String>,
}

/// Judges a message with at most so many requests.
pub fn judge(text: &str, most: usize) -> Judged {
	let refuse = |answer: String, refused: u64| Judged::Refuse { answer, refused };
	if !text.trim_start().starts_with('[') {
		return match read(text) {
			Ok(Read { id, text, cost: Ok(cost) }) => {
				Judged::Pass { text, cost, requests: 1, ids: Ids::One(id) }
			}
			Ok(Read { id, cost: Err(words), .. }) => refuse(fault(&id, METHOD, &words), 1),
			Err((code, words)) => refuse(fault("null", code, &words), 0),
		};
	}
	let requests: Vec<&RawValue> = match serde_json::from_str(text) {
		Ok(requests) => requests,
		Err(_) => return refuse(fault("null", PARSE, "the message is not JSON"), 0),
	};
	if requests.is_empty() || requests.len() > most {
		let words = format!("a batch has 1 to {most} requests");
		return refuse(fault("null", INVALID, &words), 0);
	}
	let mut all = Vec::with_capacity(requests.len());
	for request in requests {
		match read(request.get()) {
			Ok(read) => all.push(read),
			Err((code, words)) => return refuse(fault("null", code, &words), 0),
		}
	}
	let refused = all.iter().filter(|read| read.cost.is_err()).count();
	if refused > 0 {
		let faults: Vec<String> = all
			.iter()
			.map(|read| match &read.cost {
				Err(words) => fault(&read.id, METHOD, words),
				Ok(_) => fault(&read.id, INVALID, "another request of the batch is not passed on"),
			})
			.collect();
		let refused = u64::try_from(refused).unwrap_or(u64::MAX);
		return refuse(format!("[{}]", faults.join(",")), refused);
	}
	let texts: Vec<&str> = all.iter().map(|read| read.text.as_str()).collect();
	Judged::Pass {
		text: format!("[{}]", texts.join(",")),
		cost: all
			.iter()
			.fold(0u32, |sum, read| sum.saturating_add(*read.cost.as_ref().unwrap_or(&0))),
		requests: u64::try_from(all.len()).unwrap_or(u64::MAX),
		ids: Ids::Many(all.into_iter().map(|read| read.id).collect()),
	}
}

fn read(text: &str) -> Result<Read, (i32, String)> {
	if serde_json::from_str::<&RawValue>(text).is_err() {
		return Err((PARSE, "the message is not JSON".into()));
	}
	let request: Request<'_> = serde_json::from_str(text)
		.map_err(|fault| (INVALID, format!("the message is no request: {fault}")))?;
	if request.jsonrpc != "2.0" {
		return Err((INVALID, "jsonrpc: is not \"2.0\"".into()));
	}
	let id = request.id.map(RawValue::get).unwrap_or_default();
	let is_id =
		id.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit());
	if !is_id || id.len() > MAX_ID {
		return Err((INVALID, "id: is neither a number nor a short text".into()));
	}
	let params = request.params.map_or("[]", RawValue::get);
	if !params.starts_with(['[', '{']) {
		return Err((INVALID, "params: is neither a list nor an object".into()));
	}
	if params.len() > MAX_PARAMS && !methods::is_submission(&request.method) {
		let words = format!("params: have more than {MAX_PARAMS} bytes, and submit no transaction");
		return Err((INVALID, words));
	}
	let method = serde_json::Value::from(request.method.as_ref());
	let cost = methods::cost(&request.method).ok_or_else(|| {
		let named: String = request.method.chars().take(64).collect();
		format!("the method {named:?} is not passed on by this server")
	});
	Ok(Read {
		text: format!(
			"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":{method},\"params\":{params}}}"
		),
		id: id.to_owned(),
		cost,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::Value;

	fn refused(text: &str) -> Value {
		match judge(text, 3) {
			Judged::Refuse { answer, .. } => serde_json::from_str(&answer).unwrap(),
			Judged::Pass { text, .. } => panic!("passed on: {text}"),
		}
	}

	fn passed(text: &str) -> (Value, u32) {
		match judge(text, 3) {
			Judged::Pass { text, cost, .. } => (serde_json::from_str(&text).unwrap(), cost),
			Judged::Refuse { answer, .. } => panic!("refused: {answer}"),
		}
	}

	#[test]
	fn what_is_allowed_is_passed_on_as_it_came() {
		let text = r#"{"id":"a","jsonrpc":"2.0","method":"bill_get","params":[1e2,"x\u0000",12345678901234567890123]}"#;
		let Judged::Pass { text, requests, .. } = judge(text, 3) else { panic!() };
		assert_eq!(requests, 1);
		assert!(text.contains(r#""params":[1e2,"x\u0000",12345678901234567890123]"#), "{text}");
		assert!(text.contains(r#""id":"a""#));
		let (batch, cost) = passed(
			r#"[{"jsonrpc":"2.0","id":1,"method":"system_chain"},
			    {"jsonrpc":"2.0","id":2,"method":"state_getMetadata","params":[]}]"#,
		);
		assert_eq!(batch[1]["method"], "state_getMetadata");
		assert!(cost > 2);
	}

	#[test]
	fn what_is_not_allowed_is_refused_in_words() {
		for text in [
			r#"{"jsonrpc":"2.0","id":7,"method":"author_insertKey","params":[]}"#,
			r#"{"jsonrpc":"2.0","id":7,"method":"author_insert\u004bey","params":[]}"#,
			r#"{"jsonrpc":"2.0","id":7,"method":"system_addReservedPeer","params":["x"]}"#,
		] {
			let answer = refused(text);
			assert_eq!(answer["id"], 7);
			assert_eq!(answer["error"]["code"], METHOD);
			assert!(answer["error"]["message"].as_str().unwrap().contains("not passed on"));
		}
		let answer = refused(
			r#"[{"jsonrpc":"2.0","id":1,"method":"bill_get"},
			    {"jsonrpc":"2.0","id":2,"method":"state_getPairs"}]"#,
		);
		assert_eq!(answer[0]["error"]["code"], INVALID);
		assert_eq!(answer[1]["error"]["code"], METHOD);
	}

	#[test]
	fn only_what_is_submitted_may_be_long() {
		let request = |method: &str, digits: usize| {
			let bytes = "0".repeat(digits);
			format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":["0x{bytes}"]}}"#)
		};
		let long = MAX_PARAMS + 1;
		assert!(passed(&request("author_submitExtrinsic", 4_300_000)).1 > 0);
		assert!(passed(&request("state_call", MAX_PARAMS / 2)).1 > 0);
		let answer = refused(&request("state_call", long));
		assert_eq!(answer["error"]["code"], INVALID);
		assert!(answer["error"]["message"].as_str().unwrap().starts_with("params:"));
		let batch = [request("author_submitExtrinsic", long), request("bill_get", long)];
		assert_eq!(refused(&format!("[{}]", batch.join(",")))["error"]["code"], INVALID);
	}

	#[test]
	fn a_method_cannot_be_named_twice() {
		let answer = refused(
			r#"{"jsonrpc":"2.0","id":1,"method":"bill_get","m\u0065thod":"author_insertKey"}"#,
		);
		assert_eq!(answer["error"]["code"], INVALID);
	}

	#[test]
	fn what_is_no_request_is_refused() {
		for (text, code) in [
			("", PARSE),
			("{", PARSE),
			("[", PARSE),
			("null", INVALID),
			("[]", INVALID),
			("[1]", INVALID),
			(r#"{"jsonrpc":"2.0","method":"bill_get"}"#, INVALID),
			(r#"{"jsonrpc":"2.0","method":"bill_get","id":null}"#, INVALID),
			(r#"{"jsonrpc":"2.0","method":"bill_get","id":{}}"#, INVALID),
			(r#"{"jsonrpc":"1.0","method":"bill_get","id":1}"#, INVALID),
			(r#"{"jsonrpc":"2.0","method":5,"id":1}"#, INVALID),
			(r#"{"jsonrpc":"2.0","method":"bill_get","id":1,"params":5}"#, INVALID),
		] {
			assert_eq!(refused(text)["error"]["code"], code, "{text}");
		}
		let one = r#"{"jsonrpc":"2.0","id":1,"method":"system_chain"}"#;
		let many = format!("[{}]", [one; 4].join(","));
		assert_eq!(refused(&many)["error"]["code"], INVALID);
		let deep = format!(
			r#"{{"jsonrpc":"2.0","id":1,"method":"bill_get","params":{}{}}}"#,
			"[".repeat(100_000),
			"]".repeat(100_000)
		);
		assert!(matches!(judge(&deep, 3), Judged::Pass { .. } | Judged::Refuse { .. }));
	}

	#[test]
	fn faults_have_the_identifiers_of_their_requests() {
		let ids = Ids::Many(vec!["1".into(), "\"b\"".into()]);
		let answer: Value = serde_json::from_str(&ids.silent()).unwrap();
		assert_eq!(answer[1]["id"], "b");
		let answer: Value = serde_json::from_str(&Ids::One("3".into()).too_often(2)).unwrap();
		assert_eq!((&answer["id"], &answer["error"]["code"]), (&3.into(), &LIMIT.into()));
	}
}
