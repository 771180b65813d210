//! Every message takes effect once, in order, whatever befalls the systems outside and the validators:
//! R086, R089, R105, R173, R175, R178.
//!
//! `BRIDGE_MESSAGES` says how many messages, 120 unless it is set.

use anyhow::{anyhow, ensure, Context, Result};
use fiscal_bridge_tests::{
	bills::{self, CODE},
	count, every_fault,
	holder::Holder,
	insurer::Insurer,
	region, Plan, World, ALL,
};
use fiscal_client::locks::LockRequest;
use fiscal_network_tests::{catch_up, check, highest, others};
use fiscal_primitives::{
	bill::Use,
	outbox::{Destination, DestinationAnswer, MessageAnswer},
	rpc::MessagePage,
	BillKey, Digest, Fen, FlowNumber, Region, SceneId,
};
use fiscal_sim::{control::Applied, FaultSettings, System};
use fiscal_tests::{Devnet, DEADLINE};
use rand::{rngs::StdRng, seq::SliceRandom, Rng, SeedableRng};
use serde_json::json;
use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicBool, Ordering},
		Mutex, PoisonError,
	},
	thread,
};

/// One world at a time: each of them is five busy processes.
static TURN: Mutex<()> = Mutex::new(());

/// What is drawn at random follows from this.
const SEED: u64 = 20_261_121;
/// The scene of commercial insurance.
const SCENE: u32 = 2;
/// What every bill is over, in fen.
const TOTAL: u64 = 41_700;
/// How many organisations register; each makes two messages to the platform and two of evidence.
const FILERS: u32 = 3;
/// Messages of a filer.
const OF_A_FILER: u32 = 4;
/// How often a bill is locked: its messages go one after the other, and so many of them take a while.
const LOCKS_OF_A_BILL: u32 = 8;
/// The most locks that one credential carries.
const MOST_LOCKS: u32 = 1_000;

/// What one insurer does: it locks its bills in turn, and gives each back.
struct Lane {
	dev: String,
	number: usize,
	authorization: Digest,
	bills: Vec<BillKey>,
	locks: u32,
}

impl Lane {
	fn run(&self, world: &World) -> Result<()> {
		let mut insurer = Insurer::new(world, &self.dev, self.number);
		for (turn, key) in (0..self.locks).zip(self.bills.iter().cycle()) {
			let flow: FlowNumber = format!("{}-{turn}", self.dev).parse()?;
			let request = LockRequest {
				key: *key,
				scene: SceneId(SCENE),
				region: Region::SHANGHAI,
				flow: flow.clone(),
				claimed: Fen::new(TOTAL)?,
				authorization: self.authorization,
			};
			insurer.acquire(&request)?.with_context(|| format!("lock {turn} of {}", self.dev))?;
			let released = insurer.release(*key, &flow)?;
			released.with_context(|| format!("release {turn} of {}", self.dev))?;
		}
		Ok(())
	}
}

/// As many lanes as the work is worth, with the work dealt out evenly.
fn lanes(world: &World, locks: u32) -> Result<Vec<Lane>> {
	let number = (locks / 20).clamp(2, 20);
	ensure!(
		locks.div_ceil(number) <= MOST_LOCKS,
		"BRIDGE_MESSAGES: more than credentials of {number} insurers carry"
	);
	let holder = Holder::register(world, "Holder-of-all")?;
	let devs: Vec<String> = (1..=number).map(|index| format!("Insurer-{index:02}")).collect();
	let grants: Vec<(&str, u32)> = devs.iter().map(|dev| (dev.as_str(), SCENE)).collect();
	let digests = holder.authorize(world, &grants)?;
	let mut lanes = Vec::new();
	let mut papers = Vec::new();
	for ((index, dev), authorization) in (0u32..).zip(devs).zip(digests) {
		let locks = locks / number + u32::from(index < locks % number);
		let first = u64::from(index) * 1_000;
		let own: Vec<_> = (0..u64::from(locks.div_ceil(LOCKS_OF_A_BILL)))
			.map(|offset| bills::paper(CODE, first + offset, TOTAL))
			.collect::<Result<_>>()?;
		let bills = own.iter().map(|paper| paper.key).collect();
		papers.extend(own);
		lanes.push(Lane { dev, number: usize::try_from(index)?, authorization, bills, locks });
	}
	bills::register(world, &papers, holder.payer)?;
	Ok(lanes)
}

/// Kills validators, one or several at a time, and starts them again, until told to stop; all of them
/// run in the end.
fn unrest(devnet: &Devnet, chance: &mut StdRng, stop: &AtomicBool) -> Result<u32> {
	let mut killed = 0;
	while !stop.load(Ordering::Relaxed) {
		// Mostly one, so that the others go on; sometimes so many that nobody can.
		let many = *[1, 1, 1, 2, 4].choose(chance).context("one of five")?;
		let victims: Vec<usize> = ALL.choose_multiple(chance, many).copied().collect();
		devnet.kill_all(&victims)?;
		killed += u32::try_from(victims.len())?;
		if let [victim] = victims[..] {
			devnet.wait_progress(&others(victim), chance.gen_range(1..=4), DEADLINE)?;
		}
		for victim in &victims {
			devnet.start_one(*victim)?;
		}
		for victim in &victims {
			devnet.wait_height(*victim, highest(devnet, &ALL), DEADLINE)?;
		}
		devnet.wait_progress(&ALL, chance.gen_range(1..=8), DEADLINE)?;
	}
	Ok(killed)
}

/// Tells the unrest to stop when it is dropped, by a panic too.
struct Peace<'a>(&'a AtomicBool);

impl Drop for Peace<'_> {
	fn drop(&mut self) {
		self.0.store(true, Ordering::Relaxed);
	}
}

/// All lanes at the same time, in a world that is not at rest.
fn produce(world: &World, lanes: &[Lane]) -> Result<u32> {
	let stop = AtomicBool::new(false);
	thread::scope(|scope| {
		let stop = &stop;
		let work = scope.spawn(move || {
			let _peace = Peace(stop);
			thread::scope(|scope| {
				let lanes: Vec<_> =
					lanes.iter().map(|lane| scope.spawn(move || lane.run(world))).collect();
				let ended: Vec<Result<()>> = lanes
					.into_iter()
					.map(|lane| lane.join().unwrap_or_else(|_| Err(anyhow!("a lane panicked"))))
					.collect();
				ended.into_iter().collect::<Result<()>>()
			})
		});
		let killed = unrest(&world.devnet, &mut StdRng::seed_from_u64(SEED), stop);
		work.join().unwrap_or_else(|_| Err(anyhow!("the lanes panicked")))?;
		killed
	})
}

fn delivered(known: &[DestinationAnswer], destination: Destination) -> u64 {
	known
		.iter()
		.find(|answer| answer.destination == destination)
		.map_or(0, |answer| answer.delivered)
}

/// What took effect at a system, and nothing that it objects to.
fn applied(world: &World, system: System) -> Result<Vec<Applied>> {
	let control = world.system(system)?;
	let violations = control.violations()?;
	ensure!(violations.is_empty(), "{system} objects: {violations:?}");
	control.applied()
}

/// The messages about each bill came in the order in which the chain wrote them, and say by turns that
/// it is locked and that it is not.
fn check_order(applied: &[Applied]) -> Result<()> {
	let mut of_bills: BTreeMap<&str, Vec<&Applied>> = BTreeMap::new();
	for item in applied {
		let bill = item.bill.as_deref().context("a status is about a bill")?;
		of_bills.entry(bill).or_default().push(item);
	}
	for (bill, items) in of_bills {
		let sequences: Vec<u64> = items.iter().map(|item| item.sequence).collect();
		ensure!(sequences.is_sorted_by(|one, next| one < next), "{bill}: {sequences:?}");
		for (item, action) in items.iter().zip(["locked", "unlocked"].into_iter().cycle()) {
			ensure!(item.action == action, "{bill}: {items:?}");
		}
		ensure!(items.len().is_multiple_of(2), "{bill} was given back: {items:?}");
	}
	Ok(())
}

/// The chain and the non-tax system have the same of every bill.
fn check_states(world: &World, lanes: &[Lane]) -> Result<()> {
	let mut outside: BTreeMap<String, _> = world
		.system(System::Nontax)?
		.bills()?
		.into_iter()
		.map(|bill| (format!("{}-{}", bill.code, bill.number), bill))
		.collect();
	for key in lanes.iter().flat_map(|lane| &lane.bills) {
		let inside = world.bill(key)?.with_context(|| format!("{key} is on the chain"))?;
		ensure!(inside.usage == Use::Free, "{key} was given back: {inside:?}");
		let there = outside.remove(&key.to_string());
		let there = there.with_context(|| format!("{key} was told"))?;
		let same = there.state.usage == inside.usage
			&& there.state.reimbursed == inside.reimbursed
			&& there.version == inside.version;
		ensure!(same, "{key}: {inside:?} here, {there:?} there");
	}
	ensure!(outside.is_empty(), "nobody spoke of {outside:?}");
	Ok(())
}

#[test]
fn every_message_takes_effect_once_and_in_order_whatever_happens() -> Result<()> {
	let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
	let messages = count("BRIDGE_MESSAGES", 120);
	let of_filers = FILERS * OF_A_FILER;
	ensure!(
		messages > of_filers && (messages - of_filers).is_multiple_of(2),
		"BRIDGE_MESSAGES: not an even number above {of_filers}"
	);
	let locks = (messages - of_filers) / 2;
	let world = World::start(env!("CARGO_TARGET_TMPDIR"), "exactly-once", &Plan::default())?;
	let lanes = lanes(&world, locks)?;
	world.open_all()?;
	for (system, number) in System::ALL.into_iter().zip(SEED..) {
		world.system(system)?.set_faults(&every_fault(number))?;
	}
	for number in 1..=FILERS {
		let (dev, org) = (format!("Insurer-{number:02}"), region::org(number));
		region::register(&world, &dev, &org)?;
		region::open_service(&world, &dev)?.expect(0)?;
	}

	let killed = produce(&world, &lanes)?;
	let known = world.drained()?;
	println!("{messages} messages, {killed} validators killed: {known:?}");

	// The chain's own account.
	ensure!(known.iter().all(|answer| answer.dead == 0), "dead letters: {known:?}");
	let (status, platform) = (u64::from(2 * locks), u64::from(2 * FILERS));
	let counts = Destination::ALL.map(|destination| delivered(&known, destination));
	ensure!(counts == [status, platform, platform], "delivered {counts:?}");

	// That of the systems outside.
	world.set_faults(&FaultSettings::default())?;
	let of_nontax = applied(&world, System::Nontax)?;
	let of_platform = applied(&world, System::Platform)?;
	let of_evidence = applied(&world, System::Evidence)?;
	let everywhere = of_nontax.iter().chain(&of_platform).chain(&of_evidence);
	let mut there: Vec<String> = everywhere.map(|item| item.message_id.clone()).collect();
	there.sort();
	let total = there.len();
	ensure!(total == usize::try_from(messages)?, "{total} of {messages} took effect");
	let mut here = world.message_keys(u64::from(messages))?;
	here.sort();
	ensure!(
		there == here,
		"the messages that took effect are those that the chain wrote, each once"
	);
	ensure!(of_nontax.len() == usize::try_from(status)?, "{} of status", of_nontax.len());
	check_order(&of_nontax)?;
	check_states(&world, &lanes)?;

	for index in ALL {
		catch_up(&world.devnet, index, &ALL)?;
	}
	check(&world.devnet, &ALL)
}

/// The dead letters of the chain, of which there are so many.
fn dead_letters(world: &World, number: usize) -> Result<Vec<MessageAnswer>> {
	world.wait(&format!("{number} dead letters"), || {
		let page: MessagePage = world.ask("outbox_deadLetters", &[])?;
		Ok((page.items.len() == number).then_some(page.items))
	})
}

#[test]
fn a_dead_letter_holds_its_bill_alone_and_goes_first_when_it_is_taken_up_again() -> Result<()> {
	let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
	let world = World::start(env!("CARGO_TARGET_TMPDIR"), "dead-letter", &Plan::default())?;
	let holder = Holder::register(&world, "Holder-of-two")?;
	let authorization = holder.authorize(&world, &[("Insurer-01", SCENE)])?[0];
	let papers = [bills::paper(CODE, 1, TOTAL)?, bills::paper(CODE, 2, TOTAL)?];
	bills::register(&world, &papers, holder.payer)?;
	let [held, free] = papers.map(|paper| paper.key);
	world.open("nonTax", &["--attempts", "2"])?;
	let nontax = world.system(System::Nontax)?;
	let mut insurer = Insurer::new(&world, "Insurer-01", 0);
	let mut lock = |key: BillKey, flow: &str| -> Result<()> {
		let flow: FlowNumber = flow.parse()?;
		let (scene, region) = (SceneId(SCENE), Region::SHANGHAI);
		let claimed = Fen::new(TOTAL)?;
		let request =
			LockRequest { key, scene, region, flow: flow.clone(), claimed, authorization };
		insurer.acquire(&request)??;
		insurer.release(key, &flow)??;
		Ok(())
	};

	// Nobody is there: the first message of the bill dies, and what follows it waits.
	nontax.set_faults(&FaultSettings { unavailable: 1_000, ..FaultSettings::default() })?;
	lock(held, "dead-1")?;
	let dead = dead_letters(&world, 1)?;
	let first = dead[0].id;
	ensure!(nontax.applied()?.is_empty(), "nothing took effect");

	// The system is back: other bills go on, that one does not.
	nontax.set_faults(&FaultSettings::default())?;
	lock(free, "free-1")?;
	let others = world.wait("the other bill's messages arrive", || {
		let applied = nontax.applied()?;
		Ok((applied.len() == 2).then_some(applied))
	})?;
	let about = |items: &[Applied], key: &BillKey| {
		items.iter().filter(|item| item.bill == Some(key.to_string())).count()
	};
	ensure!(about(&others, &free) == 2, "{others:?}");
	world.wait("one message waits behind the dead letter", || {
		let standing = world.destination(Destination::NonTax)?;
		Ok(standing.filter(|standing| (standing.waiting, standing.dead) == (0, 2)))
	})?;

	// An administrator takes it up again: both arrive, in their order.
	let id = first.to_string();
	world.devnet.fiscal(&["outbox", "revive", &id, "--dev", "Finance"])?.expect(0)?;
	world.drained()?;
	let all = nontax.applied()?;
	ensure!(all.len() == 4 && about(&all, &held) == 2, "{all:?}");
	let order: Vec<u64> = all[2..].iter().map(|item| item.sequence).collect();
	ensure!(order[0] == first && order[0] < order[1], "{first} comes first: {all:?}");
	ensure!(nontax.violations()?.is_empty(), "{:?}", nontax.violations()?);

	// Of what is given up nothing arrives, and what follows it goes on.
	nontax.set_faults(&FaultSettings { unavailable: 1_000, ..FaultSettings::default() })?;
	lock(held, "dead-2")?;
	let id = dead_letters(&world, 1)?[0].id;
	nontax.set_faults(&FaultSettings::default())?;
	let words = ["--reason", "told by hand", "--dev", "Finance"];
	let number = id.to_string();
	let discard = [&["outbox", "discard", &number][..], &words[..]].concat();
	world.devnet.fiscal(&discard)?.expect(0)?;
	let standing = world.drained()?;
	let arrived = nontax.applied()?;
	ensure!(arrived.len() == 5 && arrived.iter().all(|item| item.sequence != id), "{arrived:?}");
	ensure!(arrived[4].action == "unlocked", "{arrived:?}");
	ensure!(standing.iter().all(|answer| answer.dead == 0), "{standing:?}");
	let message = world.ask::<Option<MessageAnswer>>("outbox_message", &[json!(id)])?;
	ensure!(message.is_none(), "it is gone: {message:?}");
	Ok(())
}
