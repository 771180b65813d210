//! Reads elements by what they may hold, keeping the path of the element for faults.

use crate::{
	canonical::Canonical,
	lexer::{is_blank, Lexer, Token},
	value::Value,
	EBillFault,
};

/// An element that holds text alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
	/// Its name.
	pub(crate) tag: &'static str,
	/// The longest text it may hold, in bytes.
	pub(crate) limit: usize,
	/// Whether it must be there and hold something.
	pub(crate) required: bool,
}

/// Reads a document from start to end.
pub(crate) struct Cursor<'a> {
	lexer: Lexer<'a>,
	path: Vec<String>,
	canonical: Option<Canonical>,
}

impl<'a> Cursor<'a> {
	pub(crate) fn new(xml: &'a [u8]) -> Result<Self, EBillFault> {
		Ok(Self { lexer: Lexer::new(xml)?, path: Vec::new(), canonical: None })
	}

	/// The path of the open element.
	pub(crate) fn field(&self) -> String {
		self.path.join("/")
	}

	/// The path of `name` inside of the open element.
	fn field_of(&self, name: &str) -> String {
		if self.path.is_empty() {
			name.to_owned()
		} else {
			format!("{}/{name}", self.field())
		}
	}

	fn next(&mut self) -> Result<Token, EBillFault> {
		let token = self.lexer.next()?;
		if let Some(canonical) = &mut self.canonical {
			canonical.record(&token);
		}
		Ok(token)
	}

	/// Reads the whole document, whose root must be called `name`; `read` reads up to its end tag.
	pub(crate) fn root<T>(
		&mut self,
		name: &'static str,
		read: impl FnOnce(&mut Self) -> Result<T, EBillFault>,
	) -> Result<T, EBillFault> {
		match self.next()? {
			Token::Start(found) if found == name => {}
			Token::Start(found) => {
				return Err(EBillFault::Unknown { field: self.field_of(&found) })
			}
			_ => return Err(EBillFault::Missing { field: name.to_owned() }),
		}
		self.path.push(name.to_owned());
		let value = read(self)?;
		self.path.pop();
		// The lexer refuses everything but white space behind the root.
		self.next()?;
		Ok(value)
	}

	/// Reads up to the end of the open element, of which the start tag was just read, and gives
	/// what `read` made of it and its canonical form.
	pub(crate) fn recording<T>(
		&mut self,
		name: &str,
		read: impl FnOnce(&mut Self) -> Result<T, EBillFault>,
	) -> Result<(T, Vec<u8>), EBillFault> {
		let mut canonical = Canonical::default();
		canonical.record(&Token::Start(name.to_owned()));
		self.canonical = Some(canonical);
		let value = read(self)?;
		Ok((value, self.canonical.take().unwrap_or_default().into_bytes()))
	}

	/// Reads the children of the open element up to its end tag; `read` takes each up to its own.
	pub(crate) fn children(
		&mut self,
		mut read: impl FnMut(&mut Self, &str) -> Result<(), EBillFault>,
	) -> Result<(), EBillFault> {
		loop {
			match self.next()? {
				Token::Start(name) => {
					self.path.push(name);
					let name = self.path.last().cloned().unwrap_or_default();
					read(self, &name)?;
					self.path.pop();
				}
				Token::Text(text) if is_blank(&text) => {}
				Token::Text(_) => {
					return Err(EBillFault::invalid(
						self.field(),
						"holds text between its elements",
					))
				}
				Token::End(_) | Token::Eof => return Ok(()),
			}
		}
	}

	/// Reads children that stand in the order of `names`, each at most once and at least once if
	/// it is marked as required.
	pub(crate) fn sequence(
		&mut self,
		names: &[(&'static str, bool)],
		mut read: impl FnMut(&mut Self, &str) -> Result<(), EBillFault>,
	) -> Result<(), EBillFault> {
		let mut seen = vec![false; names.len()];
		self.children(|cursor, name| {
			let Some(place) = names.iter().position(|(known, _)| *known == name) else {
				return Err(EBillFault::Unknown { field: cursor.field() });
			};
			if seen.get(place).copied().unwrap_or_default() {
				return Err(EBillFault::Duplicate { field: cursor.field() });
			}
			if let Some(later) = seen.iter().skip(place).position(|seen| *seen) {
				let (before, _) = names[place + later];
				let reason = format!("stands behind {before}, which belongs behind it");
				return Err(EBillFault::invalid(cursor.field(), reason));
			}
			seen[place] = true;
			read(cursor, name)
		})?;
		for ((name, required), seen) in names.iter().zip(seen) {
			if *required && !seen {
				return Err(EBillFault::Missing { field: self.field_of(name) });
			}
		}
		Ok(())
	}

	/// Reads children all called `name`, at most `most`; `read` takes each up to its end tag.
	pub(crate) fn list<T>(
		&mut self,
		name: &'static str,
		most: usize,
		mut read: impl FnMut(&mut Self) -> Result<T, EBillFault>,
	) -> Result<Vec<T>, EBillFault> {
		let mut items = Vec::new();
		let holder = self.field();
		self.children(|cursor, found| {
			if found != name {
				return Err(EBillFault::Unknown { field: cursor.field() });
			}
			if items.len() == most {
				let reason = format!("holds more than {most} {name} elements");
				return Err(EBillFault::invalid(holder.clone(), reason));
			}
			if let Some(last) = cursor.path.last_mut() {
				*last = format!("{name}[{}]", items.len() + 1);
			}
			items.push(read(cursor)?);
			Ok(())
		})?;
		Ok(items)
	}

	/// Reads the text of the open element up to its end tag.
	fn text(&mut self, limit: usize) -> Result<String, EBillFault> {
		let mut whole = String::new();
		loop {
			match self.next()? {
				Token::Text(piece) => {
					if whole.len().saturating_add(piece.len()) > limit {
						let reason = format!("holds more than {limit} bytes of text");
						return Err(EBillFault::invalid(self.field(), reason));
					}
					whole.push_str(&piece);
				}
				Token::Start(name) => {
					return Err(EBillFault::Unknown { field: self.field_of(&name) })
				}
				Token::End(_) | Token::Eof => return Ok(whole),
			}
		}
	}

	/// Reads an element that holds `leaves`, in any order, and nothing else.
	pub(crate) fn record(&mut self, leaves: &'static [Leaf]) -> Result<Record, EBillFault> {
		self.record_with(leaves, &[], |_, _| Ok(()))
	}

	/// As [`Cursor::record`], for an element that also holds the elements `nested`, each at most
	/// once; `read` takes each up to its end tag.
	pub(crate) fn record_with(
		&mut self,
		leaves: &'static [Leaf],
		nested: &[&'static str],
		mut read: impl FnMut(&mut Self, &str) -> Result<(), EBillFault>,
	) -> Result<Record, EBillFault> {
		let mut record =
			Record { field: self.field(), leaves, texts: vec![None; leaves.len()], elements: 0 };
		let mut seen = vec![false; nested.len()];
		self.children(|cursor, name| {
			record.elements += 1;
			let duplicate = |cursor: &Self| EBillFault::Duplicate { field: cursor.field() };
			if let Some(place) = leaves.iter().position(|leaf| leaf.tag == name) {
				if record.texts[place].is_some() {
					return Err(duplicate(cursor));
				}
				record.texts[place] = Some(cursor.text(leaves[place].limit)?);
				Ok(())
			} else if let Some(place) = nested.iter().position(|known| *known == name) {
				if std::mem::replace(&mut seen[place], true) {
					return Err(duplicate(cursor));
				}
				read(cursor, name)
			} else {
				Err(EBillFault::Unknown { field: cursor.field() })
			}
		})?;
		Ok(record)
	}
}

/// The texts of an element that was read.
pub(crate) struct Record {
	field: String,
	leaves: &'static [Leaf],
	texts: Vec<Option<String>>,
	elements: usize,
}

impl Record {
	/// Whether the element held no elements.
	pub(crate) fn is_empty(&self) -> bool {
		self.elements == 0
	}

	/// The path of the element called `tag`.
	pub(crate) fn field_of(&self, tag: &str) -> String {
		format!("{}/{tag}", self.field)
	}

	/// The value of the element called `tag`.
	///
	/// # Errors
	/// [`EBillFault::Missing`] if it is required and is absent or empty, [`EBillFault::Invalid`] if
	/// its text is not of the type.
	pub(crate) fn get<T: Value>(&self, tag: &str) -> Result<T, EBillFault> {
		self.get_with(tag, T::from_text)
	}

	/// As [`Record::get`], with `read` for its text.
	pub(crate) fn get_with<T>(
		&self,
		tag: &str,
		read: impl FnOnce(&str) -> Result<T, String>,
	) -> Result<T, EBillFault> {
		let place = self.leaves.iter().position(|leaf| leaf.tag == tag);
		let text = place.and_then(|place| self.texts[place].as_deref()).unwrap_or_default();
		let required = place.is_some_and(|place| self.leaves[place].required);
		if required && text.is_empty() {
			return Err(EBillFault::Missing { field: self.field_of(tag) });
		}
		read(text).map_err(|reason| EBillFault::Invalid { field: self.field_of(tag), reason })
	}
}
