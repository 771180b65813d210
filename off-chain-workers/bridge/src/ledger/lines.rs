//! Reading files of lines, of which none may be longer than [`MAX_LINE`].

use super::{fault, LedgerFault, MAX_LINE};
use std::{
	fs::File,
	io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
	path::Path,
};

/// Gives every line without its line feed to `each`, with its number from 1.
pub(super) fn read_lines(
	path: &Path,
	mut each: impl FnMut(u64, &[u8]) -> Result<(), LedgerFault>,
) -> Result<(), LedgerFault> {
	let mut reader = BufReader::new(File::open(path).map_err(fault(path))?);
	let mut text = Vec::with_capacity(MAX_LINE);
	let mut number = 0u64;
	loop {
		text.clear();
		let read = reader
			.by_ref()
			.take(MAX_LINE as u64 + 1)
			.read_until(b'\n', &mut text)
			.map_err(fault(path))?;
		if read == 0 {
			return Ok(());
		}
		number = number.saturating_add(1);
		if text.pop() != Some(b'\n') {
			return Err(LedgerFault::Broken {
				path: path.into(),
				line: number,
				words: "longer than any line, or without an end",
			});
		}
		each(number, &text)?;
	}
}

/// How many bytes of the file are whole lines, and the last of them without its line feed.
pub(super) fn last_line(file: &mut File) -> io::Result<(u64, Option<Vec<u8>>)> {
	let length = file.metadata()?.len();
	// A whole line, its line feed, that of the line before, and a half line behind.
	let window = length.min(2 * (MAX_LINE as u64 + 1));
	file.seek(SeekFrom::Start(length - window))?;
	let mut bytes = Vec::with_capacity(2 * (MAX_LINE + 1));
	file.take(window).read_to_end(&mut bytes)?;
	let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else {
		if length > window {
			return Err(io::Error::other("the last line is longer than any line"));
		}
		return Ok((0, None));
	};
	let (line, rest) = bytes.split_at(end);
	let start = line.iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
	if start == 0 && length > window {
		return Err(io::Error::other("the last line is longer than any line"));
	}
	Ok((length - rest.len() as u64 + 1, line.get(start..).map(<[u8]>::to_vec)))
}
