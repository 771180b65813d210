-- Bills as they are at the indexed height. `record` is what the chain keeps of the bill, in the SCALE
-- encoding of the runtime `spec_version`.
--
-- Every list of bills goes along `seq`, so every index ends in it or has it behind the column that is
-- asked for. The columns behind `seq` are those other filters ask for: what does not fit is passed over
-- in the index, without a look at the table. The partial indexes are of what few bills are; a query has
-- to repeat their condition in words.
CREATE TABLE bills (
	key TEXT NOT NULL PRIMARY KEY,
	seq BIGINT NOT NULL,
	code TEXT NOT NULL,
	number TEXT NOT NULL,
	area TEXT NOT NULL,
	kind TEXT NOT NULL,
	document TEXT NOT NULL,
	issuer BIGINT NOT NULL,
	scene BIGINT NOT NULL,
	node BIGINT NOT NULL,
	validity TEXT NOT NULL,
	medium TEXT NOT NULL,
	usage TEXT NOT NULL,
	circulation TEXT NOT NULL,
	amount_fen BIGINT NOT NULL,
	reimbursed_fen BIGINT NOT NULL,
	issued_on BIGINT NOT NULL,
	registered_at BIGINT NOT NULL,
	registered_index BIGINT,
	changed_at BIGINT NOT NULL,
	last_action TEXT NOT NULL,
	version BIGINT NOT NULL,
	lock_holder BIGINT,
	payer TEXT NOT NULL,
	related TEXT,
	spec_version BIGINT NOT NULL,
	record TEXT NOT NULL
);
CREATE UNIQUE INDEX bills_by_seq ON bills (seq);
CREATE INDEX bills_by_issuer ON bills
	(issuer, seq, scene, kind, document, validity, usage, last_action, amount_fen, issued_on);
CREATE INDEX bills_by_scene ON bills
	(scene, seq, kind, document, validity, usage, last_action, amount_fen, issued_on);
CREATE INDEX bills_by_kind ON bills
	(kind, seq, scene, document, validity, usage, last_action, amount_fen, issued_on);
CREATE INDEX bills_by_usage ON bills
	(usage, seq, issuer, scene, kind, document, validity, last_action, amount_fen, issued_on);
CREATE INDEX bills_by_action ON bills
	(last_action, seq, issuer, scene, kind, document, validity, usage, amount_fen, issued_on);
CREATE INDEX bills_by_amount ON bills (amount_fen, seq);
CREATE INDEX bills_by_payer ON bills (payer, seq);
CREATE INDEX bills_by_number ON bills (number, code);
CREATE INDEX bills_by_issue ON bills (issued_on, seq);
CREATE INDEX bills_by_code ON bills
	(code, seq, issuer, scene, document, validity, usage, last_action, amount_fen, issued_on);
-- For ranges of days and amounts that are wide: what does not fit is passed over in the index.
CREATE INDEX bills_in_order ON bills (seq, issued_on, amount_fen);
CREATE INDEX bills_locked ON bills (lock_holder, seq) WHERE lock_holder IS NOT NULL;
CREATE INDEX bills_not_normal ON bills (validity, seq, issuer, scene, kind) WHERE validity <> 'normal';
CREATE INDEX bills_on_paper ON bills (seq, issuer, scene, kind) WHERE medium <> 'electronic';
CREATE INDEX bills_blocked ON bills (seq, issuer, scene, kind) WHERE circulation <> 'circulable';
CREATE INDEX bills_not_ordinary ON bills (document, seq, issuer, scene, kind) WHERE document <> 'ordinary';

-- Which participant a payer reference is bound to.
CREATE TABLE payers (
	payer TEXT NOT NULL PRIMARY KEY,
	participant BIGINT NOT NULL
);
CREATE INDEX payers_by_participant ON payers (participant);

-- Every step in the life of every bill, its locks and the uses of authorizations for it.
CREATE TABLE timeline (
	seq BIGINT NOT NULL PRIMARY KEY,
	bill TEXT NOT NULL,
	time BIGINT NOT NULL,
	extrinsic BIGINT,
	kind TEXT NOT NULL,
	action TEXT NOT NULL,
	participant BIGINT,
	spec_version BIGINT NOT NULL,
	record TEXT,
	data TEXT NOT NULL
);
CREATE INDEX timeline_by_bill ON timeline (bill, seq);

CREATE TABLE locks (
	seq BIGINT NOT NULL PRIMARY KEY,
	bill TEXT NOT NULL,
	holder BIGINT NOT NULL,
	scene BIGINT NOT NULL,
	region BIGINT NOT NULL,
	flow TEXT NOT NULL,
	authorization_digest TEXT NOT NULL,
	at BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	claimed_fen BIGINT NOT NULL,
	state TEXT NOT NULL,
	ended_at BIGINT,
	amount_fen BIGINT NOT NULL,
	extrinsic BIGINT
);
CREATE INDEX locks_by_bill ON locks (bill, seq);
CREATE INDEX locks_by_holder ON locks (holder, seq, state, scene, region);
CREATE INDEX locks_by_scene ON locks (scene, seq, state, holder, region);
CREATE INDEX locks_by_state ON locks (state, seq, holder, scene, region);
CREATE INDEX locks_by_region ON locks (region, seq, state, holder, scene);
CREATE INDEX locks_by_flow ON locks (flow, seq);
-- Begins with what its condition says, so that it is taken rather than the one by state with all sorted.
CREATE INDEX locks_live ON locks (state, expires, seq) WHERE state = 'active';

CREATE TABLE authorizations (
	digest TEXT NOT NULL PRIMARY KEY,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	holder BIGINT NOT NULL,
	grantee BIGINT NOT NULL,
	delegate BIGINT,
	scene BIGINT NOT NULL,
	scopes TEXT NOT NULL,
	coverage TEXT NOT NULL,
	bills BIGINT NOT NULL,
	state TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_until BIGINT NOT NULL,
	uses_max BIGINT NOT NULL,
	used BIGINT NOT NULL,
	failures BIGINT NOT NULL,
	registered_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	extrinsic BIGINT,
	record TEXT NOT NULL
);
-- Scopes stand in it so that what no authorization reaches as far as is passed over in the index.
CREATE UNIQUE INDEX authorizations_by_seq ON authorizations (seq, scopes);
CREATE INDEX authorizations_by_holder ON authorizations (holder, seq, state, grantee, valid_until);
CREATE INDEX authorizations_by_grantee ON authorizations
	(grantee, seq, state, valid_until, used, uses_max, valid_from, scene, scopes);
CREATE INDEX authorizations_by_state ON authorizations (state, seq, valid_until, used, uses_max, valid_from);
CREATE INDEX authorizations_by_scene ON authorizations (scene, seq, state, valid_until, used, uses_max);

-- The bills that authorizations name.
CREATE TABLE authorization_bills (
	digest TEXT NOT NULL,
	bill TEXT NOT NULL,
	PRIMARY KEY (bill, digest)
);
CREATE INDEX authorization_bills_by_digest ON authorization_bills (digest);

-- `digest` is empty for reads on the white list.
CREATE TABLE authorization_log (
	seq BIGINT NOT NULL PRIMARY KEY,
	digest TEXT,
	time BIGINT NOT NULL,
	extrinsic BIGINT,
	action TEXT NOT NULL,
	participant BIGINT,
	bill TEXT,
	fault TEXT,
	head TEXT,
	data TEXT NOT NULL
);
CREATE INDEX authorization_log_by_digest ON authorization_log (digest, seq);
CREATE INDEX authorization_log_by_participant ON authorization_log (participant, seq);
