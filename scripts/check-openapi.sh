#!/usr/bin/env bash
# Validates the OpenAPI documents of the simulators and of the index, and fuzzes both by them while they
# run, the index with a devnet of four validators behind it (`check-openapi.sh simulators` and
# `check-openapi.sh index` do one of the two): no answer may be a 5xx, none may be another than its
# document says, and nothing is taken that a document rules out. Each system is fuzzed as it is, which
# few requests survive for want of a signature; then without envelopes, which openapi_inside.py puts on
# and takes off; then its control endpoints.
#
# The two tools, openapi-spec-validator and Schemathesis, are installed from their registry into a Python
# environment in the cache directory, in the versions of openapi-requirements.txt.
#
#   OPENAPI_EXAMPLES  requests an operation, at most, in each phase: 100
#   OPENAPI_SEED      other numbers make other requests: 1
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${CARGO_TARGET_DIR:-target}/release
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fiscalchain
requirements=$scripts/openapi-requirements.txt
tools=$cache/openapi-tools
work=$cache/openapi
processes=()

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\ncheck-openapi: %s\n' "$*" >&2; exit 1; }

stop() {
	local process
	for process in "${processes[@]}"; do
		if kill "$process" 2>/dev/null; then
			wait "$process" || true
		fi
	done
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Installs the tools, unless those versions are there.
install_tools() {
	cmp -s "$requirements" "$tools/requirements.txt" && return
	say "Installing the tools into $tools"
	rm -rf "$tools"
	python3 -m venv "$tools" ||
		fail "no Python environment can be made; on Debian: apt-get install python3-venv"
	"$tools/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" ||
		fail "the tools cannot be installed; their registry has to be in reach"
	cp "$requirements" "$tools/requirements.txt"
}

# until_there FILE PROCESS LOG: waits until a process that was started has written the file.
until_there() {
	while [ ! -f "$1" ]; do
		kill -0 "$2" 2>/dev/null || { cat "$3" >&2; fail "it does not start"; }
		sleep 0.1
	done
}

# start_simulators NAME: a fresh set of simulators, whose addresses are written to NAME.json.
start_simulators() {
	"$target/fiscal-sim" serve --keys-from-dev --nontax 127.0.0.1:0 --platform 127.0.0.1:0 \
		--evidence 127.0.0.1:0 --signing 127.0.0.1:0 --ready-file "$work/$1.json" \
		</dev/null >"$work/$1.log" 2>&1 &
	processes+=($!)
	until_there "$work/$1.json" $! "$work/$1.log"
}

# address NAME SYSTEM: where a system of such a set is.
address() { sed -nE "s/.*\"$2\": ?\"([^\"]*)\".*/\1/p" "$work/$1.json"; }

# fuzz WHAT DOCUMENT URL: fuzzes what is at the URL by the document.
fuzz() {
	say "Fuzzing $1"
	(
		# Tools of this kind leave files where they stand.
		cd "$work"
		"$tools/bin/schemathesis" run "$2" --url "$3" --workers 1 \
			--max-examples "${OPENAPI_EXAMPLES:-100}" --seed "${OPENAPI_SEED:-1}" \
			--phases examples,coverage,fuzzing --request-timeout 30 \
			--checks "$checks" --warnings off --suppress-health-check all --no-color
	) || fail "$1 is not as its document says; logs are in $work"
}

# A request that a document admits may still be refused: its signature is wrong, the bill unknown.
checks=not_a_server_error,status_code_conformance,content_type_conformance
checks+=,response_schema_conformance,negative_data_rejection

for binary in fiscal-node fiscal fiscal-sim fiscal-indexer; do
	[ -x "$target/$binary" ] || fail "$target/$binary is missing: run 'make build' first"
done
mkdir -p "$cache"
rm -rf "$work"
mkdir "$work"
install_tools
# Its own list of refusals lacks those of what is too large, in the body and in the address.
cat >"$work/schemathesis.toml" <<'EOF'
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 428, 429, "5xx"]
EOF

check_index() {
	local port=${OPENAPI_PORT:-27144} url=http://127.0.0.1:${OPENAPI_INDEX_PORT:-27190} end
	export FISCAL_URL=ws://127.0.0.1:$port
	# Of identities that nobody has.
	FISCAL_INDEX_KEY=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	export FISCAL_INDEX_KEY
	say "A devnet with bills, and an index that follows it"
	"$target/fiscal-node" devnet --base-path "$work/chain" --rpc-port "$port" \
		-- --state-pruning archive </dev/null >"$work/devnet.log" 2>&1 &
	processes+=($!)
	until_there "$work/chain/devnet.json" $! "$work/devnet.log"
	"$target/fiscal" bill generate --count 50 --seed 7 --inpatient 0 --out "$work/bills" >/dev/null
	"$target/fiscal" bill register "$work/bills" --scene 1 --node 1 --dev Hospital >/dev/null
	"$target/fiscal-indexer" serve --database "sqlite://$work/index.sqlite" --node "$FISCAL_URL" \
		--listen "${url#http://}" --api-rate 100000 --rpc-rate 100000 \
		</dev/null >"$work/index.log" 2>&1 &
	processes+=($!)
	end=$((SECONDS + 180))
	until curl -fsS "$url/api/v1/bills" 2>/dev/null | grep -q '"number"'; do
		[ "$SECONDS" -lt "$end" ] || { cat "$work/index.log" >&2; fail "the index shows no bills"; }
		sleep 0.5
	done
	curl -fsS "$url/api/v1/openapi.json" >"$work/index.json"
	"$tools/bin/openapi-spec-validator" "$work/index.json"
	fuzz "the index" "$work/index.json" "$url"
	if grep -i panicked "$work/index.log"; then
		fail "the index panicked; its log is $work/index.log"
	fi
}

check_simulators() {
	local systems=(nontax platform evidence signing) system kind url name
	say "Validating the documents"
	for system in "${systems[@]}"; do
		"$target/fiscal-sim" openapi "$system" >"$work/$system-services.json"
		"$target/fiscal-sim" openapi "$system" --control >"$work/$system-control.json"
		python3 "$scripts/openapi_inside.py" document <"$work/$system-services.json" \
			>"$work/$system-inside.json"
		for kind in services control inside; do
			"$tools/bin/openapi-spec-validator" "$work/$system-$kind.json"
		done
	done

	start_simulators as-they-are
	start_simulators controlled
	for system in "${systems[@]}"; do
		url=$(address as-they-are "$system")
		fuzz "$system" "$work/$system-services.json" "$url"
		python3 "$scripts/openapi_inside.py" serve "$url" "$work/$system-inside.url" \
			</dev/null >"$work/$system-inside.log" 2>&1 &
		processes+=($!)
		until_there "$work/$system-inside.url" $! "$work/$system-inside.log"
		fuzz "$system without envelopes" "$work/$system-inside.json" "$(cat "$work/$system-inside.url")"
		fuzz "the control endpoints of $system" "$work/$system-control.json" \
			"$(address controlled "$system")"
	done

	for name in as-they-are controlled; do
		if grep -i panicked "$work/$name.log"; then
			fail "a simulator panicked; its log is $work/$name.log"
		fi
	done
}

case ${1:-all} in
all)
	check_index
	check_simulators
	;;
index | simulators) "check_$1" ;;
*) fail "there is nothing to check that is called $1" ;;
esac
say "The documents are valid, and what was asked was answered as they say."
