//! Random histories against a model: applied is what more than a third of all weight said and nothing
//! else, never twice; whoever said otherwise is named; what comes late does no harm.

use crate::{mock::*, Event, Requests, Results};
use fiscal_primitives::{
	observation::{ObservationId, ObservationStatus, Observed},
	Moment,
};
use frame_support::assert_storage_noop;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the sink refuses.
const POISON: u8 = u8::MAX;

#[derive(Clone, Debug)]
enum Step {
	Ask { who: Option<u8> },
	Say { who: u8, which: u64, number: u8, wrong: bool },
	Validators { weights: Vec<u32> },
	NextBlock { after: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	use prop::sample::select;
	let after = select(vec![0, 1, TERM / 2, TERM, RETENTION]);
	prop_oneof![
		4 => select(vec![None, Some(USER), Some(USER), Some(CLERK), Some(PLATFORM)])
			.prop_map(|who| Step::Ask { who }),
		// Numbers count back from the last request, and reach one that does not exist.
		20 => (1u8..=6, 0u64..7, select(vec![1, 1, 1, 2, 3, POISON]), prop::bool::weighted(0.05))
			.prop_map(|(who, which, number, wrong)| Step::Say { who, which, number, wrong }),
		2 => prop::collection::vec(0u32..4, 6)
			.prop_map(|weights| Step::Validators { weights }),
		4 => after.prop_map(|after| Step::NextBlock { after }),
	]
}

struct Asked {
	deadline: Moment,
	owner: Option<u8>,
	status: ObservationStatus,
	agreed: Option<u8>,
	voices: Vec<(u8, u8)>,
	live: bool,
}

/// What has to be, kept without the pallet.
struct Model {
	now: Moment,
	last: ObservationId,
	set: Vec<(u8, u32)>,
	asked: BTreeMap<ObservationId, Asked>,
	/// When the deadline and the removal of each request are due; the removal is true.
	due: BTreeSet<(Moment, ObservationId, bool)>,
	results: BTreeMap<ObservationId, u8>,
	effects: BTreeMap<ObservationId, u32>,
	expected: Vec<Event<Test>>,
}

fn named(id: ObservationId, who: u8, said: u8, agreed: u8) -> Event<Test> {
	let (said, agreed) = (evidence(said).digest(), evidence(agreed).digest());
	Event::Contradicted { id, speaker: speaker(who), said, agreed }
}

impl Model {
	fn new() -> Self {
		Self {
			now: NOON,
			last: 0,
			set: (1..=4).map(|who| (who, 1)).collect(),
			asked: BTreeMap::new(),
			due: BTreeSet::new(),
			results: BTreeMap::new(),
			effects: BTreeMap::new(),
			expected: Vec::new(),
		}
	}

	fn open(&self, of: Option<u8>) -> usize {
		let open = self.asked.values().filter(|asked| asked.status == ObservationStatus::Open);
		open.filter(|asked| of.is_none() || asked.owner == of).count()
	}

	/// Whether there is room.
	fn ask(&mut self, who: Option<u8>) -> bool {
		// The clerk is of the user's organisation.
		let owner = who.map(|who| if who == CLERK { USER } else { who });
		let full = self.open(None) >= MAX_OPEN as usize
			|| owner.is_some() && self.open(owner) >= MAX_OWN as usize;
		if full {
			return false;
		}
		self.last += 1;
		let (id, deadline) = (self.last, self.now + TERM);
		let (requester, question) = (owner.map(crate::mock::id), about_evidence());
		self.expected.push(Event::Requested { id, requester, question, deadline });
		self.due.insert((deadline, id, false));
		let status = ObservationStatus::Open;
		let asked = Asked { deadline, owner, status, agreed: None, voices: Vec::new(), live: true };
		self.asked.insert(id, asked);
		true
	}

	/// Whether it is heard.
	fn say(&mut self, who: u8, id: ObservationId, number: u8, wrong: bool) -> bool {
		let decides = self.set.iter().any(|(one, _)| *one == who);
		let Some(asked) = self.asked.get_mut(&id) else { return false };
		let spoke = asked.voices.iter().any(|(one, _)| *one == who);
		if !decides || wrong || spoke || self.now >= asked.deadline {
			return false;
		}
		asked.voices.push((who, number));
		if let Some(agreed) = asked.agreed {
			if agreed != number {
				self.expected.push(named(id, who, number, agreed));
			}
			return true;
		}
		let total: u32 = self.set.iter().map(|(_, weight)| weight).sum();
		let said = |one: &u8| asked.voices.contains(&(*one, number));
		let weight: u32 =
			self.set.iter().filter(|(one, _)| said(one)).map(|(_, weight)| weight).sum();
		if weight <= (total - 1) / 3 {
			return true;
		}
		asked.agreed = Some(number);
		self.results.insert(id, number);
		let digest = evidence(number).digest();
		if number == POISON {
			asked.status = ObservationStatus::Rejected;
			self.expected.push(Event::Rejected { id, digest, error: REFUSED });
		} else {
			asked.status = ObservationStatus::Applied;
			self.effects.insert(id, 1);
			self.expected.push(Event::Applied { id, digest });
		}
		for (one, said) in asked.voices.iter().filter(|(_, said)| *said != number) {
			self.expected.push(named(id, *one, *said, number));
		}
		true
	}

	fn next_block(&mut self, after: u64) {
		let due: Vec<_> = self
			.due
			.iter()
			.take(MAX_DUE as usize)
			.take_while(|(at, ..)| *at <= self.now)
			.copied()
			.collect();
		for first in due {
			self.due.remove(&first);
			let (_, id, forgotten) = first;
			if forgotten {
				self.asked.remove(&id);
			} else {
				self.close(id);
			}
		}
		self.now += after;
	}

	fn close(&mut self, id: ObservationId) {
		let asked = self.asked.get_mut(&id).unwrap();
		asked.live = false;
		self.due.insert((asked.deadline + RETENTION, id, true));
		let spoke = |who: &u8| asked.voices.iter().any(|(one, _)| one == who);
		let missing: Vec<_> =
			self.set.iter().map(|(who, _)| *who).filter(|who| !spoke(who)).collect();
		let silent = speakers(&missing);
		if asked.status == ObservationStatus::Open {
			asked.status = ObservationStatus::Unanswered;
			self.expected.push(Event::Unanswered { id, silent });
		} else if !silent.is_empty() {
			self.expected.push(Event::Silent { id, silent });
		}
	}

	/// The pallet says the same.
	fn compare(&mut self) -> Vec<Event<Test>> {
		let told = events();
		assert_eq!(told, core::mem::take(&mut self.expected));
		assert_eq!(effects(), self.effects, "what took effect, and how often");
		let stored: Vec<_> = Requests::<Test>::iter_keys().map(|key| key.number()).collect();
		assert_eq!(stored, self.asked.keys().copied().collect::<Vec<_>>());
		for (id, asked) in &self.asked {
			let answer = ObservationsPallet::observation(*id).unwrap();
			assert_eq!(answer.request.status, asked.status);
			let said = asked
				.voices
				.iter()
				.map(|(who, number)| (key(&name_of(*who)), evidence(*number).digest()));
			assert_eq!(answer.said, said.collect::<Vec<_>>());
		}
		let results: BTreeMap<_, _> = Results::<Test>::iter()
			.map(|(key, finding)| (key.number(), finding.observed))
			.collect();
		let agreed = self.results.iter().map(|(id, number)| (*id, evidence(*number)));
		assert_eq!(results, agreed.collect::<BTreeMap<_, _>>());
		let live: Vec<_> = ObservationsPallet::open_observations(0, 256)
			.into_iter()
			.map(|answer| answer.id)
			.collect();
		let expected: Vec<_> =
			self.asked.iter().filter(|(_, asked)| asked.live).map(|(id, _)| *id).collect();
		assert_eq!(live, expected);
		ObservationsPallet::do_try_state().unwrap();
		told
	}
}

fn perform(step: &Step, model: &mut Model) {
	match step {
		Step::Ask { who } => {
			use fiscal_primitives::traits::Observations;
			let question = about_evidence();
			let done = match who {
				Some(who) => request(*who, question).is_ok(),
				None => ObservationsPallet::ask(question, None).is_ok(),
			};
			assert_eq!(done, model.ask(*who), "{step:?}");
		}
		Step::Say { who, which, number, wrong } => {
			let id = (model.last + 1).saturating_sub(*which);
			let observed = match wrong {
				true => Observed::HistoricBill { bill: None },
				false => evidence(*number),
			};
			if model.say(*who, id, *number, *wrong) {
				assert_eq!(testify(*who, id, observed), Ok(()), "{step:?}");
			} else {
				assert_storage_noop!(assert!(testify(*who, id, observed).is_err(), "{step:?}"));
			}
		}
		Step::Validators { weights } => {
			let set: Vec<_> =
				(1u8..).zip(weights.iter().copied()).filter(|(_, weight)| *weight > 0).collect();
			set_validators(&set);
			model.set = set;
		}
		Step::NextBlock { after } => {
			next_block(*after);
			model.next_block(*after);
		}
	}
}

fn run(steps: &[Step]) -> Vec<Event<Test>> {
	let mut told = Vec::new();
	ExtBuilder::default().build_and_execute(|| {
		let mut model = Model::new();
		for step in steps {
			perform(step, &mut model);
			told.extend(model.compare());
		}
	});
	told
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn every_history_is_as_the_model_has_it(steps in prop::collection::vec(step(), 1..100)) {
		run(&steps);
	}

	/// Liars who weigh less than a third together are never believed, whatever they say and whenever;
	/// and they keep nobody from being heard.
	#[test]
	fn a_minority_of_liars_is_named_and_never_believed(
		weights in prop::collection::vec(1u32..4, 1..=6),
		order in Just((1u8..=6).collect::<Vec<_>>()).prop_shuffle(),
		lies in prop::collection::vec(prop::option::of(2u8..4), 6),
		silent in prop::collection::vec(prop::bool::weighted(0.2), 6),
	) {
		let set: Vec<(u8, u32)> = (1u8..).zip(weights).collect();
		let total: u32 = set.iter().map(|(_, weight)| weight).sum();
		let bearable = (total - 1) / 3;
		// As many of those who would lie as the set bears; the others are honest.
		let (mut liars, mut burden) = (BTreeMap::new(), 0);
		for ((who, weight), lie) in set.iter().zip(&lies) {
			if let Some(lie) = lie.filter(|_| burden + weight <= bearable) {
				burden += weight;
				liars.insert(*who, lie);
			}
		}
		ExtBuilder::default().with_validators(&set).build_and_execute(|| {
			let id = ask(about_evidence());
			let (mut honest, mut lied) = (0, BTreeSet::new());
			for who in order.iter().filter(|who| set.iter().any(|(one, _)| one == *who)) {
				let (_, weight) = set[usize::from(*who) - 1];
				if silent[usize::from(*who) - 1] {
					continue;
				}
				match liars.get(who) {
					Some(lie) => {
						lied.insert(*who);
						assert_eq!(testify(*who, id, evidence(*lie)), Ok(()));
					}
					None => {
						honest += weight;
						assert_eq!(testify(*who, id, evidence(1)), Ok(()));
					}
				}
			}
			let observed = ObservationsPallet::observation(id).unwrap().observed;
			let believed = (honest > bearable).then(|| evidence(1));
			assert_eq!(observed, believed);
			assert_eq!(effects().get(&id).copied(), believed.is_some().then_some(1));
			let caught: BTreeSet<u8> = events()
				.iter()
				.filter_map(|event| match event {
					Event::Contradicted { speaker, .. } => speaker.participant,
					_ => None,
				})
				.map(|participant| u8::try_from(participant.0).unwrap())
				.collect();
			assert_eq!(caught, if believed.is_some() { lied } else { BTreeSet::new() });
		});
	}
}

/// The histories above would prove nothing if their steps were always refused.
#[test]
fn the_histories_reach_every_event() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut reached = BTreeMap::<&str, u32>::new();
	for _ in 0..64 {
		let steps = prop::collection::vec(step(), 100).new_tree(&mut runner).unwrap().current();
		for event in run(&steps) {
			let name = match event {
				Event::Requested { .. } => "requested",
				Event::Applied { .. } => "applied",
				Event::Rejected { .. } => "rejected",
				Event::Contradicted { .. } => "contradicted",
				Event::Unanswered { .. } => "unanswered",
				Event::Silent { .. } => "silent",
				_ => continue,
			};
			*reached.entry(name).or_default() += 1;
		}
	}
	assert_eq!(reached.len(), 6, "{reached:?}");
	assert!(reached.values().all(|count| *count >= 5), "{reached:?}");
}
