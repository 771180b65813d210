//! What the tests share.
#![allow(dead_code)]

use fiscal_ebill::{sign, DateTime, EBill, Generator, GeneratorOptions};
use fiscal_sm_crypto::Pair;

pub fn issuer() -> Pair {
	Pair::from_dev_name("hospital")
}

pub fn supervisor() -> Pair {
	Pair::from_dev_name("finance")
}

pub fn time() -> DateTime {
	"20251231120000".parse().unwrap()
}

pub fn signed(bill: &EBill) -> Vec<u8> {
	sign(bill, &issuer(), &supervisor(), time()).unwrap()
}

/// An outpatient bill of some lines.
pub fn outpatient() -> EBill {
	let options = GeneratorOptions { inpatient_share: 0.0, ..Default::default() };
	Generator::with(options).unwrap().bill(0)
}

/// The file of [`outpatient`] as text.
pub fn file() -> String {
	String::from_utf8(signed(&outpatient())).unwrap()
}

/// The file with its one `from` replaced.
pub fn replaced(file: &str, from: &str, to: &str) -> Vec<u8> {
	assert_eq!(file.matches(from).count(), 1, "{from} stands once");
	file.replace(from, to).into_bytes()
}

/// The file with what `tag` holds, in its first element of that name, replaced.
pub fn with_text(file: &str, tag: &str, text: &str) -> Vec<u8> {
	let (start, end) = content(file, tag);
	[&file[..start], text, &file[end..]].concat().into_bytes()
}

/// Where the content of the first element called `tag` starts and ends.
pub fn content(file: &str, tag: &str) -> (usize, usize) {
	let start = file.find(&format!("<{tag}>")).unwrap() + tag.len() + 2;
	let end = start + file[start..].find(&format!("</{tag}>")).unwrap();
	(start, end)
}

/// The first element called `tag`, with its tags.
pub fn element<'f>(file: &'f str, tag: &str) -> &'f str {
	let (start, end) = content(file, tag);
	&file[start - tag.len() - 2..end + tag.len() + 3]
}
