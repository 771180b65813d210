#!/usr/bin/env bash
# The explorer in a real browser against a real chain: runs the demo on ports of its own, adds what
# pages are to show besides (a lock that is held, a draft, an approval, a motion, an alert), and runs
# the tests of explorer/packages/client that need a chain, and those of explorer/e2e. Arguments go to
# Playwright: scripts/e2e.sh --project zh-1366.
# E2E_SHOTS is a folder for pictures of every page; E2E_KEEP=1 leaves everything running after the
# tests, until Ctrl-C; E2E_COMMAND=timings measures instead of testing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=${CARGO_TARGET_DIR:-target}/release
base=${E2E_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/fiscalchain/e2e}
port=${E2E_PORT:-27944}
explorer_port=${E2E_EXPLORER_PORT:-27080}
demo_log=$base/demo.log
demo=

export FISCAL_URL=ws://127.0.0.1:$port
export E2E_URL=http://127.0.0.1:$explorer_port
export E2E_BILLS=$base/world/bills
export E2E_RESULTS=${E2E_RESULTS:-$base/results}
export E2E_SHOTS=${E2E_SHOTS:-}

fail() { printf 'e2e: %s\n' "$*" >&2; exit 1; }

# shellcheck disable=SC2317 # called by the trap
stop() {
	if [ -n "$demo" ] && kill -0 "$demo" 2>/dev/null; then
		kill -TERM "$demo"
		wait "$demo" || true
	fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# fiscal COMMAND...: quietly, unless it fails.
fiscal() {
	local said
	said=$("$target/fiscal" "$@" 2>&1) || fail "fiscal $* failed: $said"
}

# member_of NAME COMMAND...: the member of that name in what `fiscal` answers as JSON.
member_of() {
	local name=$1
	shift
	"$target/fiscal" "$@" --output json | sed -nE "s/.*\"$name\": ?\"?([^\",}]*).*/\1/p" | head -n 1
}

# grows COUNTER: waits until the index counts one at least.
grows() {
	local end=$((SECONDS + 120))
	until curl -fsS "$E2E_URL/api/v1/$1" | grep -Eq "$2"; do
		[ "$SECONDS" -lt "$end" ] || fail "not in time: $1"
		sleep 0.5
	done
}

world() {
	mkdir -p "$base"
	# A signal for the demo alone, not for the whole group: it stops what it started in its order.
	CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target} DEMO_DIR=$base/world DEMO_PORT=$port \
		DEMO_EXPLORER_PORT=$explorer_port scripts/demo.sh </dev/null >"$demo_log" 2>&1 &
	demo=$!
	until grep -q '^.*Explorer 浏览器:' "$demo_log" 2>/dev/null; do
		kill -0 "$demo" 2>/dev/null || { tail -n 40 "$demo_log" >&2; fail "the demo did not start"; }
		sleep 1
	done
}

# What the demo leaves open or does not do: the pages of each have something to show.
more() {
	local bill grantee payer digest file
	file=$(find "$E2E_BILLS" -name '*.xml' | sort | sed -n 3p)
	bill=$(basename "$file" .xml)
	payer=$(member_of payer bill get "$bill")
	grantee=$(member_of did key inspect --dev Insurer-01)
	fiscal participant register-holder --payer "$payer" --new-dev Citizen-3 --dev BigData
	fiscal vc issue --grantee "$grantee" --scene 2 --scope use --bill "$bill" --uses 9 \
		--out "$base/world/citizen-3.jwt" --dev Citizen-3
	fiscal vc register "$base/world/citizen-3.jwt" --dev BigData
	digest=$(member_of digest vc inspect "$base/world/citizen-3.jwt")
	fiscal lock acquire "$bill" --scene 2 --claim 100.00 --flow CI-2026-0100 \
		--authorization "$digest" --dev Insurer-01

	"$target/fiscal" policy template amount-limit >"$base/world/policy.json"
	fiscal policy draft "$base/world/policy.json" --dev Finance
	fiscal approval flow create --name 两级复核 --step fiscalAuthority:1 --via-approval \
		--approval-reason "大额调整需要两级复核" --dev Finance
	fiscal policy enact 1 1 --reason "由理事会表决" --via-council --dev Finance
	fiscal participant freeze 28 --reason "资料不全，暂停业务" --dev Finance

	grows 'locks?state=active' CI-2026-0100
	grows approvals '"state":"pending"'
	grows alerts participantStatus
}

for binary in fiscal-node fiscal fiscal-sim fiscal-indexer; do
	[ -x "$target/$binary" ] || fail "$target/$binary is missing: run 'make build' first"
done
[ -d explorer/node_modules/@playwright/test ] ||
	(cd explorer && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci)

if [ -n "${E2E_WORLD:-}" ]; then
	# A world that runs already, at the ports above.
	:
else
	world
	more
fi
printf 'e2e: the explorer is at %s\n' "$E2E_URL"

# Before the pages, which count what is there.
if [ -z "${E2E_WORLD:-}${E2E_COMMAND:-}" ]; then
	(cd explorer && FISCAL_WS=$FISCAL_URL npm run --silent test:live -w packages/client) ||
		fail "the TypeScript client does not get on with a live chain"
fi

status=0
(cd explorer && npm run --silent "${E2E_COMMAND:-e2e}" -w e2e -- "$@") || status=$?
if [ "${E2E_KEEP:-}" = 1 ] && [ -n "$demo" ]; then
	printf 'e2e: ended with %d; the explorer stays at %s until Ctrl-C\n' "$status" "$E2E_URL"
	wait "$demo"
fi
exit "$status"
