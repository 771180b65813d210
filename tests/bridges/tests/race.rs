//! An insurer of Shanghai and one of Zhejiang ask for the same bill at the same moment, again and again
//! and under faults: one of them gets it. R105, R173, R174, R223.
//!
//! `BRIDGE_RACES` says how many bills, 10 unless it is set.

use anyhow::{anyhow, bail, ensure, Context, Result};
use fiscal_bridge_tests::{
	bills::{self, CODE},
	count, every_fault,
	holder::Holder,
	http,
	insurer::Insurer,
	region::{self, ZHEJIANG},
	Plan, World, ALL,
};
use fiscal_client::{locks::LockRequest, Fault};
use fiscal_network_tests::check;
use fiscal_primitives::{
	bill::Use,
	changes::LockEvent,
	region::{InboundFlow, RegionOutcome},
	verification::FiveElements,
	Digest, FlowNumber, ParticipantId, Region, SceneId,
};
use fiscal_sim::{
	platform::{ResultSeed, StartSeed},
	FaultSettings, System,
};
use std::{collections::BTreeMap, sync::Barrier, thread};

/// The scene of commercial insurance.
const SCENE: u32 = 2;
/// The insurer of Zhejiang.
const ORG: &str = "91330000MA27X0001A";
/// Who takes locks for other provinces on the devnet.
const PLATFORM: ParticipantId = ParticipantId(3);
/// The most bills that one credential carries.
const MOST: u32 = 1_000;

/// Who got the lock of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Winner {
	Shanghai,
	Zhejiang,
}

/// The races of one insurer of Shanghai, one after the other.
struct Lane<'a> {
	world: &'a World,
	dev: String,
	number: usize,
	/// The holder's authorization of that insurer.
	ours: Digest,
	/// The holder's authorization of the platform.
	theirs: Digest,
	papers: Vec<FiveElements>,
}

impl Lane<'_> {
	fn run(&self) -> Result<Vec<Winner>> {
		let mut insurer = Insurer::new(self.world, &self.dev, self.number);
		let mut winners = Vec::new();
		for (turn, paper) in self.papers.iter().enumerate() {
			if self.number == 0 {
				// The platform may come in by any validator, and go on by another one.
				self.world.enter_by(turn)?;
			}
			let winner = self.race(&mut insurer, paper);
			winners.push(winner.with_context(|| format!("the race for {}", paper.key))?);
		}
		Ok(winners)
	}

	/// Both ask at the same moment; whoever got the lock reimburses the whole bill.
	fn race(&self, insurer: &mut Insurer, paper: &FiveElements) -> Result<Winner> {
		let platform = self.world.system(System::Platform)?;
		let request = self.request(paper)?;
		let start = self.start(paper)?;
		let barrier = Barrier::new(2);
		let (ours, queued) = thread::scope(|scope| {
			let theirs = scope.spawn(|| {
				barrier.wait();
				platform.start(&start)
			});
			barrier.wait();
			let ours = insurer.acquire(&request);
			let queued = theirs.join().unwrap_or_else(|_| Err(anyhow!("the platform panicked")));
			(ours, queued)
		});
		queued?;
		let theirs = self.answered(paper, "start")?;
		let winner = match (ours?, theirs.outcome) {
			(Ok(_), RegionOutcome::Taken) => Winner::Shanghai,
			(Err(Fault::Locked { holder, until, .. }), RegionOutcome::Locked) => {
				let named = holder.contains(&format!("#{PLATFORM}")) && !until.is_empty();
				ensure!(named, "the loser is told who holds it: {holder} until {until}");
				ensure!(theirs.expires.is_some(), "the winner is told until when: {theirs:?}");
				Winner::Zhejiang
			}
			other => bail!("one of them has it and the other one not: {other:?}"),
		};
		match winner {
			Winner::Shanghai => {
				insurer.settle(paper.key, &request.flow, paper.total)??;
			}
			Winner::Zhejiang => {
				platform.finish(&self.result(paper)?)?;
				let ended = self.answered(paper, "result")?;
				ensure!(ended.outcome == RegionOutcome::Settled, "{ended:?}");
			}
		}
		self.world.wait(&format!("{} is reimbursed", paper.key), || {
			let bill = self.world.bill(&paper.key)?.context("it is on the chain")?;
			Ok((bill.usage == Use::Reimbursed).then_some(()))
		})?;
		Ok(winner)
	}

	/// What the chain answers to Zhejiang, once it is decided.
	fn answered(&self, paper: &FiveElements, operation: &str) -> Result<InboundFlow> {
		let flow = flow(paper)?.to_string();
		self.world.wait(&format!("the {operation} of {flow} is decided"), || {
			let answer = region::inbound(self.world, ZHEJIANG, ORG, &flow, operation)?;
			Ok(answer.filter(|answer| answer.outcome != RegionOutcome::Pending))
		})
	}

	fn request(&self, paper: &FiveElements) -> Result<LockRequest> {
		Ok(LockRequest {
			key: paper.key,
			scene: SceneId(SCENE),
			region: Region::SHANGHAI,
			flow: format!("SH-{}", paper.key).parse()?,
			claimed: paper.total,
			authorization: self.ours,
		})
	}

	fn start(&self, paper: &FiveElements) -> Result<StartSeed> {
		Ok(StartSeed {
			region: ZHEJIANG,
			org: ORG.parse()?,
			flow: flow(paper)?,
			code: paper.key.code,
			number: paper.key.number,
			claimed: paper.total,
			authorization: fiscal_bridge::convert::hex(&self.theirs),
			elements: None,
			check_code: Some(paper.check),
			issued_on: Some(fiscal_bridge::convert::day(&paper.issued_on)),
			total: Some(paper.total),
		})
	}

	fn result(&self, paper: &FiveElements) -> Result<ResultSeed> {
		Ok(ResultSeed {
			region: ZHEJIANG,
			org: ORG.parse()?,
			flow: flow(paper)?,
			code: paper.key.code,
			number: paper.key.number,
			amount: Some(paper.total),
			close: false,
		})
	}
}

/// The flow number of Zhejiang for a bill.
fn flow(paper: &FiveElements) -> Result<FlowNumber> {
	Ok(format!("ZJ-{}", paper.key).parse()?)
}

/// Insurers of Shanghai with the bills for which they race.
fn lanes(world: &World, rounds: u32) -> Result<Vec<Lane<'_>>> {
	let number = (rounds / 4).clamp(1, 20);
	let devs: Vec<String> = (1..=number).map(|index| format!("Insurer-{index:02}")).collect();
	let holder = Holder::register(world, "Holder-of-all")?;
	let mut grants = vec![("BigData", region::platform_scene(world)?)];
	grants.extend(devs.iter().map(|dev| (dev.as_str(), SCENE)));
	let mut digests = holder.authorize(world, &grants)?.into_iter();
	let theirs = digests.next().context("the platform is authorized")?;
	let papers: Vec<FiveElements> = (0..u64::from(rounds))
		.map(|round| bills::paper(CODE, round, 10_000 + round))
		.collect::<Result<_>>()?;
	bills::register(world, &papers, holder.payer)?;
	let step = usize::try_from(number)?;
	let lanes = devs.into_iter().zip(digests).enumerate().map(|(number, (dev, ours))| {
		let papers = papers.iter().skip(number).step_by(step).copied().collect();
		Lane { world, dev, number, ours, theirs, papers }
	});
	Ok(lanes.collect())
}

/// Waits until the platform knows what became of everything that it said about bills.
fn all_answered(world: &World) -> Result<BTreeMap<(String, String), String>> {
	let platform = world.system(System::Platform)?;
	world.wait("the platform knows what became of everything", || {
		let told = platform.told()?;
		let about_bills = told.into_iter().filter(|item| item.bill.is_some());
		let mut outcomes = BTreeMap::new();
		for item in about_bills {
			let (Some(bill), Some(outcome)) = (item.bill, item.outcome) else { return Ok(None) };
			ensure!(item.status != "refused", "{} of {bill} was refused", item.kind);
			if item.status != "answered" {
				return Ok(None);
			}
			let twice = outcomes.insert((bill, item.kind), outcome);
			ensure!(twice.is_none(), "one start and one result of a bill");
		}
		Ok(Some(outcomes))
	})
}

/// What the platform was told of each bill: the start once, and the result once where there was one.
fn check_platform(world: &World, winners: &BTreeMap<String, Winner>) -> Result<()> {
	let outcomes = all_answered(world)?;
	let mut answers: BTreeMap<String, u32> = BTreeMap::new();
	for item in world.system(System::Platform)?.applied()? {
		if let (Some(bill), "answer") = (item.bill, item.action.as_str()) {
			*answers.entry(bill).or_default() += 1;
		}
	}
	for (bill, winner) in winners {
		let outcome = |kind: &str| outcomes.get(&(bill.clone(), kind.into())).map(String::as_str);
		let (start, result, times) = match winner {
			Winner::Shanghai => (Some("taken"), None, 1),
			Winner::Zhejiang => (Some("locked"), Some("settled"), 2),
		};
		let said = (outcome("start"), outcome("result"));
		ensure!(said == (start, result), "{bill}, which {winner:?} got: {said:?}");
		let arrived = answers.remove(bill);
		ensure!(arrived == Some(times), "{bill}: {arrived:?} answers instead of {times}");
	}
	ensure!(answers.is_empty(), "nobody asked for {answers:?}");
	Ok(())
}

#[test]
fn never_do_both_provinces_hold_a_bill() -> Result<()> {
	let rounds = count("BRIDGE_RACES", 10);
	ensure!((1..=MOST).contains(&rounds), "BRIDGE_RACES: not 1 to {MOST}");
	let world = World::start(env!("CARGO_TARGET_TMPDIR"), "race", &Plan::default())?;
	world.open_all()?;
	region::broadcast(&world, ZHEJIANG, ORG)?;
	let lanes = lanes(&world, rounds)?;
	for (system, number) in System::ALL.into_iter().zip(7u64..) {
		world.system(system)?.set_faults(&every_fault(number))?;
	}

	let ended: Vec<Result<Vec<Winner>>> = thread::scope(|scope| {
		let lanes: Vec<_> = lanes.iter().map(|lane| scope.spawn(move || lane.run())).collect();
		lanes
			.into_iter()
			.map(|lane| lane.join().unwrap_or_else(|_| Err(anyhow!("a lane panicked"))))
			.collect()
	});
	let mut winners: BTreeMap<String, Winner> = BTreeMap::new();
	for (lane, ended) in lanes.iter().zip(ended) {
		let keys = lane.papers.iter().map(|paper| paper.key.to_string());
		winners.extend(keys.zip(ended?));
	}
	let of_zhejiang = winners.values().filter(|winner| **winner == Winner::Zhejiang).count();
	println!("{rounds} races, of which Zhejiang won {of_zhejiang}");

	// Everything that was said arrives, while the faults are on.
	let known = world.drained()?;
	ensure!(known.iter().all(|answer| answer.dead == 0), "dead letters: {known:?}");
	check_platform(&world, &winners)?;
	world.set_faults(&FaultSettings::default())?;
	for system in System::ALL {
		let violations = world.system(system)?.violations()?;
		ensure!(violations.is_empty(), "{system} objects: {violations:?}");
	}

	// One lock of each bill, and all of them are reimbursed once, here and at the non-tax system.
	let client = world.client(0)?;
	let (mut total, mut reimbursed) = (0, 0);
	for paper in lanes.iter().flat_map(|lane| &lane.papers) {
		let history = http::wait(client.lock_history(paper.key))?;
		let taken = history.iter().map(|item| &item.event);
		let locks = taken.filter(|event| matches!(event, LockEvent::Acquired { .. })).count();
		ensure!(locks == 1, "{} was locked {locks} times: {history:?}", paper.key);
		let bill = world.bill(&paper.key)?.context("it is on the chain")?;
		ensure!(bill.reimbursed == bill.total && bill.total == paper.total, "{bill:?}");
		total += paper.total.get();
		reimbursed += bill.reimbursed.get();
	}
	ensure!(total == reimbursed, "{reimbursed} fen of {total} are reimbursed");
	let outside = world.system(System::Nontax)?.bills()?;
	ensure!(outside.len() == winners.len(), "{} bills were written back", outside.len());
	let outside: u64 = outside.iter().map(|bill| bill.state.reimbursed.get()).sum();
	ensure!(outside == total, "{outside} fen of {total} are reimbursed at the non-tax system");

	// Whoever asks for what is reimbursed is refused, here and there.
	let lane = lanes.first().context("somebody raced")?;
	let paper = lane.papers.first().context("for a bill")?;
	let again = LockRequest { flow: "SH-again".parse()?, ..lane.request(paper)? };
	let mut insurer = Insurer::new(&world, &lane.dev, 0);
	let refused = insurer.acquire(&again)?;
	ensure!(refused.is_err(), "{} is locked once more: {refused:?}", paper.key);
	let platform = world.system(System::Platform)?;
	platform.start(&StartSeed { flow: "ZJ-again".parse()?, ..lane.start(paper)? })?;
	let refused = world.wait("Zhejiang is refused", || {
		region::inbound(&world, ZHEJIANG, ORG, "ZJ-again", "start")
	})?;
	ensure!(refused.outcome == RegionOutcome::NotUsable, "{refused:?}");
	check(&world.devnet, &ALL)
}
