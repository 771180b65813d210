-- Figures kept up with every block, in the transaction that writes the block.

-- Bills by period. `axis` is `issued` (day of issue) or `registered` (consensus time); `unit` is `hour`
-- (of `registered` alone), `day` or `month`; `period` is yyyymmddhh, yyyymmdd or yyyymm in China Standard
-- Time. `issuer` is 0 in rows of all issuers together, which answer whatever does not ask for one.
CREATE TABLE bill_statistics (
	axis TEXT NOT NULL,
	unit TEXT NOT NULL,
	period BIGINT NOT NULL,
	issuer BIGINT NOT NULL,
	area TEXT NOT NULL,
	kind TEXT NOT NULL,
	scene BIGINT NOT NULL,
	count BIGINT NOT NULL,
	total_fen BIGINT NOT NULL,
	red_count BIGINT NOT NULL,
	red_fen BIGINT NOT NULL,
	voided_count BIGINT NOT NULL,
	reimbursed_fen BIGINT NOT NULL,
	PRIMARY KEY (axis, unit, issuer, period, area, kind, scene)
);
CREATE INDEX bill_statistics_by_period ON bill_statistics (axis, unit, period, issuer) WHERE issuer <> 0;

-- What the chain did. `unit` is `minute`, `hour` or `day`; `period` is yyyymmddhhmm, yyyymmddhh or
-- yyyymmdd in China Standard Time.
CREATE TABLE activity (
	unit TEXT NOT NULL,
	period BIGINT NOT NULL,
	blocks BIGINT NOT NULL,
	transactions BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	bills BIGINT NOT NULL,
	locks BIGINT NOT NULL,
	reimbursed_fen BIGINT NOT NULL,
	PRIMARY KEY (unit, period)
);

-- Sums over whole tables: blocks, transactions, events, bills, bill_fen, red_bills, red_fen, voided_bills,
-- reimbursed_fen, locks, locks_active, authorizations.
CREATE TABLE counters (
	name TEXT NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL
);
