//! What commands answer.

use anyhow::{ensure, Context, Result};

/// What a command printed and how it ended.
#[derive(Clone, Debug)]
pub struct Output {
	/// Exit code.
	pub code: i32,
	/// Standard output.
	pub stdout: String,
	/// Standard error.
	pub stderr: String,
}

impl Output {
	/// Takes what a command printed.
	///
	/// # Errors
	/// A signal ended it, or it printed something else than text.
	pub fn of(output: std::process::Output) -> Result<Self> {
		Ok(Self {
			code: output.status.code().context("ended by a signal")?,
			stdout: String::from_utf8(output.stdout)?,
			stderr: String::from_utf8(output.stderr)?,
		})
	}

	/// The standard output as JSON.
	pub fn json(&self) -> Result<serde_json::Value> {
		serde_json::from_str(&self.stdout)
			.with_context(|| format!("not JSON: {}\n{}", self.stdout, self.stderr))
	}

	/// Everything it printed: with `--output json`, errors are on standard output too.
	pub fn said(&self) -> String {
		format!("{}{}", self.stdout, self.stderr)
	}

	/// Requires the exit code `code`.
	pub fn expect(self, code: i32) -> Result<Self> {
		ensure!(self.code == code, "exit code {} instead of {code}: {self:?}", self.code);
		Ok(self)
	}
}
