-- Valid for SQLite and for PostgreSQL alike: TEXT and BIGINT alone. Hashes and digests are `0x` and
-- lower-case hexadecimal digits, times Unix ms, truth 0 or 1, lists of words between commas
-- (`,issuer,user,`), records JSON, raw bytes base64. `seq` is height * 2^20 + number in the block.

-- Where the index stands: one row.
CREATE TABLE chain (
	id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	genesis TEXT NOT NULL,
	name TEXT NOT NULL,
	height BIGINT NOT NULL,
	hash TEXT NOT NULL,
	time BIGINT NOT NULL,
	spec_version BIGINT NOT NULL
);

-- What each version of the runtime says about itself, from the first block it executed on: transactions
-- and records are decoded with it as they are read.
CREATE TABLE runtimes (
	spec_version BIGINT NOT NULL PRIMARY KEY,
	transaction_version BIGINT NOT NULL,
	first_block BIGINT NOT NULL,
	metadata TEXT NOT NULL
);

-- The sets of validators that decided blocks. Members are JSON: key, account, weight, participant.
CREATE TABLE validator_sets (
	id BIGINT NOT NULL PRIMARY KEY,
	hash TEXT NOT NULL,
	effective BIGINT NOT NULL,
	members TEXT NOT NULL
);

CREATE TABLE blocks (
	height BIGINT NOT NULL PRIMARY KEY,
	hash TEXT NOT NULL UNIQUE,
	parent_hash TEXT NOT NULL,
	state_root TEXT NOT NULL,
	extrinsics_root TEXT NOT NULL,
	time BIGINT NOT NULL,
	proposer BIGINT,
	round BIGINT,
	set_id BIGINT NOT NULL,
	spec_version BIGINT NOT NULL,
	transactions BIGINT NOT NULL,
	events BIGINT NOT NULL,
	bills BIGINT NOT NULL,
	bytes BIGINT NOT NULL,
	certificate TEXT,
	digest_logs TEXT NOT NULL
);
CREATE INDEX blocks_by_time ON blocks (time, height);

CREATE TABLE transactions (
	seq BIGINT NOT NULL PRIMARY KEY,
	hash TEXT NOT NULL,
	time BIGINT NOT NULL,
	pallet TEXT NOT NULL,
	call TEXT NOT NULL,
	signer BIGINT,
	account TEXT,
	success BIGINT NOT NULL,
	error TEXT
);
CREATE INDEX transactions_by_hash ON transactions (hash);
CREATE INDEX transactions_by_call ON transactions (pallet, call, seq);
CREATE INDEX transactions_by_pallet ON transactions (pallet, seq, success);
CREATE INDEX transactions_by_signer ON transactions (signer, seq, pallet, call, success);
CREATE INDEX transactions_by_account ON transactions (account, seq, pallet, call, success);
CREATE INDEX transactions_failed ON transactions (seq, pallet, call) WHERE success = 0;

-- The bytes of each transaction, apart from what lists read.
CREATE TABLE transaction_bodies (
	seq BIGINT NOT NULL PRIMARY KEY,
	spec_version BIGINT NOT NULL,
	raw TEXT NOT NULL
);

CREATE TABLE events (
	seq BIGINT NOT NULL PRIMARY KEY,
	extrinsic BIGINT,
	time BIGINT NOT NULL,
	phase TEXT NOT NULL,
	pallet TEXT NOT NULL,
	name TEXT NOT NULL,
	data TEXT NOT NULL
);
CREATE INDEX events_by_name ON events (pallet, name, seq);
CREATE INDEX events_by_pallet ON events (pallet, seq);

CREATE TABLE alerts (
	seq BIGINT NOT NULL PRIMARY KEY,
	time BIGINT NOT NULL,
	severity TEXT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	pallet TEXT NOT NULL,
	name TEXT NOT NULL
);
CREATE INDEX alerts_by_severity ON alerts (severity, seq, kind);
CREATE INDEX alerts_by_kind ON alerts (kind, seq, severity);
