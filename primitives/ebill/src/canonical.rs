//! Canonical XML 1.0 (规范化) of the documents this crate admits.
//!
//! The signatures of an e-bill are made over the canonical form of its `EInvoiceData` element, so
//! that neither line endings nor the way a character or an empty element was written matter. For
//! documents without namespaces, attributes, comments, processing instructions, CDATA sections and
//! a document type, which are the only ones the parser lets through, Canonical XML 1.0 comes down
//! to five rules:
//!
//! 1. UTF-8 without a declaration and without a byte order mark;
//! 2. line endings are LF;
//! 3. every element is a start tag and an end tag without white space in them;
//! 4. references are replaced by their characters;
//! 5. in text `&`, `<`, `>` and CR are written `&amp;`, `&lt;`, `&gt;` and `&#xD;`.
//!
//! A general library would bring its own parser: `bergshamra-c14n` reads the document with the DOM
//! of `uppsala`, `xml_c14n` with libxml2 in C. Two parsers that read one file differently are how
//! signed XML has been forged before, so the canonical form is written from the very tokens the
//! typed bill is read from, in the same pass.

use crate::{
	lexer::{Lexer, Token},
	EBillFault,
};
use std::borrow::Cow;

/// The canonical form of a whole document: of its root element, in UTF-8.
///
/// # Errors
/// [`EBillFault::NotXml`], [`EBillFault::Forbidden`] or [`EBillFault::TooDeep`] for documents
/// outside of what this crate admits.
pub fn canonicalize(xml: &[u8]) -> Result<Vec<u8>, EBillFault> {
	let mut lexer = Lexer::new(xml)?;
	let mut canonical = Canonical::default();
	loop {
		match lexer.next()? {
			Token::Eof => return Ok(canonical.into_bytes()),
			token => canonical.record(&token),
		}
	}
}

/// Text as Canonical XML 1.0 writes it between tags.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
	if !text.contains(['&', '<', '>', '\r']) {
		return Cow::Borrowed(text);
	}
	let mut escaped = String::with_capacity(text.len() + 16);
	for c in text.chars() {
		match c {
			'&' => escaped.push_str("&amp;"),
			'<' => escaped.push_str("&lt;"),
			'>' => escaped.push_str("&gt;"),
			'\r' => escaped.push_str("&#xD;"),
			c => escaped.push(c),
		}
	}
	Cow::Owned(escaped)
}

/// Collects the canonical form token by token.
#[derive(Default)]
pub(crate) struct Canonical(String);

impl Canonical {
	pub(crate) fn record(&mut self, token: &Token) {
		match token {
			Token::Start(name) => self.tag("<", name),
			Token::End(name) => self.tag("</", name),
			Token::Text(text) => self.0.push_str(&escape(text)),
			Token::Eof => {}
		}
	}

	pub(crate) fn into_bytes(self) -> Vec<u8> {
		self.0.into_bytes()
	}

	fn tag(&mut self, opening: &str, name: &str) {
		self.0.push_str(opening);
		self.0.push_str(name);
		self.0.push('>');
	}
}
