-- `record` is what the chain keeps of each, JSON. `call` is the call of an approval, SCALE in base64;
-- empty where the chain does not keep it any more.
CREATE TABLE approvals (
	id BIGINT NOT NULL PRIMARY KEY,
	operation TEXT NOT NULL,
	subject TEXT NOT NULL,
	proposer BIGINT NOT NULL,
	signer BIGINT NOT NULL,
	flow BIGINT NOT NULL,
	state TEXT NOT NULL,
	step BIGINT NOT NULL,
	steps BIGINT NOT NULL,
	signed BIGINT NOT NULL,
	demanded BIGINT NOT NULL,
	proposed_at BIGINT NOT NULL,
	deadline BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	head TEXT NOT NULL,
	spec_version BIGINT NOT NULL,
	call TEXT NOT NULL,
	record TEXT NOT NULL
);
CREATE INDEX approvals_by_state ON approvals (state, id);
CREATE INDEX approvals_by_operation ON approvals (operation, id);
CREATE INDEX approvals_by_proposer ON approvals (proposer, id);
CREATE INDEX approvals_by_signer ON approvals (signer, id);

CREATE TABLE approval_entries (
	approval BIGINT NOT NULL,
	entry BIGINT NOT NULL,
	action TEXT NOT NULL,
	signer BIGINT,
	time BIGINT NOT NULL,
	reason TEXT,
	block BIGINT NOT NULL,
	PRIMARY KEY (approval, entry)
);
CREATE INDEX approval_entries_by_signer ON approval_entries (signer, approval);

CREATE TABLE scenes (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	weight BIGINT NOT NULL,
	lock_term BIGINT NOT NULL,
	status TEXT NOT NULL,
	rules_version BIGINT NOT NULL,
	registered_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	record TEXT NOT NULL
);

CREATE TABLE policies (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	state TEXT NOT NULL,
	latest BIGINT NOT NULL,
	effective BIGINT,
	effect TEXT NOT NULL,
	priority BIGINT NOT NULL,
	points TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	record TEXT NOT NULL
);
CREATE INDEX policies_by_state ON policies (state, id);

CREATE TABLE policy_versions (
	policy BIGINT NOT NULL,
	version BIGINT NOT NULL,
	name TEXT NOT NULL,
	state TEXT NOT NULL,
	digest TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	drafted_by BIGINT,
	enacted_at BIGINT,
	record TEXT NOT NULL,
	PRIMARY KEY (policy, version)
);
