//! XML 1.0 without the parts an e-bill does not need: start tags, text, end tags.
//!
//! `quick-xml` finds the markup; what it leaves to its caller is checked here: the declaration, the
//! characters, the names, one root element, references. Signatures are verified over what this
//! module read, and nothing else reads the file, so no second reading can differ from it.

use crate::EBillFault;
use quick_xml::{errors::IllFormedError, events::Event, Error, Reader};
use std::borrow::Cow;

/// The deepest nesting of elements, the root being 1.
pub const MAX_DEPTH: usize = 16;

/// The longest name of an element, in bytes.
const MAX_NAME: usize = 64;

/// The longest reference between `&` and `;`, in bytes: `#x10FFFF` with room for two zeros.
const MAX_REFERENCE: usize = 10;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A piece of a document. Texts may come in several pieces, none of them is empty.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token {
	/// A start tag. An empty-element tag is a start and an end.
	Start(String),
	/// Character data: line endings normalised to LF, references replaced by what they refer to.
	Text(String),
	/// An end tag; its name is that of the innermost open element.
	End(String),
	/// The end of the document, after one complete root element.
	Eof,
}

/// Cuts a document into tokens.
pub(crate) struct Lexer<'a> {
	reader: Reader<&'a [u8]>,
	skipped: u64,
	depth: usize,
	begun: bool,
	rooted: bool,
}

impl<'a> Lexer<'a> {
	/// Starts on a document of any length.
	///
	/// # Errors
	/// [`EBillFault::NotXml`] unless the document is UTF-8, [`EBillFault::Forbidden`] for UTF-16.
	pub(crate) fn new(xml: &'a [u8]) -> Result<Self, EBillFault> {
		if xml.starts_with(&[0xfe, 0xff]) || xml.starts_with(&[0xff, 0xfe]) {
			return Err(EBillFault::Forbidden("an encoding other than UTF-8"));
		}
		let body = xml.strip_prefix(BYTE_ORDER_MARK).unwrap_or(xml);
		let skipped = offset(xml.len() - body.len());
		let text = std::str::from_utf8(body).map_err(|fault| EBillFault::NotXml {
			position: skipped + offset(fault.valid_up_to()),
			reason: "not UTF-8",
		})?;
		if let Some((position, _)) = text.char_indices().find(|(_, c)| !is_char(*c)) {
			return Err(EBillFault::NotXml {
				position: skipped + offset(position),
				reason: "a character XML does not have",
			});
		}
		let mut reader = Reader::from_str(text);
		let config = reader.config_mut();
		config.expand_empty_elements = true;
		config.check_end_names = true;
		Ok(Self { reader, skipped, depth: 0, begun: false, rooted: false })
	}

	/// The next token.
	///
	/// # Errors
	/// [`EBillFault::NotXml`], [`EBillFault::Forbidden`] or [`EBillFault::TooDeep`].
	pub(crate) fn next(&mut self) -> Result<Token, EBillFault> {
		loop {
			let position = self.reader.buffer_position();
			let event = self.reader.read_event().map_err(|fault| self.ill_formed(&fault))?;
			let first = !std::mem::replace(&mut self.begun, true);
			match event {
				Event::Decl(declaration) if first => {
					check_declaration(declaration.as_bytes()).map_err(|fault| {
						fault.unwrap_or_else(|| self.at(position, "a malformed XML declaration"))
					})?;
				}
				Event::Decl(_) => {
					return Err(self.at(position, "an XML declaration that is not at the start"))
				}
				Event::DocType(_) => {
					return Err(EBillFault::Forbidden("a document type declaration"))
				}
				Event::PI(_) => return Err(EBillFault::Forbidden("a processing instruction")),
				Event::CData(_) => return Err(EBillFault::Forbidden("a CDATA section")),
				Event::Comment(_) => return Err(EBillFault::Forbidden("a comment")),
				Event::Start(tag) => {
					let name = self.name(tag.name().as_ref().as_bytes(), position)?;
					if !tag.attributes_raw().trim_ascii().is_empty() {
						return Err(EBillFault::Forbidden("an attribute"));
					}
					return self.open(name, position);
				}
				// `expand_empty_elements` leaves none of these.
				Event::Empty(_) => return Err(self.at(position, "an unexpanded empty element")),
				Event::End(tag) => {
					let name = self.name(tag.name().as_ref().as_bytes(), position)?;
					self.depth = self.depth.saturating_sub(1);
					return Ok(Token::End(name));
				}
				Event::Text(text) => {
					if let Some(token) = self.text(text.as_bytes(), position)? {
						return Ok(token);
					}
				}
				Event::GeneralRef(reference) => {
					if self.depth == 0 {
						return Err(self.at(position, "text outside of the root element"));
					}
					return resolve(reference.as_bytes())
						.map(|c| Token::Text(c.to_string()))
						.map_err(|fault| {
							fault.unwrap_or_else(|| self.at(position, "a malformed reference"))
						});
				}
				Event::Eof if self.depth == 0 && self.rooted => return Ok(Token::Eof),
				Event::Eof if self.rooted => {
					return Err(self.at(position, "the document ends inside an element"))
				}
				Event::Eof => return Err(self.at(position, "no root element")),
			}
		}
	}

	fn open(&mut self, name: String, position: u64) -> Result<Token, EBillFault> {
		if self.depth == 0 && std::mem::replace(&mut self.rooted, true) {
			return Err(self.at(position, "a second root element"));
		}
		if self.depth >= MAX_DEPTH {
			return Err(EBillFault::TooDeep);
		}
		self.depth += 1;
		Ok(Token::Start(name))
	}

	fn text(&self, raw: &[u8], position: u64) -> Result<Option<Token>, EBillFault> {
		let text = std::str::from_utf8(raw).map_err(|_| self.at(position, "not UTF-8"))?;
		if text.contains("]]>") {
			return Err(self.at(position, "]]> in text"));
		}
		if self.depth == 0 {
			return if is_blank(text) {
				Ok(None)
			} else {
				Err(self.at(position, "text outside of the root element"))
			};
		}
		Ok((!text.is_empty()).then(|| Token::Text(normalise_line_ends(text).into_owned())))
	}

	fn name(&self, raw: &[u8], position: u64) -> Result<String, EBillFault> {
		if raw.len() > MAX_NAME {
			return Err(EBillFault::Forbidden("an element name of more than 64 bytes"));
		}
		match std::str::from_utf8(raw) {
			Ok(name) if is_name(name) => Ok(name.to_owned()),
			Ok(name) if name.contains(':') => Err(EBillFault::Forbidden("a namespace")),
			_ => Err(self.at(position, "a malformed element name")),
		}
	}

	fn at(&self, position: u64, reason: &'static str) -> EBillFault {
		EBillFault::NotXml { position: position.saturating_add(self.skipped), reason }
	}

	// The texts of `quick-xml` quote names of the document, which may be of any length.
	fn ill_formed(&self, fault: &Error) -> EBillFault {
		let reason = match fault {
			Error::Syntax(_) => "markup that is malformed or not closed",
			Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
				"an end tag that does not match its start tag"
			}
			Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
				"an end tag without a start tag"
			}
			Error::IllFormed(IllFormedError::UnclosedReference) => {
				"an ampersand that starts no reference"
			}
			Error::IllFormed(IllFormedError::MissingDoctypeName) => {
				return EBillFault::Forbidden("a document type declaration")
			}
			_ => "malformed markup",
		};
		self.at(self.reader.error_position(), reason)
	}
}

fn offset(length: usize) -> u64 {
	u64::try_from(length).unwrap_or(u64::MAX)
}

/// Production 2 of XML 1.0.
fn is_char(c: char) -> bool {
	matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Production 3 of XML 1.0.
pub(crate) fn is_blank(text: &str) -> bool {
	text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Production 4 of Namespaces in XML: a name without a colon.
fn is_name(name: &str) -> bool {
	let starts = |c: char| {
		matches!(c,
			'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
			| '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
			| '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
			| '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
			| '\u{10000}'..='\u{effff}')
	};
	let continues = |c: char| {
		starts(c)
			|| matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}'
				| '\u{203f}'..='\u{2040}')
	};
	let mut letters = name.chars();
	letters.next().is_some_and(starts) && letters.all(continues)
}

/// Section 2.11 of XML 1.0.
fn normalise_line_ends(text: &str) -> Cow<'_, str> {
	if text.contains('\r') {
		Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
	} else {
		Cow::Borrowed(text)
	}
}

/// What a reference stands for; a fault of none is a malformed reference.
fn resolve(reference: &[u8]) -> Result<char, Option<EBillFault>> {
	let Some(number) = reference.strip_prefix(b"#") else {
		return match reference {
			b"amp" => Ok('&'),
			b"lt" => Ok('<'),
			b"gt" => Ok('>'),
			b"apos" => Ok('\''),
			b"quot" => Ok('"'),
			_ => Err(Some(EBillFault::Forbidden("an entity other than the five of XML"))),
		};
	};
	if reference.len() > MAX_REFERENCE {
		return Err(Some(EBillFault::Forbidden("a character reference of more than 10 bytes")));
	}
	let (digits, radix) = match number.strip_prefix(b"x") {
		Some(digits) => (digits, 16),
		None => (number, 10),
	};
	if !digits.iter().all(|digit| char::from(*digit).is_digit(radix)) {
		return Err(None);
	}
	std::str::from_utf8(digits)
		.ok()
		.and_then(|digits| u32::from_str_radix(digits, radix).ok())
		.and_then(char::from_u32)
		.filter(|c| is_char(*c))
		.ok_or(None)
}

/// Production 23 of XML 1.0, for version 1.0 in UTF-8; a fault of none is a malformed declaration.
fn check_declaration(declaration: &[u8]) -> Result<(), Option<EBillFault>> {
	let text = std::str::from_utf8(declaration).map_err(|_| None)?;
	let rest = text.strip_prefix("xml").ok_or(None)?;
	let (version, rest) = pseudo_attribute(rest, "version")?;
	if version != Some("1.0") {
		return Err(None);
	}
	let (encoding, rest) = pseudo_attribute(rest, "encoding")?;
	if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("UTF-8")) {
		return Err(Some(EBillFault::Forbidden("an encoding other than UTF-8")));
	}
	let (standalone, rest) = pseudo_attribute(rest, "standalone")?;
	if !matches!(standalone, None | Some("yes" | "no")) || !is_blank(rest) {
		return Err(None);
	}
	Ok(())
}

/// The value of `name` if it comes next, and what follows it.
fn pseudo_attribute<'t>(
	text: &'t str,
	name: &str,
) -> Result<(Option<&'t str>, &'t str), Option<EBillFault>> {
	const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];
	let trimmed = text.trim_start_matches(BLANK);
	let Some(rest) = trimmed.strip_prefix(name).filter(|_| trimmed.len() < text.len()) else {
		return Ok((None, text));
	};
	let rest = rest.trim_start_matches(BLANK).strip_prefix('=').ok_or(None)?;
	let rest = rest.trim_start_matches(BLANK);
	let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(None)?;
	let (value, rest) = rest[1..].split_once(quote).ok_or(None)?;
	Ok((Some(value), rest))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn tokens(xml: &[u8]) -> Result<Vec<Token>, EBillFault> {
		let mut lexer = Lexer::new(xml)?;
		let mut tokens = Vec::new();
		loop {
			match lexer.next()? {
				Token::Eof => return Ok(tokens),
				token => tokens.push(token),
			}
		}
	}

	fn position(xml: &[u8]) -> u64 {
		match tokens(xml) {
			Err(EBillFault::NotXml { position, .. }) => position,
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn declarations_of_xml_1_0_in_utf_8_are_read_and_no_others() {
		for declaration in [
			"",
			"<?xml version=\"1.0\"?>",
			"<?xml version='1.0' encoding='utf-8' ?>",
			"<?xml version = \"1.0\"\nencoding=\"UTF-8\" standalone=\"yes\"?>\r\n",
			"\u{feff}<?xml version=\"1.0\" standalone='no'?>",
		] {
			let document = format!("{declaration}<a/>");
			assert_eq!(tokens(document.as_bytes()).unwrap().len(), 2, "{declaration}");
		}
		for declaration in [
			"<?xml?>",
			"<?xml version='1.1'?>",
			"<?xml encoding='UTF-8'?>",
			"<?xml encoding='UTF-8' version='1.0'?>",
			"<?xml version='1.0'encoding='UTF-8'?>",
			"<?xml version='1.0' version='1.0'?>",
			"<?xml version='1.0' encoding='GB18030'?>",
			"<?xml version='1.0' standalone='maybe'?>",
			"<?xml version='1.0' more='1'?>",
			"<?xml version='1.0\"?>",
			" <?xml version='1.0'?>",
			"<?xml version='1.0'?><?xml version='1.0'?>",
			"<?XML version='1.0'?>",
		] {
			let document = format!("{declaration}<a/>");
			assert!(tokens(document.as_bytes()).is_err(), "{declaration}");
		}
	}

	#[test]
	fn faults_say_where() {
		assert_eq!(position(b"<a>\xff</a>"), 3);
		assert_eq!(position("\u{feff}<a>\u{1}</a>".as_bytes()), 6);
		assert_eq!(position(b"<a></b>"), 3);
		assert_eq!(position(b"<a/><b/>"), 4);
		assert_eq!(position(b"<a/> x"), 4);
		assert_eq!(position(b"<a>"), 3);
	}

	#[test]
	fn references_are_the_five_entities_and_characters() {
		let text = |reference: &str| match tokens(format!("<a>{reference}</a>").as_bytes()) {
			Ok(tokens) => match tokens.as_slice() {
				[_, Token::Text(text), _] => Ok(text.clone()),
				other => panic!("{other:?}"),
			},
			Err(fault) => Err(fault),
		};
		for (reference, character) in [
			("&amp;", "&"),
			("&lt;", "<"),
			("&gt;", ">"),
			("&apos;", "'"),
			("&quot;", "\""),
			("&#65;", "A"),
			("&#x7968;", "票"),
			("&#x0010FFFD;", "\u{10fffd}"),
			("&#13;", "\r"),
		] {
			assert_eq!(text(reference).as_deref(), Ok(character), "{reference}");
		}
		for reference in [
			"&nbsp;",
			"&;",
			"&#;",
			"&#x;",
			"&#X41;",
			"&#+65;",
			"&#-65;",
			"&#0;",
			"&#x1;",
			"&#xD800;",
			"&#xFFFF;",
			"&#x110000;",
			"&#000000000065;",
			"& ",
			"&amp",
			"&AMP;",
			"& amp;",
		] {
			assert!(text(reference).is_err(), "{reference}");
		}
	}

	#[test]
	fn names_are_names() {
		for name in ["a", "_", "票据", "a-b.c1", "MainExt"] {
			assert!(tokens(format!("<{name}></{name}>").as_bytes()).is_ok(), "{name}");
		}
		for name in ["1", "-a", "a:b", "", "a;", "a/", "×", "a b", &"n".repeat(65)] {
			assert!(tokens(format!("<{name}></{name}>").as_bytes()).is_err(), "{name}");
		}
	}
}
