-- `record` is what the chain keeps of each, JSON.
CREATE TABLE participants (
	id BIGINT NOT NULL PRIMARY KEY,
	did TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	tier TEXT NOT NULL,
	label TEXT,
	parent BIGINT,
	roles TEXT NOT NULL,
	status TEXT NOT NULL,
	account TEXT NOT NULL,
	key_version BIGINT NOT NULL,
	admitted_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	record TEXT NOT NULL
);
CREATE INDEX participants_by_name ON participants (name, id);
CREATE INDEX participants_by_parent ON participants (parent, id, tier, kind, status);
CREATE INDEX participants_by_tier ON participants (tier, id, kind, status);
CREATE INDEX participants_by_kind ON participants (kind, id, tier, status);
CREATE INDEX participants_by_status ON participants (status, id, tier, kind);
-- Of citizens there are many, and they have no other role.
CREATE INDEX participants_with_roles ON participants (id, roles)
	WHERE roles <> ',' AND roles <> ',holder,';

-- Every account that a participant has or had.
CREATE TABLE accounts (
	account TEXT NOT NULL PRIMARY KEY,
	participant BIGINT NOT NULL
);
CREATE INDEX accounts_by_participant ON accounts (participant);

CREATE TABLE nodes (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	operator BIGINT NOT NULL,
	kinds TEXT NOT NULL,
	scenes TEXT NOT NULL,
	resources TEXT NOT NULL,
	status TEXT NOT NULL,
	activated_at BIGINT,
	registered_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	credential_from BIGINT NOT NULL,
	credential_until BIGINT NOT NULL,
	revoked_at BIGINT,
	devices BIGINT NOT NULL,
	record TEXT NOT NULL
);
CREATE INDEX nodes_by_status ON nodes (status, id);
CREATE INDEX nodes_by_operator ON nodes (operator, id);

CREATE TABLE node_links (
	node BIGINT NOT NULL,
	participant BIGINT NOT NULL,
	issuer BIGINT NOT NULL,
	app_user BIGINT NOT NULL,
	PRIMARY KEY (node, participant)
);
CREATE INDEX node_links_by_participant ON node_links (participant, node);

-- One row for each block that changed the node: what it was like from then on.
CREATE TABLE node_history (
	seq BIGINT NOT NULL,
	node BIGINT NOT NULL,
	time BIGINT NOT NULL,
	status TEXT NOT NULL,
	activated BIGINT NOT NULL,
	revoked BIGINT NOT NULL,
	credential_from BIGINT NOT NULL,
	credential_until BIGINT NOT NULL,
	kinds TEXT NOT NULL,
	PRIMARY KEY (node, seq)
);
CREATE INDEX node_history_by_time ON node_history (time, node);
