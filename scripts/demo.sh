#!/usr/bin/env bash
# Walks through the main job on a fresh devnet of four validators: register signed e-bills, verify
# one, lock it, refuse the second lock, reimburse it, and catch a copied, an altered and an already
# reimbursed bill. Then the same across provinces, with simulators of the systems outside of the
# chain: a bill of Jiangsu is reimbursed in Shanghai, and one of Shanghai in Zhejiang. Afterwards
# chain and simulators run on until Ctrl-C; with ONCE=1 they are stopped and the script ends, with 0
# if every step went as it should.
set -euo pipefail

target=${CARGO_TARGET_DIR:-target}/release
base=${DEMO_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/fiscalchain/demo}
marker=$base/.fiscalchain-demo
port=${DEMO_PORT:-9944}
node_log=$base/devnet.log
devnet=
simulators=
indexer=
explorer=http://127.0.0.1:${DEMO_EXPLORER_PORT:-8080}
declare -A urls

export FISCAL_URL=ws://127.0.0.1:$port
# What the validators compiled, for the next demo.
export FISCAL_RUNTIME_CACHE=${FISCAL_RUNTIME_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fiscalchain/runtime-cache}
# Key of the payer index: an access node keeps its own secret; this one is the demo's.
export FISCAL_INDEX_KEY=64656d6f2d696e6465782d6b65792d6e6f742d6120736563726574

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\ndemo: %s\n' "$*" >&2; exit 1; }

stop() {
	# The validators before the simulators, to which they speak.
	local process
	for process in $indexer $devnet $simulators; do
		if kill -0 "$process" 2>/dev/null; then
			kill -TERM "$process"
			wait "$process" || true
		fi
	done
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

# eventually WHAT COMMAND...: waits until a command succeeds.
eventually() {
	local what=$1 end=$((SECONDS + 180))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || fail "not in time: $what"
		sleep 0.5
	done
	printf '\n... %s\n' "$what"
}

# says PATTERN COMMAND...: does `fiscal` answer something, as JSON, in which the pattern is?
says() {
	local pattern=$1
	shift
	grep -Eq "$pattern" <<<"$("$target/fiscal" "$@" --output json)"
}

# member NAME: the text or number of the member of that name in the JSON on standard input.
member() { sed -nE "s/.*\"$1\": ?\"?([^\",}]*).*/\1/p" | head -n 1; }

# member_of NAME COMMAND...: the same of what `fiscal` answers.
member_of() {
	local name=$1
	shift
	"$target/fiscal" "$@" --output json | member "$name"
}

# asked SYSTEM ENDPOINT: what a simulator shows to whoever runs it.
asked() { curl -fsS "${urls[$1]}/control/$2"; }

# told SYSTEM ENDPOINT JSON: what whoever runs a simulator tells it.
told() {
	printf "\n$ curl --json '%s' %s/control/%s\n" "$3" "${urls[$1]}" "$2"
	curl -fsS --json "$3" "${urls[$1]}/control/$2" || fail "the simulator refused it"
	printf '\n'
}

# fen YUAN: the amount in fen.
fen() { printf '%s' $((10#${1/./})); }

for binary in fiscal-node fiscal fiscal-sim fiscal-indexer; do
	[ -x "$target/$binary" ] || fail "$target/$binary is missing: run 'make build' first"
done

# Everything in the folder goes: what no demo left there is somebody's.
if [ ! -f "$marker" ] && [ -e "$base" ] && { [ ! -d "$base" ] || [ -n "$(ls -A "$base")" ]; }; then
	fail "$base holds what no demo left there: name an empty folder in DEMO_DIR, or remove it yourself"
fi
rm -rf "$base"
mkdir -p "$base"
: >"$marker"

say "The systems outside of the chain, as simulators: non-tax system, Yangtze-Delta platform, evidence and signing chain"
gateway=$(member_of public key inspect --dev Gateway)
"$target/fiscal-sim" serve --keys-from-dev --nontax 127.0.0.1:0 --platform 127.0.0.1:0 \
	--evidence 127.0.0.1:0 --signing 127.0.0.1:0 --gateway-key "${gateway#0x}" \
	--ready-file "$base/simulators.json" </dev/null >"$base/simulators.log" 2>&1 &
simulators=$!
while [ ! -f "$base/simulators.json" ]; do
	kill -0 "$simulators" 2>/dev/null ||
		{ cat "$base/simulators.log" >&2; fail "the simulators did not start"; }
	sleep 0.2
done
for system in nontax platform evidence signing; do
	urls[$system]=$(member "$system" <"$base/simulators.json")
	printf '%-10s %s\n' "$system" "${urls[$system]}"
done

# What the validator of that number is told of them: the bridges of each have files of their own.
bridges() {
	local folder=$base/bridges/$1 sign="dev_key = \"Validator-$1\""
	mkdir -p "$folder"
	(umask 077 && printf 'fiscalchain-dev-nontax-secret\n' >"$folder/nontax-secret")
	cat >"$folder/bridges.toml" <<-TOML
		[nontax]
		url = "${urls[nontax]}"
		appid = "shanghai"
		secret_file = "nontax-secret"
		peer_dev_key = "NonTax"

		[yangtze-delta]
		url = "${urls[platform]}"
		app = "shanghai"
		$sign
		peer_dev_key = "Platform-YD"

		[evidence]
		url = "${urls[evidence]}"
		app = "shanghai"
		$sign
		peer_dev_key = "EvidenceChain"

		[signing]
		url = "${urls[signing]}"
		app = "shanghai"
		$sign
		peer_dev_key = "SigningChain"

		[gateway]
		listen = "127.0.0.1:$((port + 300 + $1))"
		dev_key = "Gateway"
		peer_app = "yangtze-delta"
		peer_dev_key = "Platform-YD"

		[files]
		folder = "files"
	TOML
}
for number in 1 2 3 4; do bridges "$number"; done
printf '\n$ fiscal-node check-bridges --chain devnet --bridges %s\n' "$base/bridges/1/bridges.toml"
"$target/fiscal-node" check-bridges --chain devnet --bridges "$base/bridges/1/bridges.toml" ||
	fail "a connection is not in order"

say "A chain of four validators on this machine"
"$target/fiscal-node" devnet --base-path "$base/chain" --rpc-port "$port" \
	-- --state-pruning archive --bridges "$base/bridges/{validator}/bridges.toml" </dev/null >"$node_log" 2>&1 &
devnet=$!
while [ ! -f "$base/chain/devnet.json" ]; do
	kill -0 "$devnet" 2>/dev/null || { cat "$node_log" >&2; fail "the chain did not start"; }
	sleep 1
done
cat "$node_log"
step 0 chain status

say "The index follows the chain, and serves the explorer"
index=(--database "sqlite://$base/index.sqlite" --node "$FISCAL_URL")
"$target/fiscal-indexer" serve "${index[@]}" --listen "${explorer#http://}" \
	</dev/null >"$base/indexer.log" 2>&1 &
indexer=$!
eventually "the index is there: $explorer" curl -fsS "$explorer/api/v1/status"
kill -0 "$indexer" 2>/dev/null || { cat "$base/indexer.log" >&2; fail "the index did not start"; }

say "The platform is told where the gateway is, and the genesis hash: provinces sign for this chain alone"
genesis=$(member_of genesis chain status)
shanghai="{\"url\":\"http://127.0.0.1:$((port + 301))\",\"genesis\":\"${genesis#0x}\"}"
printf "\n$ curl -X PUT --json '%s' %s/control/gateway\n" "$shanghai" "${urls[platform]}"
curl -fsS -X PUT --json "$shanghai" "${urls[platform]}/control/gateway" || fail "the simulator refused it"
printf '\n'

say "The fiscal authority opens the way to the systems outside, each with the key that signs its receipts"
open_to() { step 0 outbox open "$1" --receipts "$(member_of public key inspect --dev "$2")" --dev Finance; }
open_to nonTax NonTax
open_to yangtzeDelta Platform-YD
open_to evidence EvidenceChain

say "A hospital issues 20 bills, signed by itself and by the fiscal authority, and registers them"
step 0 bill generate --count 20 --seed 2026 --inpatient 0 --out "$base/bills"
step 0 bill register "$base/bills" --scene 1 --node 1 --dev Hospital
mapfile -t files < <(find "$base/bills" -name '*.xml' | sort)
file=${files[0]}
bill=$(basename "$file" .xml)
step 0 bill inspect "$file"

# The five elements, as they stand on the bill.
element() { sed -nE "s/.*<$1>([^<]*)<\/$1>.*/\1/p" "${2:-$file}" | head -n 1; }
check=$(element RandomNumber)
date=$(element IssueDate)
amount=$(element TotalAmount)

say "Anybody who holds the bill can verify it, by its file or by its five elements"
step 0 bill verify-file "$file"
step 0 bill verify "${bill%-*}" "${bill#*-}" "$check" "$date" "$amount"

say "The citizen who paid authorizes two insurers to use it: their own key signs both credentials"
# citizen NAME BILL: registers who paid the bill, with a development key of that name.
citizen() {
	step 0 participant register-holder --payer "$(member_of payer bill get "$2")" --new-dev "$1" --dev BigData
}
# grant NAME BILL GRANTEE SCENE: leaves the digest of the citizen's credential in $digest.
grant() {
	local did file=$base/$1-$3.jwt
	did=$(member_of did key inspect --dev "$3")
	step 0 vc issue --grantee "$did" --scene "$4" --scope use --bill "$2" --uses 9 --out "$file" --dev "$1"
	step 0 vc register "$file" --dev BigData
	digest=$(member_of digest vc inspect "$file")
}
citizen Citizen "$bill"
grant Citizen "$bill" Medicare 1
medicare=$digest
grant Citizen "$bill" Insurer-01 2
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

say "The non-tax system, which the bill comes from, was told each step and knows how it stands"
told_all() {
	local known
	known=$("$target/fiscal" outbox destinations --output json) &&
		! grep -Eq '"waiting": ?[1-9]' <<<"$known"
}
eventually "no message waits" told_all
# reimbursed_there BILL: requires that the non-tax system has the bill as reimbursed, and shows it.
reimbursed_there() {
	local bill
	bill=$(asked nontax 'bills?limit=1000' |
		sed -nE "s/.*(\"code\":\"${1%-*}\",\"number\":\"${1#*-}\"[^}]*).*/\1/p")
	printf '\nnon-tax system: %s\n' "$bill"
	[[ $bill == *'"usage":"reimbursed"'* ]] || fail "the status was not written back"
}
reimbursed_there "$bill"
step 0 outbox destinations

say "An insurer registers for cross-province reimbursement: the fiscal authority approves, the platform takes it"
org=91310000MA1FL00000
step 0 region filing apply "$org" --name "示例商业保险" --purpose "跨省理赔" --dev Insurer-01
applicant=$(member_of participant region filing show --org "$org")
step 0 region filing review "$applicant" --approve --reason "材料齐全" --dev Finance
eventually "the platform registered it" says '"status": ?"registered"' region filing show --org "$org"
step 0 region service open --until 2099-12-31T00:00:00Z --dev Insurer-01
eventually "the platform knows that its service is open" told_all

say "A bill of Jiangsu is locked in Shanghai: nobody in Jiangsu gets it meanwhile"
theirs=$(asked platform 'bills?limit=1' | tr -d '\n')
foreign=$(member code <<<"$theirs")-$(member number <<<"$theirs")
total=$(member total <<<"$theirs")
total=$(printf '%d.%02d' $((total / 100)) $((total % 100)))
step 0 region start "$foreign" --issuer 32 --check "$(member checkCode <<<"$theirs")" \
	--date "$(member issuedOn <<<"$theirs")" --amount "$total" --claim "$total" \
	--flow SH-2026-0001 --authorization "$insurer" --dev Insurer-01
flow=(region flow 31 "$org" SH-2026-0001)
eventually "Jiangsu locked it" says '"status": ?"locked"' "${flow[@]}"
step 0 "${flow[@]}"
told platform locks "{\"code\":\"${foreign%-*}\",\"number\":\"${foreign#*-}\",\"flow\":\"JS-2026-0001\",\"claimed\":1}"

say "It is reimbursed here, and Jiangsu books it"
step 0 region finish SH-2026-0001 --settled "$total" --dev Insurer-01
eventually "Jiangsu booked it" says '"status": ?"settled"' "${flow[@]}"
step 0 "${flow[@]}"
asked platform 'bills?limit=1'
printf '\n'

say "A bill of Shanghai is locked from Zhejiang: its citizen authorized the platform"
file=${files[1]}
bill=$(basename "$file" .xml)
amount=$(element TotalAmount "$file")
citizen Citizen-2 "$bill"
grant Citizen-2 "$bill" BigData 2
zhejiang=91330000MA27X00000
told platform inbound/filing "{\"region\":33,\"org\":\"$zhejiang\",\"name\":\"示例浙江保险\",\"active\":true}"
told platform inbound/service "{\"region\":33,\"org\":\"$zhejiang\",\"change\":\"open\",\"until\":4102358400000}"
eventually "the chain knows the insurer of Zhejiang" says '"service": ?\{' region foreign 33 "$zhejiang"
seed="\"region\":33,\"org\":\"$zhejiang\",\"flow\":\"ZJ-2026-0001\",\"code\":\"${bill%-*}\",\"number\":\"${bill#*-}\""
elements="\"checkCode\":\"$(element RandomNumber "$file")\",\"issuedOn\":\"$(element IssueDate "$file")\",\"total\":$(fen "$amount")"
told platform inbound/start "{$seed,$elements,\"claimed\":$(fen "$amount"),\"authorization\":\"${digest#0x}\"}"
inbound=(region inbound 33 "$zhejiang" ZJ-2026-0001)
eventually "the chain decided" says '"outcome": ?"locked"' "${inbound[@]}"
step 0 "${inbound[@]}"

say "Caught: a bill that Zhejiang holds is not locked in Shanghai"
step 4 lock acquire "$bill" --scene 2 --claim "$amount" --flow CI-2026-0003 --authorization "$insurer" --dev Insurer-01

say "Zhejiang reimburses it; the chain counts it, and the non-tax system learns it"
told platform inbound/result "{$seed,\"amount\":$(fen "$amount")}"
eventually "the result arrived" says '"outcome": ?"settled"' "${inbound[@]}" --operation result
step 0 bill get "$bill"
eventually "no message waits" told_all
reimbursed_there "$bill"
step 0 outbox destinations

say "The index knows what the chain knows, row for row"
# index_has NAME VALUE LIST: is there a row of a list in which the member has that value?
index_has() { curl -fsS "$explorer/api/v1/$3" | grep -q "\"$1\":\"$2\""; }
eventually "the explorer shows the bill" index_has number "${bill#*-}" "bills?code=${bill%-*}&number=${bill#*-}"
printf '\n$ fiscal-indexer check\n'
"$target/fiscal-indexer" check "${index[@]}" || fail "the index differs from the chain"
curl -fsS "$explorer/" | grep -q '<div id="root"' || fail "the explorer's pages are not there"

if [ "${ONCE:-}" = 1 ]; then
	say "Every step went as it should; everything is stopped."
	exit 0
fi
say "Every step went as it should. The chain runs on at $FISCAL_URL, and so do the systems outside; Ctrl-C stops them."
say "Explorer 浏览器: $explorer"
wait "$devnet"
