//! Tests of connections, for `fiscal-node check-bridges`.

use async_trait::async_trait;
use futures::future::join_all;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// What a check found: what is there, or what is wrong and what to do about it; both in words.
pub type Finding = Result<String, String>;

/// Tests one connection without changing anything on either side.
#[async_trait]
pub trait Check: Send + Sync {
	/// What is tested, in words.
	fn name(&self) -> &str;
	/// What was found, or what is wrong and what to do about it.
	async fn check(&self) -> Finding;
}

/// Runs all checks at the same time, none longer than `limit`; the findings are in the order of the
/// checks.
pub async fn run(checks: &[Arc<dyn Check>], limit: Duration) -> Vec<(String, Finding)> {
	join_all(checks.iter().map(|check| async move {
		let finding = timeout(limit, check.check()).await.unwrap_or_else(|_| {
			Err(format!(
				"no answer within {} s: is the address right, and does a firewall let it through?",
				limit.as_secs()
			))
		});
		(check.name().to_owned(), finding)
	}))
	.await
}

#[cfg(test)]
mod tests {
	use super::*;

	struct After(&'static str, Duration, Finding);

	#[async_trait]
	impl Check for After {
		fn name(&self) -> &str {
			self.0
		}
		async fn check(&self) -> Finding {
			tokio::time::sleep(self.1).await;
			self.2.clone()
		}
	}

	#[tokio::test]
	async fn one_that_hangs_holds_up_nobody_and_is_told_as_such() {
		let hour = Duration::from_secs(3_600);
		let checks: Vec<Arc<dyn Check>> = vec![
			Arc::new(After("slow", hour, Ok("never".into()))),
			Arc::new(After("good", Duration::ZERO, Ok("it is there".into()))),
			Arc::new(After("bad", Duration::ZERO, Err("it refused the key".into()))),
		];
		let found = run(&checks, Duration::from_secs(2)).await;
		let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
		assert_eq!(names, ["slow", "good", "bad"]);
		assert!(found[0].1.as_ref().unwrap_err().contains("no answer within 2 s"));
		assert_eq!(found[1].1, Ok("it is there".into()));
		assert_eq!(found[2].1, Err("it refused the key".into()));
	}
}
