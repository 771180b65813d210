//! Clients of the systems outside that are configured.

use fiscal_bridge::{Check, Config, ConfigFault, Deliver, Ledger, Observe};
use fiscal_evidence::{Evidence, SigningClient};
use fiscal_nontax::Observer;
use fiscal_yangtze_delta::Platform;
use std::sync::Arc;

/// A client of each system that is configured.
#[derive(Clone, Default)]
pub struct Systems {
	/// The non-tax bill system 非税系统.
	pub nontax: Option<fiscal_nontax::Client>,
	/// The Yangtze-Delta platform 长三角.
	pub platform: Option<Platform>,
	/// The evidence chain 存证链.
	pub evidence: Option<Evidence>,
	/// The signing chain 签署链.
	pub signing: Option<SigningClient>,
}

impl Systems {
	/// Makes the clients; nothing is sent yet. With a ledger every call is recorded there.
	///
	/// # Errors
	/// [`ConfigFault`] of the certificates.
	pub fn new(config: &Config, ledger: Option<&Arc<Ledger>>) -> Result<Self, ConfigFault> {
		let mut systems = Self {
			nontax: config.nontax.as_ref().map(fiscal_nontax::Client::new).transpose()?,
			platform: config.yangtze_delta.as_ref().map(Platform::new).transpose()?,
			evidence: config.evidence.as_ref().map(Evidence::new).transpose()?,
			signing: config.signing.as_ref().map(SigningClient::new).transpose()?,
		};
		if let Some(ledger) = ledger {
			let with = || ledger.clone();
			systems.nontax = systems.nontax.map(|client| client.with_ledger(with()));
			systems.platform = systems.platform.map(|client| client.with_ledger(with()));
			systems.evidence = systems.evidence.map(|client| client.with_ledger(with()));
			systems.signing = systems.signing.map(|client| client.with_ledger(with()));
		}
		Ok(systems)
	}

	/// Those that take messages of the chain.
	pub fn deliverers(&self) -> Vec<Arc<dyn Deliver>> {
		let nontax = self.nontax.clone().map(|client| Arc::new(client) as Arc<dyn Deliver>);
		let platform = self.platform.clone().map(|client| Arc::new(client) as Arc<dyn Deliver>);
		let evidence = self.evidence.clone().map(|client| Arc::new(client) as Arc<dyn Deliver>);
		[nontax, platform, evidence].into_iter().flatten().collect()
	}

	/// Those that are observed.
	pub fn observers(&self, config: &Config) -> Vec<Arc<dyn Observe>> {
		let nontax = self
			.nontax
			.clone()
			.map(|client| Arc::new(Observer::new(client, config.compare.rest)) as Arc<dyn Observe>);
		let evidence = self.evidence.clone().map(|client| Arc::new(client) as Arc<dyn Observe>);
		[nontax, evidence].into_iter().flatten().collect()
	}

	/// A check of each connection.
	pub fn checks(&self) -> Vec<Arc<dyn Check>> {
		let nontax = self.nontax.clone().map(|client| Arc::new(client) as Arc<dyn Check>);
		let platform = self.platform.clone().map(|client| Arc::new(client) as Arc<dyn Check>);
		let evidence = self.evidence.clone().map(|client| Arc::new(client) as Arc<dyn Check>);
		let signing = self.signing.clone().map(|client| Arc::new(client) as Arc<dyn Check>);
		[nontax, platform, evidence, signing].into_iter().flatten().collect()
	}
}
