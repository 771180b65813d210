//! Which methods of the node are passed on. Everything else is refused: a method that a later node has is
//! added here, or nobody reaches it.
//!
//! * **Domain** reads: every method of `rpc/README.md`. They read state or index and change nothing.
//! * **Chain** reads of the node: blocks, headers, hashes, storage by key, runtime calls, proofs, metadata.
//! * **Submission** of signed transactions, and following them. The chain judges them.
//! * **Subscriptions** to heads, to the version of the runtime and to storage keys; the node bounds how
//!   many one connection has.
//!
//! Left out on purpose:
//!
//! * what a node calls unsafe (`author_insertKey`, `author_rotateKeys`, `author_removeExtrinsic`,
//!   `author_hasKey`, `system_addReservedPeer`, `system_addLogFilter`, `system_dryRun`, `system_peers`,
//!   `offchain_*`, `state_getPairs`, `state_queryStorage`, `state_traceBlock` …): it changes the node, or
//!   shows or costs too much;
//! * `state_getKeys`, which has no bound; `state_getKeysPaged` has one;
//! * `system_localListenAddresses` and `system_reservedPeers`, which show the network behind the server;
//! * `archive_*`, `statement_*`, `mixnet_*`, `bitswap_*`, which nobody here needs.

/// What a request costs of what a client may ask for.
const READ: u32 = 1;
/// Of what the node has to work for.
const WORK: u32 = 5;
/// Of large answers.
const LARGE: u32 = 20;

/// Every method that is passed on, with its cost, by name.
pub const METHODS: [(&str, u32); 153] = [
	("account_nextIndex", READ),
	("approval_bySubject", READ),
	("approval_flows", READ),
	("approval_get", READ),
	("approval_highRisk", READ),
	("approval_list", READ),
	("approval_roles", READ),
	("approval_waitingFor", READ),
	("author_pendingExtrinsics", LARGE),
	("author_submitAndWatchExtrinsic", WORK),
	("author_submitExtrinsic", WORK),
	("author_unwatchExtrinsic", READ),
	("bill_byTransaction", READ),
	("bill_get", READ),
	("bill_getWithProof", WORK),
	("bill_history", WORK),
	("bill_listByPayer", READ),
	("bill_pending", READ),
	("bill_ranges", READ),
	("bill_relations", READ),
	("bill_trail", WORK),
	("bill_verify", READ),
	("bill_verifyDigest", READ),
	("chainHead_v1_body", WORK),
	("chainHead_v1_call", WORK),
	("chainHead_v1_continue", READ),
	("chainHead_v1_follow", WORK),
	("chainHead_v1_header", READ),
	("chainHead_v1_stopOperation", READ),
	("chainHead_v1_storage", WORK),
	("chainHead_v1_unfollow", READ),
	("chainHead_v1_unpin", READ),
	("chainSpec_v1_chainName", READ),
	("chainSpec_v1_genesisHash", READ),
	("chainSpec_v1_properties", READ),
	("chain_getBlock", WORK),
	("chain_getBlockHash", READ),
	("chain_getFinalisedHead", READ),
	("chain_getFinalizedHead", READ),
	("chain_getHead", READ),
	("chain_getHeader", READ),
	("chain_getRuntimeVersion", READ),
	("chain_subscribeAllHeads", READ),
	("chain_subscribeFinalisedHeads", READ),
	("chain_subscribeFinalizedHeads", READ),
	("chain_subscribeNewHead", READ),
	("chain_subscribeNewHeads", READ),
	("chain_unsubscribeAllHeads", READ),
	("chain_unsubscribeFinalisedHeads", READ),
	("chain_unsubscribeFinalizedHeads", READ),
	("chain_unsubscribeNewHead", READ),
	("chain_unsubscribeNewHeads", READ),
	("consensus_pace", READ),
	("consensus_validators", READ),
	("did_resolve", READ),
	("lock_get", READ),
	("lock_getWithProof", WORK),
	("lock_listByBill", READ),
	("node_admission", READ),
	("node_admissions", READ),
	("node_byParticipant", READ),
	("node_code", READ),
	("node_codes", READ),
	("node_devices", READ),
	("node_get", READ),
	("node_list", READ),
	("node_routes", READ),
	("observation_get", READ),
	("observation_open", READ),
	("observation_results", READ),
	("outbox_deadLetters", READ),
	("outbox_destinations", READ),
	("outbox_message", READ),
	("participant_byIdentity", READ),
	("participant_details", READ),
	("participant_get", READ),
	("participant_keys", READ),
	("participant_tree", READ),
	("permission_record", READ),
	("permission_rules", READ),
	("policy_check", WORK),
	("policy_decide", WORK),
	("policy_distribution", READ),
	("policy_get", READ),
	("policy_history", READ),
	("policy_labels", READ),
	("policy_labelsOf", READ),
	("policy_list", READ),
	("policy_members", READ),
	("policy_primitive", READ),
	("policy_primitives", READ),
	("policy_set", READ),
	("policy_setChanges", READ),
	("policy_simulate", WORK),
	("policy_stats", READ),
	("region_filing", READ),
	("region_filingOf", READ),
	("region_filings", READ),
	("region_flow", READ),
	("region_flows", READ),
	("region_foreign", READ),
	("region_inbound", READ),
	("region_message", READ),
	("region_platform", READ),
	("region_provinces", READ),
	("region_service", READ),
	("rpc_discover", LARGE),
	("rpc_methods", READ),
	("scene_get", READ),
	("scene_list", READ),
	("scene_resource", READ),
	("scene_resourceTypes", READ),
	("scene_rules", READ),
	("state_call", WORK),
	("state_callAt", WORK),
	("state_getKeysPaged", WORK),
	("state_getKeysPagedAt", WORK),
	("state_getMetadata", LARGE),
	("state_getReadProof", WORK),
	("state_getRuntimeVersion", READ),
	("state_getStorage", READ),
	("state_getStorageAt", READ),
	("state_getStorageHash", READ),
	("state_getStorageHashAt", READ),
	("state_queryStorageAt", WORK),
	("state_subscribeRuntimeVersion", READ),
	("state_subscribeStorage", WORK),
	("state_unsubscribeRuntimeVersion", READ),
	("state_unsubscribeStorage", READ),
	("system_accountNextIndex", READ),
	("system_chain", READ),
	("system_chainType", READ),
	("system_health", READ),
	("system_localPeerId", READ),
	("system_name", READ),
	("system_nodeRoles", READ),
	("system_properties", READ),
	("system_syncState", READ),
	("system_version", READ),
	("transactionWatch_v1_submitAndWatch", WORK),
	("transactionWatch_v1_unwatch", READ),
	("transaction_v1_broadcast", WORK),
	("transaction_v1_stop", READ),
	("vc_byBill", WORK),
	("vc_byGrantee", READ),
	("vc_byHolder", READ),
	("vc_check", READ),
	("vc_delegate", READ),
	("vc_get", READ),
	("vc_history", WORK),
	("vc_log", READ),
	("vc_template", READ),
	("vc_whiteList", READ),
];

/// Methods that submit a transaction, which may carry a whole runtime.
const SUBMISSIONS: [&str; 4] = [
	"author_submitAndWatchExtrinsic",
	"author_submitExtrinsic",
	"transactionWatch_v1_submitAndWatch",
	"transaction_v1_broadcast",
];

/// May the parameters of a method be as long as a message may be? Those of the others are short.
pub fn is_submission(method: &str) -> bool {
	SUBMISSIONS.contains(&method)
}

/// The cost of a method; none where it is not passed on.
pub fn cost(method: &str) -> Option<u32> {
	METHODS
		.binary_search_by(|(name, _)| (*name).cmp(method))
		.ok()
		.and_then(|place| METHODS.get(place))
		.map(|(_, cost)| *cost)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn methods_are_in_order_and_none_twice() {
		assert!(METHODS.windows(2).all(|pair| pair[0].0 < pair[1].0));
		assert!(METHODS.iter().all(|(name, _)| cost(name).is_some()));
	}

	#[test]
	fn submissions_are_passed_on() {
		assert!(SUBMISSIONS.iter().all(|method| cost(method).is_some()));
		assert!(!is_submission("state_call"));
	}

	#[test]
	fn what_changes_or_shows_the_node_is_left_out() {
		for method in [
			"author_hasKey",
			"author_hasSessionKeys",
			"author_insertKey",
			"author_removeExtrinsic",
			"author_rotateKeys",
			"author_rotateKeysWithOwner",
			"dev_getBlockStats",
			"offchain_localStorageGet",
			"offchain_localStorageSet",
			"state_getKeys",
			"state_getPairs",
			"state_queryStorage",
			"state_traceBlock",
			"system_addLogFilter",
			"system_addReservedPeer",
			"system_dryRun",
			"system_localListenAddresses",
			"system_peers",
			"system_removeReservedPeer",
			"system_reservedPeers",
			"system_unstable_networkState",
			"",
			"bill_get ",
			"BILL_GET",
		] {
			assert_eq!(cost(method), None, "{method}");
		}
	}

	/// What `rpc/README.md` lists is passed on.
	#[test]
	fn every_method_of_the_domain_is_passed_on() {
		let readme = include_str!("../../../../../rpc/README.md");
		let listed: Vec<&str> = readme
			.lines()
			.filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
			.map(|(method, _)| method)
			.collect();
		assert!(listed.len() > 70);
		for method in listed {
			assert!(cost(method).is_some(), "{method}");
		}
	}
}
