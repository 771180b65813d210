//! The only place that knows how blocks are agreed on: Aura proposes, GRANDPA finalizes.

use crate::service::{FullBackend, FullClient};
use fiscal_runtime::opaque::Block;
use sc_client_api::BlockBackend;
use sc_consensus::DefaultImportQueue;
use sc_consensus_aura::{ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{GrandpaBlockImport, LinkHalf, SharedVoterState};
use sc_network::{
	config::FullNetworkConfiguration, NetworkBackend, NotificationService, ProtocolName,
};
use sc_service::{error::Error, Configuration, TaskManager};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::sr25519::AuthorityPair;
use sp_core::H256;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};

type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
type Import = GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;

/// How often a justification is stored even when no set change demands it, in blocks.
const JUSTIFICATION_PERIOD: u32 = 512;
/// How often votes are gossiped again.
const GOSSIP_PERIOD: Duration = Duration::from_millis(333);

/// What consensus keeps between the building of the import queue and its start.
pub struct Link {
	block_import: Import,
	grandpa: LinkHalf<Block, FullClient, SelectChain>,
	select_chain: SelectChain,
}

/// How a block from the network or a file is verified and imported.
pub fn import_queue(
	config: &Configuration,
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	task_manager: &TaskManager,
) -> Result<(DefaultImportQueue<Block>, Link), Error> {
	let select_chain = SelectChain::new(backend);
	let (block_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		None,
	)?;
	let slots = client.clone();
	let queue =
		sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
			block_import: block_import.clone(),
			justification_import: Some(Box::new(block_import.clone())),
			client,
			create_inherent_data_providers: move |parent, _| {
				let slots = slots.clone();
				async move {
					let duration =
						sc_consensus_aura::standalone::slot_duration_at(&*slots, parent)?;
					Ok(inherents(duration))
				}
			},
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			check_for_equivocation: Default::default(),
			telemetry: None,
			compatibility_mode: Default::default(),
		})?;
	Ok((queue, Link { block_import, grandpa, select_chain }))
}

fn inherents(
	duration: sp_consensus_aura::SlotDuration,
) -> (sp_consensus_aura::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider) {
	let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
	let slot = sp_consensus_aura::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
		*timestamp, duration,
	);
	(slot, timestamp)
}

/// The network protocol of the votes.
pub struct Voting {
	name: ProtocolName,
	notifications: Box<dyn NotificationService>,
}

/// Adds the protocol of the votes to the network's configuration.
pub fn add_protocol<N: NetworkBackend<Block, H256>>(
	config: &Configuration,
	client: &FullClient,
	network: &mut FullNetworkConfiguration<Block, H256, N>,
	metrics: sc_network::service::NotificationMetrics,
) -> Result<Voting, Error> {
	let genesis = client
		.block_hash(0)
		.ok()
		.flatten()
		.ok_or_else(|| Error::Other("the database has no genesis block".into()))?;
	let name = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (protocol, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
		name.clone(),
		metrics,
		network.peer_store_handle(),
	);
	network.add_notification_protocol(protocol);
	Ok(Voting { name, notifications })
}

/// What consensus needs of the running node.
pub struct Running<'a> {
	/// Where tasks are spawned.
	pub task_manager: &'a TaskManager,
	/// The client.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<TransactionPoolHandle<Block, FullClient>>,
	/// The network.
	pub network: Arc<dyn sc_network::service::traits::NetworkService>,
	/// The synchronisation of blocks.
	pub sync: Arc<sc_network_sync::SyncingService<Block>>,
	/// Keys of the validator.
	pub keystore: KeystorePtr,
	/// Role of the node.
	pub role: sc_service::Role,
	/// Name of the node.
	pub name: String,
	/// Propose even without peers.
	pub force_authoring: bool,
	/// Where metrics go.
	pub registry: Option<substrate_prometheus_endpoint::Registry>,
}

/// Starts proposing and voting, each when the node's role demands it.
pub fn start(link: Link, voting: Voting, node: Running<'_>) -> Result<(), Error> {
	let Link { block_import, grandpa, select_chain } = link;
	if node.role.is_authority() {
		let proposer_factory = sc_basic_authorship::ProposerFactory::new(
			node.task_manager.spawn_handle(),
			node.client.clone(),
			node.pool.clone(),
			node.registry.as_ref(),
			None,
		);
		let slot_duration = sc_consensus_aura::slot_duration(&*node.client)?;
		let aura = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(
			StartAuraParams {
				slot_duration,
				client: node.client.clone(),
				select_chain,
				block_import,
				proposer_factory,
				create_inherent_data_providers: move |_, ()| async move { Ok(inherents(slot_duration)) },
				force_authoring: node.force_authoring,
				backoff_authoring_blocks: None::<()>,
				keystore: node.keystore.clone(),
				sync_oracle: node.sync.clone(),
				justification_sync_link: node.sync.clone(),
				block_proposal_slot_portion: SlotProportion::new(2f32 / 3f32),
				max_block_proposal_slot_portion: None,
				telemetry: None,
				compatibility_mode: Default::default(),
			},
		)?;
		// A validator that cannot propose is of no use: its end ends the node.
		node.task_manager.spawn_essential_handle().spawn_blocking(
			"aura",
			Some("block-authoring"),
			aura,
		);
	}

	let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
		config: sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_PERIOD,
			justification_generation_period: JUSTIFICATION_PERIOD,
			name: Some(node.name),
			observer_enabled: false,
			keystore: node.role.is_authority().then_some(node.keystore),
			local_role: node.role,
			telemetry: None,
			protocol_name: voting.name,
		},
		link: grandpa,
		network: node.network,
		sync: node.sync,
		notification_service: voting.notifications,
		voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
		prometheus_registry: node.registry,
		shared_voter_state: SharedVoterState::empty(),
		telemetry: None,
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(node.pool),
	})?;
	node.task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
	Ok(())
}

/// Takes back what consensus wrote beside the blocks that `fiscal-node revert` takes back.
pub fn revert(client: Arc<FullClient>, _: Arc<FullBackend>, blocks: u32) -> sc_cli::Result<()> {
	sc_consensus_grandpa::revert(client, blocks)?;
	Ok(())
}
