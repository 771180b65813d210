//! An outside system as one validator sees it.

use super::{lie, truth};
use async_trait::async_trait;
use fiscal_bridge::{At, BridgeFault, Chain, Observe};
use fiscal_primitives::{
	observation::{Observed, Question},
	outbox::DeliveryFault,
};
use std::{
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};
use tokio::time::Instant;

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
	/// It tells the truth.
	Good,
	/// It lies.
	Lying,
	/// It fails so often, and tells the truth then.
	Failing(usize),
	/// It answers with something that was not asked.
	Confused,
	/// It never answers evidence with an odd number.
	HalfSilent,
}

pub(super) struct System {
	mood: Mutex<Mood>,
	calls: Mutex<Vec<(Question, Instant)>>,
}

impl System {
	pub(super) fn new(mood: Mood) -> Arc<Self> {
		Arc::new(Self { mood: Mutex::new(mood), calls: Mutex::default() })
	}

	pub(super) fn set(&self, mood: Mood) {
		*self.mood.lock().unwrap() = mood;
	}

	/// What was asked, and when.
	pub(super) fn calls(&self) -> MutexGuard<'_, Vec<(Question, Instant)>> {
		self.calls.lock().unwrap()
	}
}

#[async_trait]
impl Observe for System {
	fn serves(&self, question: &Question) -> bool {
		matches!(question, Question::Evidence { .. })
	}

	async fn observe(
		&self,
		_: &dyn Chain,
		_: &At,
		question: &Question,
	) -> Result<Observed, BridgeFault> {
		let before = {
			let mut calls = self.calls();
			calls.push((question.clone(), Instant::now()));
			calls.iter().filter(|(asked, _)| asked == question).count() - 1
		};
		let mood = *self.mood.lock().unwrap();
		let Question::Evidence { digest } = question else { panic!("{question:?}") };
		if mood == Mood::HalfSilent && digest.to_low_u64_be() % 2 == 1 {
			tokio::time::sleep(Duration::from_secs(3_600)).await;
		}
		match mood {
			Mood::Lying => Ok(lie()),
			Mood::Confused => Ok(Observed::HistoricBill { bill: None }),
			Mood::Failing(times) if before < times => Err(BridgeFault {
				fault: DeliveryFault::Unreachable,
				words: "as it was told".into(),
			}),
			_ => Ok(truth(question)),
		}
	}
}
