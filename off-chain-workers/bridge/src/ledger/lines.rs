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
///
/// What a crash leaves is not whole: a line without an end, zero bytes where a block never reached the
/// disk, and a line that has such bytes in it. A text never has any.
pub(super) fn last_line(file: &mut File) -> io::Result<(u64, Option<Vec<u8>>)> {
	let too_long = || io::Error::other("the last line is longer than any line");
	let mut end = file.metadata()?.len();
	// Every turn ends or makes the rest shorter.
	loop {
		end = without_zeros(file, end)?;
		// A whole line, its line feed, that of the line before, and a half line behind.
		let begin = end.saturating_sub(2 * (MAX_LINE as u64 + 1));
		let bytes = read_between(file, begin, end)?;
		let zero_in = |bytes: &[u8]| bytes.iter().position(|byte| *byte == 0);
		let Some(feed) = bytes.iter().rposition(|byte| *byte == b'\n') else {
			if begin == 0 {
				return Ok((0, None));
			}
			end = begin + zero_in(&bytes).ok_or_else(too_long)? as u64;
			continue;
		};
		let (line, _) = bytes.split_at(feed);
		let start = line.iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
		let (_, line) = line.split_at(start);
		match zero_in(line) {
			Some(zero) => end = begin + (start + zero) as u64,
			None if start == 0 && begin > 0 => return Err(too_long()),
			None => return Ok((begin + feed as u64 + 1, Some(line.to_vec()))),
		}
	}
}

/// How many bytes of the first `end` there are before the zeros at their end.
fn without_zeros(file: &mut File, mut end: u64) -> io::Result<u64> {
	while end > 0 {
		let begin = end.saturating_sub(64 * 1024);
		let bytes = read_between(file, begin, end)?;
		if let Some(last) = bytes.iter().rposition(|byte| *byte != 0) {
			return Ok(begin + last as u64 + 1);
		}
		end = begin;
	}
	Ok(0)
}

fn read_between(file: &mut File, begin: u64, end: u64) -> io::Result<Vec<u8>> {
	file.seek(SeekFrom::Start(begin))?;
	let mut bytes = Vec::new();
	file.take(end.saturating_sub(begin)).read_to_end(&mut bytes)?;
	Ok(bytes)
}
