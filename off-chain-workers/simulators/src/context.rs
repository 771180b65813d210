//! What the handlers of one system share.

use crate::{
	db::Db,
	fault::Fault,
	faults::Switch,
	gateway::Gateway,
	options::{Callers, Keys},
	system::System,
};
use fiscal_bridge::{
	envelope::{
		nontax::{Credentials, Profile},
		signed::check_request,
		EnvelopeFault, Guard,
	},
	protocol::{nontax::Envelope, SignedRequest},
	Secret,
};
use fiscal_primitives::Moment;
use fiscal_sm_crypto::{sm3_256, Signer};
use serde_json::Value;
use std::{ops::Deref, sync::Arc};

/// The most requests of one system within ten minutes.
const GUARD: usize = 2_000_000;
/// Digits of an HMAC-SM3.
const HMAC_DIGITS: usize = 64;

/// What the handlers of one system share; a copy is the same.
#[derive(Clone)]
pub struct Context(Arc<Shared>);

/// See [`Context`].
pub struct Shared {
	/// Which system.
	pub system: System,
	/// The database of all systems.
	pub db: Db,
	/// Its faults.
	pub switch: Switch,
	/// Keys of all systems.
	pub keys: Keys,
	/// Where the platform finds Shanghai.
	pub gateway: Gateway,
	callers: Callers,
	nontax: Vec<Credentials>,
	guard: Guard,
	token: Option<[u8; 32]>,
}

impl Deref for Context {
	type Target = Shared;

	fn deref(&self) -> &Shared {
		&self.0
	}
}

impl Context {
	/// Of one system.
	#[allow(clippy::too_many_arguments)]
	pub(crate) fn new(
		system: System,
		db: Db,
		switch: Switch,
		keys: Keys,
		gateway: Gateway,
		callers: Callers,
		nontax: Vec<Credentials>,
		token: Option<&Secret>,
	) -> Self {
		Self(Arc::new(Shared {
			system,
			db,
			switch,
			keys,
			gateway,
			callers,
			nontax,
			guard: Guard::new(GUARD),
			token: token.map(|token| sm3_256(token.expose())),
		}))
	}
}

impl Shared {
	/// The key with which this system signs.
	///
	/// # Errors
	/// 500 where it has none.
	pub fn signer(&self) -> Result<&dyn Signer, Fault> {
		self.receipt_signer().ok_or_else(|| Fault::internal("the system has no key"))
	}

	/// The key with which this system signs receipts, if it has one.
	pub fn receipt_signer(&self) -> Option<&dyn Signer> {
		self.keys.of(self.system).map(|signer| &**signer)
	}

	/// May whoever shows this token use the control endpoints?
	pub(crate) fn admits_operator(&self, given: Option<&[u8]>) -> bool {
		// Digests are compared, so that the time of the comparison tells nothing of the token.
		self.token.is_none_or(|token| given.is_some_and(|given| sm3_256(given) == token))
	}

	/// Checks a signed request for `service` and takes its nonce for used.
	///
	/// # Errors
	/// 400, 401 or 429.
	pub(crate) fn check(
		&self,
		request: &SignedRequest,
		service: &str,
		now: Moment,
	) -> Result<(), Fault> {
		let mut fault = EnvelopeFault::App;
		for key in self.callers.keys(&request.app) {
			match check_request(request, &request.app, service, &key, &self.guard, now) {
				Ok(()) => return Ok(()),
				Err(EnvelopeFault::Signature) => fault = EnvelopeFault::Signature,
				Err(other) => return Err(other.into()),
			}
		}
		Err(fault.into())
	}

	/// Opens an envelope of the non-tax system: whose it is, and what it says.
	///
	/// # Errors
	/// 400, 401 or 429.
	pub(crate) fn open(
		&self,
		envelope: &Envelope,
		now: Moment,
	) -> Result<(&Credentials, Value), Fault> {
		let profile = match envelope.sign.len() {
			HMAC_DIGITS => Profile::Sm3Hmac,
			_ => Profile::Md5,
		};
		let credentials = self
			.nontax
			.iter()
			.find(|credentials| credentials.profile == profile)
			.ok_or(EnvelopeFault::Signature)?;
		let request = credentials.open(envelope)?;
		self.guard.once(&envelope.appid, &envelope.noise, now)?;
		Ok((credentials, request))
	}
}
