-- `record`, `outcome`, `question`, `said` and `observed` are JSON.
CREATE TABLE outbox (
	id BIGINT NOT NULL PRIMARY KEY,
	destination TEXT NOT NULL,
	kind TEXT,
	state TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	queued_at BIGINT NOT NULL,
	deadline BIGINT,
	changed_at BIGINT NOT NULL,
	outcome TEXT,
	record TEXT
);
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_destination ON outbox (destination, id, state);

CREATE TABLE observations (
	id BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	requester BIGINT,
	status TEXT NOT NULL,
	at BIGINT NOT NULL,
	deadline BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	agreed TEXT,
	question TEXT NOT NULL,
	said TEXT,
	observed TEXT
);
CREATE INDEX observations_by_status ON observations (status, id);
CREATE INDEX observations_by_kind ON observations (kind, id);

CREATE TABLE provinces (
	region BIGINT NOT NULL PRIMARY KEY,
	inbound BIGINT NOT NULL,
	outbound BIGINT NOT NULL,
	public_key TEXT NOT NULL,
	changed_at BIGINT NOT NULL,
	record TEXT NOT NULL
);
