-- Valid for SQLite and for PostgreSQL alike: TEXT and BIGINT alone. Digests, keys and signatures are
-- lower-case hexadecimal, files base64, times Unix ms, amounts fen, records JSON.

CREATE TABLE IF NOT EXISTS counters (
	name TEXT NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL
);

-- Every message of the chain that arrived, with the receipt it was given.
CREATE TABLE IF NOT EXISTS messages (
	system TEXT NOT NULL,
	message_id TEXT NOT NULL,
	digest TEXT NOT NULL,
	receipt TEXT NOT NULL,
	PRIMARY KEY (system, message_id)
);

-- The number of the last message that was applied, by what has to arrive in order.
CREATE TABLE IF NOT EXISTS lanes (
	system TEXT NOT NULL,
	lane TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	PRIMARY KEY (system, lane)
);

-- Every message that took effect, once.
CREATE TABLE IF NOT EXISTS applied (
	system TEXT NOT NULL,
	position BIGINT NOT NULL,
	message_id TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	bill TEXT,
	action TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (system, position),
	UNIQUE (system, message_id)
);

-- Every rule that a sender broke.
CREATE TABLE IF NOT EXISTS violations (
	system TEXT NOT NULL,
	position BIGINT NOT NULL,
	kind TEXT NOT NULL,
	message_id TEXT,
	sequence BIGINT NOT NULL,
	bill TEXT,
	detail TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (system, position)
);

-- A bill of which nothing but its state was ever told has no check code.
CREATE TABLE IF NOT EXISTS bills (
	system TEXT NOT NULL,
	code TEXT NOT NULL,
	number TEXT NOT NULL,
	check_code TEXT,
	total BIGINT,
	issued_on BIGINT,
	payer TEXT,
	xml_hash TEXT,
	file_hash TEXT,
	summary_hash TEXT,
	state TEXT NOT NULL,
	prior TEXT,
	version BIGINT NOT NULL,
	touched BIGINT NOT NULL,
	PRIMARY KEY (system, code, number)
);

CREATE TABLE IF NOT EXISTS files (
	system TEXT NOT NULL,
	code TEXT NOT NULL,
	number TEXT NOT NULL,
	kind TEXT NOT NULL,
	media_type TEXT NOT NULL,
	content TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (system, code, number, kind)
);

-- What the chain says of the XML files of bills: of each the latest verdict.
CREATE TABLE IF NOT EXISTS verifications (
	system TEXT NOT NULL,
	code TEXT NOT NULL,
	number TEXT NOT NULL,
	xml_hash TEXT NOT NULL,
	state BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (system, code, number)
);

-- Organisations for cross-province reimbursement, of every province, and their services.
CREATE TABLE IF NOT EXISTS filings (
	region BIGINT NOT NULL,
	org TEXT NOT NULL,
	name TEXT NOT NULL,
	active BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (region, org)
);

CREATE TABLE IF NOT EXISTS services (
	region BIGINT NOT NULL,
	org TEXT NOT NULL,
	status TEXT NOT NULL,
	until BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (region, org)
);

-- Reimbursements of bills of the three provinces that were asked for, with the first answer.
CREATE TABLE IF NOT EXISTS flows (
	flow_key TEXT NOT NULL PRIMARY KEY,
	position BIGINT NOT NULL,
	issuer BIGINT NOT NULL,
	region BIGINT NOT NULL,
	org TEXT NOT NULL,
	flow TEXT NOT NULL,
	bill TEXT NOT NULL,
	claimed BIGINT NOT NULL,
	content TEXT NOT NULL,
	outcome TEXT NOT NULL,
	expires BIGINT,
	ending TEXT,
	ended TEXT,
	at BIGINT NOT NULL
);

-- Locks on bills of the three provinces. At most one of a bill has not ended: the index sees to it.
CREATE TABLE IF NOT EXISTS locks (
	position BIGINT NOT NULL PRIMARY KEY,
	bill TEXT NOT NULL,
	flow_key TEXT NOT NULL,
	taken BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	ended BIGINT,
	how TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS one_lock_a_bill ON locks (bill) WHERE ended IS NULL;
CREATE INDEX IF NOT EXISTS locks_by_flow ON locks (flow_key);

-- What the platform has to tell Shanghai.
CREATE TABLE IF NOT EXISTS outgoing (
	position BIGINT NOT NULL PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	region BIGINT NOT NULL,
	kind TEXT NOT NULL,
	lane TEXT NOT NULL,
	org TEXT NOT NULL,
	flow TEXT,
	bill TEXT,
	body TEXT NOT NULL,
	made BIGINT NOT NULL,
	due BIGINT NOT NULL,
	status TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	code TEXT,
	words TEXT,
	outcome TEXT,
	expires BIGINT
);
CREATE INDEX IF NOT EXISTS outgoing_waiting ON outgoing (status, due);
CREATE INDEX IF NOT EXISTS outgoing_lane ON outgoing (lane, status, position);

-- Agreements behind authorizations, as files.
CREATE TABLE IF NOT EXISTS agreements (
	authorization_digest TEXT NOT NULL PRIMARY KEY,
	region BIGINT NOT NULL,
	media_type TEXT NOT NULL,
	content TEXT NOT NULL,
	hash TEXT NOT NULL
);

-- Files that Shanghai handed over.
CREATE TABLE IF NOT EXISTS received (
	position BIGINT NOT NULL PRIMARY KEY,
	service TEXT NOT NULL,
	region BIGINT NOT NULL,
	org TEXT NOT NULL,
	flow TEXT NOT NULL,
	subject TEXT NOT NULL,
	media_type TEXT NOT NULL,
	hash TEXT NOT NULL,
	bytes BIGINT NOT NULL,
	at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS evidence (
	digest TEXT NOT NULL PRIMARY KEY,
	reference TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL,
	name TEXT,
	content TEXT,
	at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS signings (
	signing TEXT NOT NULL PRIMARY KEY,
	matter TEXT NOT NULL UNIQUE,
	request TEXT NOT NULL,
	template TEXT NOT NULL,
	document TEXT NOT NULL,
	document_hash TEXT NOT NULL,
	touched BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS signatures (
	signing TEXT NOT NULL,
	seat BIGINT NOT NULL,
	signer TEXT NOT NULL,
	signature TEXT,
	at BIGINT,
	PRIMARY KEY (signing, seat)
);

CREATE TABLE IF NOT EXISTS steps (
	signing TEXT NOT NULL,
	seq BIGINT NOT NULL,
	action TEXT NOT NULL,
	signer TEXT,
	at BIGINT NOT NULL,
	head TEXT NOT NULL,
	PRIMARY KEY (signing, seq)
);
