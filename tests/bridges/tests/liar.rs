//! No single node forges what an outside system said, and a system that lies is on record: R076, R086,
//! R090, R091, R110.

use anyhow::{bail, ensure, Context, Result};
use codec::Decode;
use fiscal_bridge_tests::{
	bills::{self, paper, HISTORIC},
	events, http, Control, Plan, World,
};
use fiscal_primitives::{
	bill::Use,
	observation::{ObservationAnswer, ObservationStatus, Observed, OutsideState},
	verification::FiveElements,
	BillKey, BlockNumber, Digest, Fen, ParticipantId, PayerRef,
};
use fiscal_sim::{
	control::{BillSeed, StateSeed},
	FaultSettings, System,
};
use fiscal_sm_crypto::Public;
use fiscal_tests::DEADLINE;
use serde_json::json;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// One world for every test of this file: each validator is pointed at a simulator of its own, so that
/// each may see something else. It ends with this process.
static WORLD: LazyLock<World> = LazyLock::new(|| {
	let plan = Plan { simulators: [0, 1, 2, 3], archive: true };
	let world = World::start(env!("CARGO_TARGET_TMPDIR"), "liar", &plan);
	let world = world.expect("the world starts");
	world.open("nonTax", &[]).expect("what is adopted is told");
	world
});
static TURN: Mutex<()> = Mutex::new(());

/// What every bill is over, in fen.
const TOTAL: u64 = 88_800;
/// What of it was reimbursed before the chain, in fen.
const REIMBURSED: u64 = 8_800;
/// The participants that run the validators, in their order.
const OPERATORS: [ParticipantId; 4] =
	[ParticipantId(1), ParticipantId(2), ParticipantId(3), ParticipantId(4)];

/// What `Contradicted` tells of whoever said something else; the SCALE form of the type of the same
/// name of `pallet-observations`.
#[derive(Debug, Decode)]
struct Speaker {
	validator: Public,
	participant: Option<ParticipantId>,
}

/// The world with every system honest, for one test at a time.
fn world() -> Result<(&'static World, MutexGuard<'static, ()>)> {
	let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
	let world: &World = &WORLD;
	for nontax in systems(world)? {
		nontax.set_faults(&FaultSettings::default())?;
	}
	Ok((world, turn))
}

/// The non-tax system that each validator sees.
fn systems(world: &World) -> Result<Vec<Control>> {
	world.simulators.iter().map(|simulator| simulator.control(System::Nontax)).collect()
}

fn lying() -> FaultSettings {
	FaultSettings { lying: 1_000, ..FaultSettings::default() }
}

/// A bill that was partly reimbursed before the chain existed.
fn partly_reimbursed(elements: &FiveElements) -> Result<BillSeed> {
	let state = StateSeed {
		validity: Default::default(),
		medium: Default::default(),
		usage: Use::PartlyReimbursed,
		circulation: Default::default(),
		reimbursed: Fen::new(REIMBURSED)?,
	};
	Ok(BillSeed { state: Some(state), ..bills::seed(elements, None) })
}

/// Asks for a bill from before the chain, as the platform: the number of the request.
fn ask(world: &World, elements: &FiveElements) -> Result<u64> {
	let (bill, check) = (elements.key.to_string(), elements.check.to_string());
	let payer = PayerRef(Digest::repeat_byte(7)).to_string();
	let words = ["--check", &check, "--scene", "2", "--payer", &payer];
	let signer = ["--dev", "BigData", "--output", "json"];
	let command = [&["observe", "historic", &bill][..], &words[..], &signer[..]].concat();
	let asked = world.devnet.fiscal(&command)?.expect(0)?.json()?;
	asked["id"].as_u64().with_context(|| format!("a request has a number: {asked}"))
}

fn request(world: &World, id: u64) -> Result<ObservationAnswer> {
	let found: Option<ObservationAnswer> = world.ask("observation_get", &[json!(id)])?;
	found.with_context(|| format!("there is a request {id}"))
}

/// Waits until every validator has spoken.
fn spoken(world: &World, id: u64) -> Result<ObservationAnswer> {
	world.wait(&format!("four testimonies to {id}"), || {
		let answer = request(world, id)?;
		Ok((answer.said.len() == 4).then_some(answer))
	})
}

/// Whom the chain names since a height for having said something else to a request: participants in
/// ascending order.
fn contradicted(world: &World, since: BlockNumber, id: u64) -> Result<Vec<ParticipantId>> {
	let mut named = Vec::new();
	for event in events::since(world, since, "Observations", "Contradicted")? {
		if event.field::<u64>("id")? != id {
			continue;
		}
		let (said, agreed) = (event.field::<Digest>("said")?, event.field::<Digest>("agreed")?);
		ensure!(said != agreed, "{event:?}");
		let Speaker { validator, participant } = event.field("speaker")?;
		let participant = participant.with_context(|| format!("{validator} is somebody's"))?;
		let index = OPERATORS.iter().position(|operator| *operator == participant);
		let index = index.with_context(|| format!("#{participant} runs a validator"))?;
		let key = &world.devnet.validator(index)?.public_key;
		ensure!(*key == validator.to_string(), "{validator} is not that of #{participant}");
		named.push(participant);
	}
	named.sort();
	Ok(named)
}

/// The bill as a request found it.
fn found(answer: &ObservationAnswer) -> Result<(Fen, OutsideState)> {
	match &answer.observed {
		Some(Observed::HistoricBill { bill: Some(bill) }) => Ok((bill.total, bill.state)),
		other => bail!("no bill was found: {other:?}"),
	}
}

#[test]
fn one_liar_of_four_changes_nothing_and_is_named() -> Result<()> {
	const LIAR: usize = 3;
	let (world, _turn) = world()?;
	let elements = paper(HISTORIC, 1, TOTAL)?;
	for nontax in systems(world)? {
		nontax.plant(vec![partly_reimbursed(&elements)?])?;
	}
	systems(world)?[LIAR].set_faults(&lying())?;
	let before = events::height(world)?;
	let id = ask(world, &elements)?;

	let answer = spoken(world, id)?;
	ensure!(answer.request.status == ObservationStatus::Applied, "{answer:?}");
	let (total, state) = found(&answer)?;
	ensure!(total.get() == TOTAL && state.reimbursed.get() == REIMBURSED, "{answer:?}");
	let bill = world.bill(&elements.key)?.context("the bill was adopted")?;
	ensure!(bill.total.get() == TOTAL && bill.usage == Use::PartlyReimbursed, "{bill:?}");
	ensure!(bill.reimbursed.get() == REIMBURSED, "{bill:?}");

	let agreed = answer.request.agreed;
	let others = answer.said.iter().filter(|(_, said)| Some(*said) != agreed).count();
	ensure!(others == 1, "one said something else: {answer:?}");
	let named = contradicted(world, before, id)?;
	ensure!(named == [OPERATORS[LIAR]], "{named:?}");

	// For people too.
	let shown = world.devnet.fiscal(&["observe", "show", &id.to_string()])?.expect(0)?;
	ensure!(shown.stdout.matches("something else").count() == 1, "{}", shown.stdout);
	Ok(())
}

#[test]
fn what_one_validator_alone_claims_to_have_found_is_on_nobodys_chain() -> Result<()> {
	const INVENTOR: usize = 0;
	let (world, _turn) = world()?;
	let elements = paper(HISTORIC, 2, TOTAL)?;
	systems(world)?[INVENTOR].plant(vec![bills::seed(&elements, None)])?;
	let before = events::height(world)?;
	let id = ask(world, &elements)?;

	let answer = spoken(world, id)?;
	ensure!(answer.request.status == ObservationStatus::Applied, "{answer:?}");
	ensure!(answer.observed == Some(Observed::HistoricBill { bill: None }), "{answer:?}");
	ensure!(world.bill(&elements.key)?.is_none(), "there is no such bill");
	let named = contradicted(world, before, id)?;
	ensure!(named == [OPERATORS[INVENTOR]], "{named:?}");
	Ok(())
}

#[test]
fn a_system_that_lies_to_all_is_on_record_and_the_comparison_finds_it() -> Result<()> {
	let (world, _turn) = world()?;
	let elements = paper(HISTORIC, 3, TOTAL)?;
	for nontax in systems(world)? {
		nontax.plant(vec![partly_reimbursed(&elements)?])?;
		nontax.set_faults(&lying())?;
	}
	let before = events::height(world)?;
	let id = ask(world, &elements)?;

	// Nobody can tell: the word of the system is taken, and stays on record as what all were told.
	let answer = spoken(world, id)?;
	ensure!(answer.request.status == ObservationStatus::Applied, "{answer:?}");
	let agreed = answer.request.agreed.context("it was decided")?;
	ensure!(answer.said.iter().all(|(_, said)| *said == agreed), "{answer:?}");
	ensure!(contradicted(world, before, id)?.is_empty(), "no node is to blame");
	let (total, state) = found(&answer)?;
	ensure!(total.get() != TOTAL && state.reimbursed.is_zero(), "it was a lie: {answer:?}");

	// As soon as it tells the truth, its two words stand beside each other.
	for nontax in systems(world)? {
		nontax.set_faults(&FaultSettings::default())?;
	}
	let bill = elements.key.to_string();
	let compare = ["observe", "compare", &bill, &bill, "--dev", "Finance", "--output", "json"];
	let asked = world.devnet.fiscal(&compare)?.expect(0)?.json()?;
	let comparison = asked["id"].as_u64().context("a request has a number")?;
	spoken(world, comparison)?;
	let differences = events::since(world, before, "Observations", "DifferenceFound")?;
	let mut of_ours = Vec::new();
	for event in &differences {
		if event.field::<u64>("id")? == comparison {
			of_ours.push(event);
		}
	}
	let [event] = of_ours[..] else { bail!("one difference: {differences:?}") };
	ensure!(event.field::<BillKey>("key")? == elements.key, "{event:?}");
	let (inside, outside): (Option<OutsideState>, Option<OutsideState>) =
		(event.field("chain")?, event.field("outside")?);
	let inside = inside.context("the chain has it")?;
	let outside = outside.context("the system has it")?;
	ensure!(inside.reimbursed.is_zero() && inside.usage == Use::Free, "{inside:?}");
	ensure!(outside.reimbursed.get() == REIMBURSED, "{outside:?}");
	// The record of what was said is not touched by that.
	let kept = request(world, id)?;
	ensure!(kept.observed == answer.observed && kept.request.agreed == Some(agreed), "{kept:?}");
	Ok(())
}

/// Two validators of four are more than there may be liars, so that their word counts as soon as both
/// said it: once, and whoever said otherwise is named.
#[test]
fn where_two_say_this_and_two_say_that_one_of_it_counts_and_the_others_are_named() -> Result<()> {
	let (world, _turn) = world()?;
	let elements = paper(HISTORIC, 4, TOTAL)?;
	for nontax in systems(world)? {
		nontax.plant(vec![bills::seed(&elements, None)])?;
	}
	for index in [1, 2] {
		systems(world)?[index].set_faults(&lying())?;
	}
	let before = events::height(world)?;
	let id = ask(world, &elements)?;

	let answer = spoken(world, id)?;
	ensure!(answer.request.status == ObservationStatus::Applied, "{answer:?}");
	let (total, _) = found(&answer)?;
	let lied = total.get() != TOTAL;
	let bill = world.bill(&elements.key)?.context("the bill was adopted")?;
	ensure!(bill.total == total, "what counts is what was adopted: {bill:?}, {answer:?}");
	let expected = match lied {
		true => [OPERATORS[0], OPERATORS[3]],
		false => [OPERATORS[1], OPERATORS[2]],
	};
	let named = contradicted(world, before, id)?;
	ensure!(named == expected, "{named:?} instead of {expected:?}");
	let applied = events::since(world, before, "Observations", "Applied")?;
	let mut times = 0;
	for event in applied {
		times += u32::from(event.field::<u64>("id")? == id);
	}
	ensure!(times == 1, "it took effect {times} times");
	Ok(())
}

/// Plants the bill with another total at each system.
fn tell_everybody_something_else(world: &World, number: u64) -> Result<FiveElements> {
	let elements = paper(HISTORIC, number, TOTAL)?;
	for (nontax, more) in systems(world)?.into_iter().zip(0u64..) {
		let total = Fen::new(TOTAL + more)?;
		nontax.plant(vec![bills::seed(&FiveElements { total, ..elements }, None)])?;
	}
	Ok(elements)
}

#[test]
fn a_system_that_tells_everybody_something_else_is_not_believed() -> Result<()> {
	let (world, _turn) = world()?;
	let elements = tell_everybody_something_else(world, 5)?;
	let id = ask(world, &elements)?;
	let answer = spoken(world, id)?;
	ensure!(answer.request.status == ObservationStatus::Open, "{answer:?}");
	ensure!(answer.request.agreed.is_none() && answer.observed.is_none(), "{answer:?}");
	ensure!(world.bill(&elements.key)?.is_none(), "nothing was adopted");
	Ok(())
}

/// Whom an event at the deadline of a request names.
fn silent(world: &World, since: BlockNumber, name: &str, id: u64) -> Result<Option<Vec<Speaker>>> {
	for event in events::since(world, since, "Observations", name)? {
		if event.field::<u64>("id")? == id {
			return Ok(Some(event.field("silent")?));
		}
	}
	Ok(None)
}

/// Waits until that moment of consensus time has come, Unix ms: longer than anything else may take.
fn wait_until(world: &World, moment: u64) -> Result<()> {
	loop {
		let client = world.client(0)?;
		let head = http::wait(client.head())?;
		if http::wait(client.block_time(head.hash))? >= moment {
			return Ok(());
		}
		world.devnet.wait_progress(&[0], 1, DEADLINE)?;
	}
}

#[test]
#[ignore = "waits for a deadline: make chaos"]
fn at_the_deadline_silence_has_a_name_and_what_nobody_agreed_on_is_given_up() -> Result<()> {
	const SILENT: usize = 2;
	let (world, _turn) = world()?;
	let before = events::height(world)?;
	let disputed = tell_everybody_something_else(world, 6)?;
	let unanswered = ask(world, &disputed)?;
	spoken(world, unanswered)?;

	let elements = paper(HISTORIC, 7, TOTAL)?;
	for nontax in systems(world)? {
		nontax.plant(vec![bills::seed(&elements, None)])?;
	}
	let mute = FaultSettings { unavailable: 1_000, ..FaultSettings::default() };
	systems(world)?[SILENT].set_faults(&mute)?;
	let applied = ask(world, &elements)?;

	wait_until(world, request(world, applied)?.request.deadline)?;
	let named = silent(world, before, "Silent", applied)?.context("it is there")?;
	let named: Vec<_> = named.iter().map(|speaker| speaker.participant).collect();
	ensure!(named == [Some(OPERATORS[SILENT])], "{named:?}");
	ensure!(world.bill(&elements.key)?.is_some(), "three were enough");

	let named = silent(world, before, "Unanswered", unanswered)?.context("it was given up")?;
	ensure!(named.is_empty(), "all of them spoke: {named:?}");
	let answer = request(world, unanswered)?;
	ensure!(answer.request.status == ObservationStatus::Unanswered, "{answer:?}");
	ensure!(world.bill(&disputed.key)?.is_none(), "nothing was adopted");
	Ok(())
}
