//! Templates of answers 响应报文模版: every code that the gateway answers with, in both languages, and
//! how a refusal is worded. R176.
//!
//! An answer is one [`SignedAnswer`](fiscal_bridge::protocol::SignedAnswer). A normal one 通用响应 has
//! the code `S0000`, no words and the answer of the service as its body; an exceptional one 异常响应
//! has another code, the words of its template with the field and what is wrong with it, and the body
//! `null`.

use fiscal_bridge::{
	convert::Mistake,
	envelope::{code, EnvelopeFault, Refusal},
	signed::CallFault,
	worker::{BridgeFault, ChainFault},
};
use fiscal_primitives::Invalid;
use std::fmt::Display;

/// A message of another province was taken, and its outcome is not known yet.
pub const PROCESSING: &str = "P0202";
/// Whoever asks is known, and may not.
pub const FORBIDDEN: &str = "E0403";
/// The path takes `POST` alone.
pub const METHOD: &str = "E0405";
/// The request did not arrive, or was not answered, in its time.
pub const TIMEOUT: &str = "E0408";
/// The platform or a system of here did not answer.
pub const OUTSIDE: &str = "E0502";

/// One template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
	/// The code.
	pub code: &'static str,
	/// The HTTP status that goes with it. Clients read the code.
	pub status: u16,
	/// Its words in Chinese.
	pub zh: &'static str,
	/// Its words in English.
	pub en: &'static str,
	/// May the same request be sent again, with a new nonce, in the hope of another answer?
	pub again: bool,
}

const fn template(
	code: &'static str,
	status: u16,
	zh: &'static str,
	en: &'static str,
	again: bool,
) -> Template {
	Template { code, status, zh, en, again }
}

/// Every template of ours.
pub static TEMPLATES: [Template; 15] = [
	template(code::SUCCESS, 200, "成功", "done", false),
	template(PROCESSING, 202, "处理中", "being worked on", true),
	template(code::MALFORMED, 400, "报文或字段有误", "message or field is wrong", false),
	template(code::UNAUTHORIZED, 401, "身份未通过", "not authenticated", false),
	template(FORBIDDEN, 403, "无权办理", "not permitted", false),
	template(code::NOT_FOUND, 404, "未找到", "not found", false),
	template(METHOD, 405, "请求方法有误", "method is not POST", false),
	template(TIMEOUT, 408, "超时", "took too long", true),
	template(code::CONFLICT, 409, "与已有内容冲突", "conflicts with what came before", false),
	template(code::TOO_LARGE, 413, "报文过大", "too large", false),
	template(code::REFUSED, 422, "内容被拒绝", "content is refused", false),
	template(code::BUSY, 429, "请求过多", "too many requests", true),
	template(code::INTERNAL, 500, "系统内部错误", "internal fault", true),
	template(OUTSIDE, 502, "外部系统无应答", "another system does not answer", true),
	template(code::UNAVAILABLE, 503, "服务暂不可用", "out of order for the time being", true),
];

/// What stands for the codes of other systems.
static OTHER: Template = template("", 500, "其他", "other", false);

/// The template of a code.
pub fn of(code: &str) -> &'static Template {
	TEMPLATES.iter().find(|template| template.code == code).unwrap_or(&OTHER)
}

/// A refusal after the template of `code`: its words in both languages, then the field and what is
/// wrong with it.
pub fn refuse(code: &str, field: &str, words: impl Display) -> Refusal {
	let template = of(code);
	Refusal::new(code, format!("{} {}: {field}: {words}", template.zh, template.en))
}

/// A field does not have the form it should have.
pub fn mistaken(mistake: &Mistake) -> Refusal {
	refuse(code::MALFORMED, mistake.field, &mistake.words)
}

/// A field of the types of the chain does not have the form it should have.
pub fn invalid(field: &str, invalid: Invalid) -> Refusal {
	refuse(code::MALFORMED, field, invalid)
}

/// The envelope of a request was not opened.
pub fn unopened(fault: &EnvelopeFault) -> Refusal {
	let Refusal { code, words } = fault.refusal();
	let template = of(&code);
	Refusal::new(code, format!("{} {}: {words}", template.zh, template.en))
}

/// The chain does not answer.
pub fn silent(fault: &ChainFault) -> Refusal {
	refuse(code::UNAVAILABLE, "chain", &fault.0)
}

/// Another system does not answer. The words name the system and no secret.
pub fn outside(fault: &BridgeFault) -> Refusal {
	refuse(OUTSIDE, "system", &fault.words)
}

/// A call of another system came to nothing. What it said is passed on with its own code, unless it is
/// this node that it does not know: whoever asks here can do nothing about that.
pub fn call(fault: CallFault) -> Refusal {
	match fault {
		CallFault::Refused(refusal) if refusal.code == code::UNAUTHORIZED => {
			refuse(OUTSIDE, "system", refusal.words)
		}
		CallFault::Refused(refusal) => refusal,
		CallFault::Bridge(fault) => outside(&fault),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_code_has_one_template_in_both_languages() {
		for (position, one) in TEMPLATES.iter().enumerate() {
			assert!(!one.zh.is_empty() && !one.en.is_empty());
			assert!(TEMPLATES.iter().skip(position + 1).all(|other| other.code != one.code));
			assert_eq!(of(one.code), one);
		}
		assert_eq!(of("X9999").status, 500);
	}

	#[test]
	fn statuses_are_those_of_the_shared_codes() {
		for one in &TEMPLATES {
			let ours = [PROCESSING, FORBIDDEN, METHOD, TIMEOUT, OUTSIDE];
			if !ours.contains(&one.code) {
				assert_eq!(one.status, code::http_status(one.code), "{}", one.code);
			}
		}
	}

	#[test]
	fn a_refusal_names_the_field_in_both_languages() {
		let refusal = refuse(code::MALFORMED, "billNo", "not 10 ASCII digits");
		assert_eq!(refusal.code, "E0400");
		assert_eq!(
			refusal.words,
			"报文或字段有误 message or field is wrong: billNo: not 10 ASCII digits"
		);
	}

	#[test]
	fn what_went_wrong_with_the_signature_is_not_told() {
		let words = unopened(&EnvelopeFault::Signature).words;
		assert_eq!(words, unopened(&EnvelopeFault::App).words);
	}
}
