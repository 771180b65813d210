//! How each table is written: its columns, and what becomes of each when the row is there already. What a
//! transaction writes, it writes with these statements alone; the check reads the same columns.

use super::statement::{first, fixed, key, known, last, sum, told, Statement};

/// Blocks.
pub const BLOCKS: Statement = Statement {
	table: "blocks",
	may_exist: false,
	columns: &[
		key("height"),
		last("hash"),
		last("parent_hash"),
		last("state_root"),
		last("extrinsics_root"),
		last("time"),
		last("proposer"),
		last("round"),
		last("set_id"),
		last("spec_version"),
		last("transactions"),
		last("events"),
		last("bills"),
		last("bytes"),
		last("certificate"),
		last("digest_logs"),
	],
};

/// Runtimes.
pub const RUNTIMES: Statement = Statement {
	table: "runtimes",
	may_exist: true,
	columns: &[
		key("spec_version"),
		fixed("transaction_version"),
		fixed("first_block"),
		fixed("metadata"),
	],
};

/// Sets of validators.
pub const VALIDATOR_SETS: Statement = Statement {
	table: "validator_sets",
	may_exist: false,
	columns: &[key("id"), last("hash"), last("effective"), last("members")],
};

/// Transactions.
pub const TRANSACTIONS: Statement = Statement {
	table: "transactions",
	may_exist: false,
	columns: &[
		key("seq"),
		last("hash"),
		last("time"),
		last("pallet"),
		last("call"),
		last("signer"),
		last("account"),
		last("success"),
		last("error"),
	],
};

/// Bytes of transactions.
pub const BODIES: Statement = Statement {
	table: "transaction_bodies",
	may_exist: false,
	columns: &[key("seq"), last("spec_version"), last("raw")],
};

/// Events.
pub const EVENTS: Statement = Statement {
	table: "events",
	may_exist: false,
	columns: &[
		key("seq"),
		last("extrinsic"),
		last("time"),
		last("phase"),
		last("pallet"),
		last("name"),
		last("data"),
	],
};

/// Alerts.
pub const ALERTS: Statement = Statement {
	table: "alerts",
	may_exist: false,
	columns: &[
		key("seq"),
		last("time"),
		last("severity"),
		last("kind"),
		last("subject"),
		last("pallet"),
		last("name"),
	],
};

/// Bills.
pub const BILLS: Statement = Statement {
	table: "bills",
	may_exist: true,
	columns: &[
		key("key"),
		fixed("seq"),
		fixed("code"),
		fixed("number"),
		fixed("area"),
		fixed("kind"),
		last("document"),
		last("issuer"),
		last("scene"),
		last("node"),
		last("validity"),
		last("medium"),
		last("usage"),
		last("circulation"),
		last("amount_fen"),
		last("reimbursed_fen"),
		last("issued_on"),
		fixed("registered_at"),
		fixed("registered_index"),
		last("changed_at"),
		last("last_action"),
		last("version"),
		last("lock_holder"),
		last("payer"),
		last("related"),
		last("spec_version"),
		last("record"),
	],
};

/// Holders of payer references.
pub const PAYERS: Statement =
	Statement { table: "payers", may_exist: true, columns: &[key("payer"), last("participant")] };

/// Steps in the lives of bills.
pub const TIMELINE: Statement = Statement {
	table: "timeline",
	may_exist: false,
	columns: &[
		key("seq"),
		last("bill"),
		last("time"),
		last("extrinsic"),
		last("kind"),
		last("action"),
		last("participant"),
		last("spec_version"),
		last("record"),
		last("data"),
	],
};

/// Locks.
pub const LOCKS: Statement = Statement {
	table: "locks",
	may_exist: true,
	columns: &[
		key("seq"),
		fixed("bill"),
		fixed("holder"),
		fixed("scene"),
		fixed("region"),
		fixed("flow"),
		fixed("authorization_digest"),
		fixed("at"),
		fixed("expires"),
		fixed("claimed_fen"),
		last("state"),
		last("ended_at"),
		last("amount_fen"),
		fixed("extrinsic"),
	],
};

/// Authorizations.
pub const AUTHORIZATIONS: Statement = Statement {
	table: "authorizations",
	may_exist: true,
	columns: &[
		key("digest"),
		fixed("seq"),
		fixed("kind"),
		fixed("holder"),
		fixed("grantee"),
		fixed("delegate"),
		fixed("scene"),
		fixed("scopes"),
		fixed("coverage"),
		fixed("bills"),
		last("state"),
		fixed("valid_from"),
		fixed("valid_until"),
		fixed("uses_max"),
		last("used"),
		last("failures"),
		fixed("registered_at"),
		last("changed_at"),
		fixed("extrinsic"),
		last("record"),
	],
};

/// Bills that authorizations name.
pub const AUTHORIZATION_BILLS: Statement = Statement {
	table: "authorization_bills",
	may_exist: true,
	columns: &[key("bill"), key("digest")],
};

/// Steps in the lives of authorizations.
pub const AUTHORIZATION_LOG: Statement = Statement {
	table: "authorization_log",
	may_exist: false,
	columns: &[
		key("seq"),
		last("digest"),
		last("time"),
		last("extrinsic"),
		last("action"),
		last("participant"),
		last("bill"),
		last("fault"),
		last("head"),
		last("data"),
	],
};

/// Participants.
pub const PARTICIPANTS: Statement = Statement {
	table: "participants",
	may_exist: true,
	columns: &[
		key("id"),
		last("did"),
		last("name"),
		last("kind"),
		last("tier"),
		last("label"),
		last("parent"),
		last("roles"),
		last("status"),
		last("account"),
		last("key_version"),
		last("admitted_at"),
		last("changed_at"),
		last("record"),
	],
};

/// Accounts of participants: an account never belongs to another.
pub const ACCOUNTS: Statement = Statement {
	table: "accounts",
	may_exist: true,
	columns: &[key("account"), fixed("participant")],
};

/// Access nodes.
pub const NODES: Statement = Statement {
	table: "nodes",
	may_exist: true,
	columns: &[
		key("id"),
		last("name"),
		last("operator"),
		last("kinds"),
		last("scenes"),
		last("resources"),
		last("status"),
		last("activated_at"),
		last("registered_at"),
		last("changed_at"),
		last("credential_from"),
		last("credential_until"),
		last("revoked_at"),
		last("devices"),
		last("record"),
	],
};

/// Whom access nodes serve.
pub const NODE_LINKS: Statement = Statement {
	table: "node_links",
	may_exist: true,
	columns: &[key("node"), key("participant"), last("issuer"), last("app_user")],
};

/// What access nodes were like.
pub const NODE_HISTORY: Statement = Statement {
	table: "node_history",
	may_exist: false,
	columns: &[
		key("node"),
		key("seq"),
		last("time"),
		last("status"),
		last("activated"),
		last("revoked"),
		last("credential_from"),
		last("credential_until"),
		last("kinds"),
	],
};

/// Approvals. What was proposed under one runtime stays read with it.
pub const APPROVALS: Statement = Statement {
	table: "approvals",
	may_exist: true,
	columns: &[
		key("id"),
		fixed("operation"),
		fixed("subject"),
		fixed("proposer"),
		fixed("signer"),
		fixed("flow"),
		last("state"),
		last("step"),
		fixed("steps"),
		last("signed"),
		last("demanded"),
		fixed("proposed_at"),
		fixed("deadline"),
		last("changed_at"),
		last("head"),
		fixed("spec_version"),
		fixed("call"),
		last("record"),
	],
};

/// Records of approvals.
pub const APPROVAL_ENTRIES: Statement = Statement {
	table: "approval_entries",
	may_exist: true,
	columns: &[
		key("approval"),
		key("entry"),
		fixed("action"),
		fixed("signer"),
		fixed("time"),
		fixed("reason"),
		fixed("block"),
	],
};

/// Scenes.
pub const SCENES: Statement = Statement {
	table: "scenes",
	may_exist: true,
	columns: &[
		key("id"),
		last("name"),
		last("kind"),
		last("weight"),
		last("lock_term"),
		last("status"),
		last("rules_version"),
		last("registered_at"),
		last("changed_at"),
		last("record"),
	],
};

/// Policies.
pub const POLICIES: Statement = Statement {
	table: "policies",
	may_exist: true,
	columns: &[
		key("id"),
		last("name"),
		last("state"),
		last("latest"),
		last("effective"),
		last("effect"),
		last("priority"),
		last("points"),
		fixed("drafted_at"),
		last("changed_at"),
		last("record"),
	],
};

/// Versions of policies.
pub const POLICY_VERSIONS: Statement = Statement {
	table: "policy_versions",
	may_exist: true,
	columns: &[
		key("policy"),
		key("version"),
		fixed("name"),
		last("state"),
		fixed("digest"),
		fixed("drafted_at"),
		fixed("drafted_by"),
		last("enacted_at"),
		last("record"),
	],
};

/// Messages. What the chain forgot stays.
pub const OUTBOX: Statement = Statement {
	table: "outbox",
	may_exist: true,
	columns: &[
		key("id"),
		fixed("destination"),
		first("kind"),
		last("state"),
		told("attempts"),
		fixed("queued_at"),
		known("deadline"),
		last("changed_at"),
		known("outcome"),
		first("record"),
	],
};

/// Observations. What the chain forgot stays.
pub const OBSERVATIONS: Statement = Statement {
	table: "observations",
	may_exist: true,
	columns: &[
		key("id"),
		fixed("kind"),
		fixed("requester"),
		last("status"),
		fixed("at"),
		fixed("deadline"),
		last("changed_at"),
		known("agreed"),
		fixed("question"),
		known("said"),
		known("observed"),
	],
};

/// Provinces.
pub const PROVINCES: Statement = Statement {
	table: "provinces",
	may_exist: true,
	columns: &[
		key("region"),
		last("inbound"),
		last("outbound"),
		last("public_key"),
		last("changed_at"),
		last("record"),
	],
};

/// Bills by period.
pub const BILL_STATISTICS: Statement = Statement {
	table: "bill_statistics",
	may_exist: true,
	columns: &[
		key("axis"),
		key("unit"),
		key("issuer"),
		key("period"),
		key("area"),
		key("kind"),
		key("scene"),
		sum("count"),
		sum("total_fen"),
		sum("red_count"),
		sum("red_fen"),
		sum("voided_count"),
		sum("reimbursed_fen"),
	],
};

/// What the chain did by period.
pub const ACTIVITY: Statement = Statement {
	table: "activity",
	may_exist: true,
	columns: &[
		key("unit"),
		key("period"),
		sum("blocks"),
		sum("transactions"),
		sum("failed"),
		sum("bills"),
		sum("locks"),
		sum("reimbursed_fen"),
	],
};

/// Sums over whole tables.
pub const COUNTERS: Statement =
	Statement { table: "counters", may_exist: true, columns: &[key("name"), sum("value")] };
