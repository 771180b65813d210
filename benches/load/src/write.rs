//! Runs: from the plan to the report.

use crate::{
	book::{Book, Entry},
	devnet::Target,
	follow::Follower,
	link::{raise_file_limit, Link},
	meter::Meter,
	read::{ReadOptions, ReadReport, Readers},
	report::{Bills, Blocks, Cost, Counts, Latency, Rates, ReadOnlyReport, Setting, WriteReport},
	schedule::{Arrival, Plan, BATCH},
	senders::{senders, Sender},
	sign::{Anchor, BillForge, Order, Signed},
	submit::{run_lane, Job, Room, Shared},
	workload::Workload,
};
use anyhow::{ensure, Context, Result};
use codec::Decode;
use fiscal_client::{
	config::RuntimeClient,
	register::{ClientRegistrar, Registrar},
	Client,
};
use fiscal_primitives::{verification::FiveElements, BillKey};
use futures::{
	stream::{self, StreamExt},
	TryStreamExt,
};
use sp_crypto_hashing::twox_128;
use std::{
	sync::Arc,
	time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
	task::{block_in_place, JoinSet},
	time::{sleep_until, timeout_at, Instant},
};

/// Between the last preparation and the first transaction.
const RUN_UP: Duration = Duration::from_millis(500);
/// Connections that are opened at the same time.
const OPENING: usize = 32;
/// How many final transactions are looked up one by one at the end.
const SAMPLES: usize = 100;
/// What is signed before the run must still live at its end, with blocks four a second.
const LONGEST_PRESIGNED: Duration = Duration::from_secs(900);

/// How transactions are sent.
#[derive(Clone, Copy, Debug)]
pub struct WriteOptions {
	/// What is due, and when.
	pub plan: Plan,
	/// Connections that send, shared among the accounts; each account has one at least.
	pub connections: usize,
	/// Sign before the run.
	pub presign: bool,
	/// Watch each transaction by a subscription instead of looking for it in blocks.
	pub watch: bool,
	/// How long to wait for what is on its way when the last transaction was due.
	pub grace: Duration,
	/// Most transactions on their way.
	pub max_in_flight: usize,
	/// Most kilobytes on their way.
	pub max_in_flight_kilobytes: u32,
	/// Submissions of an account without an answer.
	pub window: usize,
}

/// A chain, and who will do what on it.
struct Stage {
	client: Client,
	runtime: RuntimeClient,
	senders: Vec<Sender>,
	workload: Workload,
}

impl Stage {
	async fn set(url: &str, lanes: usize, seed: u64) -> Result<Self> {
		let client = Client::connect(url).await?;
		let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
		Ok(Self {
			runtime: client.runtime(None).await?,
			senders: senders(&client, lanes).await?,
			workload: Workload::new(u64::try_from(now)?, seed)?,
			client,
		})
	}

	async fn head(&self) -> Result<Anchor> {
		let head = self.client.head().await?;
		Ok(Anchor { number: head.number, hash: head.hash })
	}

	/// Registers the first bills of the workload, for readers to ask after.
	async fn known(&self, count: u32) -> Result<Arc<[FiveElements]>> {
		let sender = self.senders.first().context("there is a sender")?;
		let registrar = ClientRegistrar::new(
			self.client.clone(),
			sender.account.clone(),
			sender.node,
			sender.issuer,
			sender.scene,
		);
		let mut done = 0;
		while done < count {
			let size = BATCH.min(count - done);
			let batch = self.workload.batch(done.into(), size)?;
			let answer =
				registrar.register(batch).await.context("registering bills to ask after")?;
			ensure!(answer.refused.is_empty(), "the chain refused {:?}", answer.refused);
			done += size;
		}
		(0..u64::from(count)).map(|index| self.workload.elements(index)).collect()
	}

	/// The orders of all arrivals, with nonces from the next one of each account on.
	async fn orders(&self, arrivals: &[Arrival]) -> Result<Vec<Order>> {
		let mut nonces = Vec::with_capacity(self.senders.len());
		for sender in &self.senders {
			nonces.push(self.client.next_nonce(sender.account.id()).await?);
		}
		arrivals
			.iter()
			.map(|arrival| {
				let Arrival { lane, first, bills, .. } = *arrival;
				let next = nonces.get_mut(lane).context("every lane has a sender")?;
				let nonce = *next;
				*next += 1;
				Ok(Order { lane, first, bills, nonce })
			})
			.collect()
	}

	/// How many bills the chain counts.
	async fn registered(&self) -> Result<u64> {
		let key = [twox_128(b"Bills"), twox_128(b"Registered")].concat();
		let value = self.client.storage(&key, self.client.head().await?.hash).await?;
		Ok(match value {
			Some(value) => u64::decode(&mut value.as_slice())?,
			None => 0,
		})
	}

	/// Looks up final transactions, evenly spread over the run: how many bills, and how many of them
	/// the chain does not have.
	async fn sample(&self, entries: &[Entry]) -> Result<(u64, u64)> {
		let finalized: Vec<&Entry> =
			entries.iter().filter(|entry| entry.finalized.is_some()).collect();
		let mut keys: Vec<BillKey> = Vec::new();
		for entry in finalized.iter().step_by(finalized.len().div_ceil(SAMPLES).max(1)) {
			let Arrival { lane, first, bills, .. } = entry.arrival;
			let last = first + u64::from(bills.saturating_sub(1));
			keys.push(self.workload.of_lane(lane)?.key(last)?);
		}
		let mut missing = 0;
		for key in &keys {
			missing += u64::from(self.client.bill(*key).await?.is_none());
		}
		Ok((u64::try_from(keys.len())?, missing))
	}
}

/// Opens connections to the nodes, an equal number for each lane; a lane stays with one node, since
/// its transactions follow each other.
async fn links(urls: &[String], connections: usize, lanes: usize) -> Result<Vec<Vec<Arc<Link>>>> {
	let mut all = Vec::with_capacity(lanes);
	for (lane, url) in urls.iter().cycle().take(lanes).enumerate() {
		let share = connections / lanes + usize::from(lane < connections % lanes);
		let opened: Vec<Arc<Link>> = stream::iter(0..share.max(1))
			.map(|_| async move { anyhow::Ok(Arc::new(Link::open(url).await?)) })
			.buffered(OPENING)
			.try_collect()
			.await?;
		all.push(opened);
	}
	Ok(all)
}

/// Runs a load, and with `reading` those who ask meanwhile.
///
/// # Errors
/// When the chain cannot be spoken to, is not a development chain, or refuses what no other signature
/// changes. What the chain merely does not manage is in the report.
pub async fn run(
	target: &Target,
	options: &WriteOptions,
	reading: Option<&ReadOptions>,
) -> Result<WriteReport> {
	let plan = &options.plan;
	let end = plan.end();
	raise_file_limit(options.connections + reading.map_or(0, |reading| reading.connections))?;
	ensure!(
		!options.presign || end + options.grace <= LONGEST_PRESIGNED,
		"a run of more than {} s is signed live",
		LONGEST_PRESIGNED.as_secs()
	);
	let url = target.first()?;
	let stage = Stage::set(url, plan.lanes, plan.seed).await?;
	let readers = match reading {
		None => None,
		Some(reading) => {
			let known = stage.known(reading.known).await?;
			Some((Readers::open(&target.urls, reading).await?, known))
		}
	};

	let arrivals = plan.arrivals(reading.map_or(0, |reading| reading.known.into()));
	ensure!(arrivals.iter().any(|arrival| arrival.measured), "nothing is due in the measured time");
	let orders = stage.orders(&arrivals).await?;
	let forge = BillForge::new(stage.runtime.clone(), stage.workload, stage.senders.clone())?;
	let signed: Vec<Option<Signed>> = if options.presign {
		eprintln!("signing {} transactions", orders.len());
		let anchor = stage.head().await?;
		let signed = block_in_place(|| forge.sign_all(&orders, anchor))?;
		signed.into_iter().map(Some).collect()
	} else {
		vec![None; orders.len()]
	};
	let mut lanes: Vec<Vec<Job>> = vec![Vec::new(); plan.lanes];
	for (index, ((arrival, order), signed)) in arrivals.iter().zip(orders).zip(signed).enumerate() {
		let lane = lanes.get_mut(order.lane).context("every order has a lane")?;
		lane.push(Job::new(index, arrival.at, order, signed));
	}
	let links = links(&target.urls, options.connections, plan.lanes).await?;

	let book = Arc::new(Book::new(&arrivals, options.watch));
	let room = Arc::new(Room::new(options.max_in_flight, options.max_in_flight_kilobytes));
	let registered = stage.registered().await?;
	let head = stage.head().await?;
	let start = Instant::now() + RUN_UP;
	let link = Link::open(url).await?;
	let follower = Arc::new(Follower::new(link, head, book.clone(), room.clone(), start));
	let shared = Arc::new(Shared {
		start,
		book: book.clone(),
		forge: Arc::new(forge),
		room,
		anchors: follower.anchors(),
		window: options.window,
		watch: options.watch,
	});

	let mut background = JoinSet::new();
	let following = follower.clone();
	background.spawn(async move { following.run().await });
	let mut running = JoinSet::new();
	for (jobs, links) in lanes.into_iter().zip(links) {
		running.spawn(run_lane(shared.clone(), links, jobs));
	}
	let (from, until) = (start + plan.warmup, start + end);
	let asking = readers.map(|(readers, known)| tokio::spawn(readers.run(known, from, until)));
	let validators = target.validators.clone();
	let metering = tokio::spawn(async move {
		sleep_until(from).await;
		Meter::start(validators)
	});

	eprintln!("running for {} s", end.as_secs());
	let settled = book.clone();
	let driving = async move {
		while let Some(lane) = running.join_next().await {
			lane.context("a lane ended")??;
		}
		settled.settled().await;
		anyhow::Ok(())
	};
	// When the time of grace is over, what is not final is lost or was not sent: the report says so.
	if let Ok(ended) = timeout_at(until + options.grace, driving).await {
		ended?;
	}
	let reading = metering.await.context("the meter ended")?.finish();
	let readers: Option<ReadReport> = match asking {
		Some(asking) => Some(asking.await.context("the readers ended")??),
		None => None,
	};
	background.abort_all();

	let tally = book.tally(plan.warmup..end);
	let last = tally.last_finalized.unwrap_or(end);
	let (sampled, missing) = stage.sample(&book.entries()).await?;
	Ok(WriteReport {
		setting: Setting {
			rate: plan.rate,
			pace: plan.pace,
			payload: plan.payload,
			warmup: plan.warmup.as_secs_f64(),
			seconds: plan.measured.as_secs_f64(),
			connections: options.connections.max(plan.lanes),
			senders: plan.lanes,
			presigned: options.presign,
			watched: options.watch,
			seed: plan.seed,
		},
		counts: Counts::of(&tally, follower.interruptions()),
		rates: Rates::of(&tally, plan.warmup, plan.measured),
		latency: Latency {
			finality: tally.finality.summary(),
			acceptance: tally.acceptance.summary(),
			lag: tally.lag.summary(),
		},
		blocks: Blocks::of(&follower.blocks(), &(plan.warmup..=last)),
		bills: Bills {
			finalized: tally.bills_of_all,
			registered: stage.registered().await?.saturating_sub(registered),
			sampled,
			missing,
		},
		cost: Cost::of(&reading, tally.since_window),
		validators: reading.validators,
		readers,
	})
}

/// Registers some bills and then only asks after them, for `time`.
///
/// # Errors
/// When the chain cannot be spoken to, or is not a development chain.
pub async fn read_only(
	target: &Target,
	options: &ReadOptions,
	time: Duration,
) -> Result<ReadOnlyReport> {
	raise_file_limit(options.connections)?;
	let stage = Stage::set(target.first()?, 1, options.seed).await?;
	let known = stage.known(options.known).await?;
	let readers = Readers::open(&target.urls, options).await?;
	let meter = Meter::start(target.validators.clone());
	let from = Instant::now() + RUN_UP;
	let readers = readers.run(known, from, from + time).await?;
	Ok(ReadOnlyReport { readers, validators: meter.finish().validators })
}
