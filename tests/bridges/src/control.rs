//! The control endpoints of a simulated system: its faults, its data, and what it saw.

use crate::http;
use anyhow::{Context, Result};
use fiscal_primitives::{BillKey, Digest};
use fiscal_sim::{
	control::{Applied, BillSeed, BillSeeds, BillView, Count, Violation},
	platform::{
		AskSeed, Asked, FilingSeed, FlowView, GatewayView, LockSeed, LockView, Outcome,
		OutgoingView, Queued, ReceivedFile, ResultSeed, ServiceSeed, StartSeed,
	},
	FaultSettings,
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::Value;

/// The most items of a page.
const PAGE: u32 = 1_000;

/// One simulated system, for whoever runs it.
#[derive(Clone, Debug)]
pub struct Control {
	url: String,
}

/// A page of a list; the next one begins behind a position, or behind a bill.
#[derive(Deserialize)]
struct Page<T> {
	items: Vec<T>,
	next: Option<Value>,
}

/// Every system.
impl Control {
	/// The system at `url`, which has no slash at its end.
	pub fn new(url: impl Into<String>) -> Self {
		Self { url: url.into() }
	}

	/// Where the system is.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Switches faults on, and those off that are not named.
	///
	/// # Errors
	/// The simulator does not answer, or refuses the settings.
	pub fn set_faults(&self, faults: &FaultSettings) -> Result<()> {
		http::put::<FaultSettings>(&self.at("faults"), faults).map(drop)
	}

	/// The messages that took effect, in that order.
	///
	/// # Errors
	/// The simulator does not answer.
	pub fn applied(&self) -> Result<Vec<Applied>> {
		self.all("applied")
	}

	/// The rules that senders broke.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn violations(&self) -> Result<Vec<Violation>> {
		self.all("violations")
	}

	/// Writes bills.
	///
	/// # Errors
	/// The simulator does not answer, or one of them is impossible.
	pub fn plant(&self, bills: Vec<BillSeed>) -> Result<()> {
		self.tell::<_, Count>("bills", &BillSeeds { bills }).map(drop)
	}

	/// All bills, ascending.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn bills(&self) -> Result<Vec<BillView>> {
		self.all("bills")
	}

	/// A bill, if it is known.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn bill(&self, key: &BillKey) -> Result<Option<BillView>> {
		let (code, number) = (key.code.to_string(), key.number.to_string());
		let bills = self.bills()?;
		Ok(bills.into_iter().find(|bill| bill.code == code && bill.number == number))
	}

	fn at(&self, endpoint: &str) -> String {
		format!("{}/control/{endpoint}", self.url)
	}

	fn tell<Q: Serialize, A: DeserializeOwned>(&self, endpoint: &str, body: &Q) -> Result<A> {
		http::post(&self.at(endpoint), body)
	}

	fn all<T: DeserializeOwned>(&self, endpoint: &str) -> Result<Vec<T>> {
		let url = self.at(endpoint);
		let mut items = Vec::new();
		let mut after: Option<String> = None;
		loop {
			let mut query = vec![("limit", PAGE.to_string())];
			query.extend(after.map(|after| ("after", after)));
			let page: Page<T> = http::get(&url, &query)?;
			items.extend(page.items);
			after = match page.next {
				Some(Value::String(bill)) => Some(bill),
				Some(position) => Some(position.to_string()),
				None => return Ok(items),
			};
		}
	}
}

/// The platform.
impl Control {
	/// Says where the gateway of Shanghai is, and the hash of the first block of the chain there; without
	/// both messages wait.
	///
	/// # Errors
	/// The simulator does not answer, or it is no address.
	pub fn set_gateway(&self, url: Option<&str>, genesis: &Digest) -> Result<()> {
		let genesis = Some(fiscal_bridge::convert::hex(genesis));
		let view = GatewayView { url: url.map(Into::into), genesis };
		http::put::<GatewayView>(&self.at("gateway"), &view).map(drop)
	}

	/// A province broadcasts the registration of one of its organisations: the number of the message.
	///
	/// # Errors
	/// The simulator does not answer, or refuses what is to be said.
	pub fn file(&self, seed: &FilingSeed) -> Result<String> {
		self.queue("inbound/filing", seed)
	}

	/// A province broadcasts a change of a service.
	///
	/// # Errors
	/// As [`Control::file`].
	pub fn change_service(&self, seed: &ServiceSeed) -> Result<String> {
		self.queue("inbound/service", seed)
	}

	/// An organisation of a province starts to reimburse a bill of Shanghai.
	///
	/// # Errors
	/// As [`Control::file`].
	pub fn start(&self, seed: &StartSeed) -> Result<String> {
		self.queue("inbound/start", seed)
	}

	/// It tells how that ended.
	///
	/// # Errors
	/// As [`Control::file`].
	pub fn finish(&self, seed: &ResultSeed) -> Result<String> {
		self.queue("inbound/result", seed)
	}

	/// What provinces told Shanghai, and what came of it.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn told(&self) -> Result<Vec<OutgoingView>> {
		self.all("inbound")
	}

	/// What came of one thing that a province told.
	///
	/// # Errors
	/// As [`Control::applied`]; there is no such thing.
	pub fn told_as(&self, id: &str) -> Result<OutgoingView> {
		let found = self.told()?.into_iter().find(|told| told.id == id);
		found.with_context(|| format!("the platform queued {id}"))
	}

	/// A province asks Shanghai for a service of its gateway: what was answered.
	///
	/// # Errors
	/// As [`Control::file`].
	pub fn ask(&self, service: &str, body: Value) -> Result<Asked> {
		self.tell("ask", &AskSeed { service: service.into(), body })
	}

	/// Takes or gives back the lock of a province's bill, for an organisation of that province: what
	/// came of it.
	///
	/// # Errors
	/// As [`Control::file`].
	pub fn lock(&self, seed: &LockSeed) -> Result<String> {
		self.tell::<_, Outcome>("locks", seed).map(|outcome| outcome.outcome)
	}

	/// The locks on provinces' bills, those that ended too.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn locks(&self) -> Result<Vec<LockView>> {
		self.all("locks")
	}

	/// The reimbursements of provinces' bills.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn flows(&self) -> Result<Vec<FlowView>> {
		self.all("flows")
	}

	/// The files that Shanghai handed over.
	///
	/// # Errors
	/// As [`Control::applied`].
	pub fn received(&self) -> Result<Vec<ReceivedFile>> {
		self.all("received")
	}

	fn queue(&self, endpoint: &str, seed: &impl Serialize) -> Result<String> {
		self.tell::<_, Queued>(endpoint, seed).map(|queued| queued.id)
	}
}
