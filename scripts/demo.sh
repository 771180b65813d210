#!/usr/bin/env bash
# Walks through the main job on a fresh devnet of four validators: register signed e-bills, verify
# one, lock it, refuse the second lock, reimburse it, and catch a copied, an altered and an already
# reimbursed bill. Afterwards the chain runs on until Ctrl-C; with ONCE=1 it is stopped and the
# script ends, with 0 if every step went as it should.
set -euo pipefail

target=${CARGO_TARGET_DIR:-target}/release
base=${DEMO_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/fiscalchain/demo}
port=${DEMO_PORT:-9944}
node_log=$base/devnet.log
devnet=

export FISCAL_URL=ws://127.0.0.1:$port
# Key of the payer index: an access node keeps its own secret; this one is the demo's.
export FISCAL_INDEX_KEY=64656d6f2d696e6465782d6b65792d6e6f742d6120736563726574

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }

stop() {
	if [ -n "$devnet" ] && kill -0 "$devnet" 2>/dev/null; then
		kill -TERM "$devnet"
		wait "$devnet" || true
	fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# step EXIT-CODE COMMAND...: runs `fiscal` and requires how it ends.
step() {
	local expected=$1 code=0
	shift
	printf '\n$ fiscal %s\n' "$*"
	"$target/fiscal" "$@" 2>&1 || code=$?
	[ "$code" = "$expected" ] || fail "fiscal $* ended with $code instead of $expected"
}

for binary in fiscal-node fiscal; do
	[ -x "$target/$binary" ] || fail "$target/$binary is missing: run 'make build' first"
done

say "A chain of four validators on this machine"
rm -rf "$base"
mkdir -p "$base"
"$target/fiscal-node" devnet --base-path "$base/chain" --rpc-port "$port" </dev/null >"$node_log" 2>&1 &
devnet=$!
while [ ! -f "$base/chain/devnet.json" ]; do
	kill -0 "$devnet" 2>/dev/null || { cat "$node_log" >&2; fail "the chain did not start"; }
	sleep 1
done
cat "$node_log"
step 0 chain status

say "A hospital issues 20 bills, signed by itself and by the fiscal authority, and registers them"
step 0 bill generate --count 20 --seed 2026 --inpatient 0 --out "$base/bills"
step 0 bill register "$base/bills" --scene 1 --node 1 --dev Hospital
file=$(find "$base/bills" -name '*.xml' | sort | head -n 1)
bill=$(basename "$file" .xml)
step 0 bill inspect "$file"

# The five elements, as they stand on the bill.
element() { sed -nE "s/.*<$1>([^<]*)<\/$1>.*/\1/p" "$file" | head -n 1; }
check=$(element RandomNumber)
date=$(element IssueDate)
amount=$(element TotalAmount)

say "Anybody who holds the bill can verify it, by its file or by its five elements"
step 0 bill verify-file "$file"
step 0 bill verify "${bill%-*}" "${bill#*-}" "$check" "$date" "$amount"

say "The citizen who paid authorizes two insurers to use it: their own key signs both credentials"
payer=$("$target/fiscal" bill get "$bill" --output json | sed -nE 's/.*"payer": *"(0x[0-9a-f]+)".*/\1/p')
step 0 participant register-holder --payer "$payer" --new-dev Citizen --dev BigData
# grant INSURER SCENE: prints nothing, and leaves the digest of the credential in $digest.
grant() {
	local did
	did=$("$target/fiscal" key inspect --dev "$1" --output json | sed -nE 's/.*"did": *"([^"]+)".*/\1/p')
	step 0 vc issue --grantee "$did" --scene "$2" --scope use --bill "$bill" --uses 9 --out "$base/$1.jwt" --dev Citizen
	step 0 vc register "$base/$1.jwt" --dev BigData
	digest=$("$target/fiscal" vc inspect "$base/$1.jwt" --output json | sed -nE 's/.*"digest": *"(0x[0-9a-f]+)".*/\1/p')
}
grant Medicare 1
medicare=$digest
grant Insurer-01 2
insurer=$digest

say "Caught: nobody locks it without an authorization, or with somebody else's"
step 5 lock acquire "$bill" --scene 2 --claim "$amount" --flow CI-2026-0000 --authorization "$medicare" --dev Insurer-01

say "The medical insurer locks it; a commercial insurer's lock is refused"
step 0 lock acquire "$bill" --scene 1 --claim "$amount" --flow MI-2026-0001 --authorization "$medicare" --dev Medicare
step 4 lock acquire "$bill" --scene 2 --claim "$amount" --flow CI-2026-0001 --authorization "$insurer" --dev Insurer-01

say "The medical insurer reimburses it"
step 0 lock settle "$bill" --amount "$amount" --flow MI-2026-0001 --dev Medicare
step 0 bill get "$bill"

say "Caught: the bill is reimbursed already, whoever asks and whatever copy is shown"
step 5 lock acquire "$bill" --scene 2 --claim "$amount" --flow CI-2026-0002 --authorization "$insurer" --dev Insurer-01

say "Caught: a copy registered again"
step 6 bill register "$file" --scene 1 --node 1 --dev Hospital

say "Caught: an altered file, and an altered amount"
mkdir -p "$base/altered"
sed "s/<PayerPartyName>[^<]*</<PayerPartyName>王小明</" "$file" >"$base/altered/payer.xml"
step 3 bill verify-file "$base/altered/payer.xml"
step 3 bill verify "${bill%-*}" "${bill#*-}" "$check" "$date" 99999.00

say "What the chain knows of the bill's life"
step 0 bill history "$bill"

if [ "${ONCE:-}" = 1 ]; then
	say "Every step went as it should; the chain is stopped."
	exit 0
fi
say "Every step went as it should. The chain runs on at $FISCAL_URL; Ctrl-C stops it."
wait "$devnet"
