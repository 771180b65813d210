#!/usr/bin/env bash
# Checks what stands in this folder, with the tools that are there and says which are not.
#
#   ops/check.sh                                   forms: dashboards, rules, tests of rules, compose, units
#   ops/check.sh FILE|URL...                       and that every metric named in dashboards and rules is
#                                                  among these metrics of a running node, indexer or
#                                                  prometheus-node-exporter, such as
#                                                  http://127.0.0.1:9615/metrics
#
# Ends with 1 if something is wrong. Metrics are looked for among those of their kind alone: what no
# argument is of is said, and not checked.
set -euo pipefail

ops=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

good() { printf 'ok       %s\n' "$*"; }
skip() { printf 'skipped  %s\n' "$*"; }
bad() {
	printf 'WRONG    %s\n' "$*" >&2
	wrong=1
}

has() { command -v "$1" >/dev/null; }

# try WHAT COMMAND...: runs it quietly; its output shows if it fails.
try() {
	local what=$1
	shift
	if "$@" >"$work/output" 2>&1; then
		good "$what"
	else
		bad "$what"
		sed 's/^/         /' "$work/output" >&2
	fi
}

dashboards() {
	local file names
	for file in "$ops"/grafana/dashboards/*.json; do
		# A data source by any other name than the variable's works on one Grafana alone.
		# shellcheck disable=SC2016 # Grafana's variable, not the shell's
		try "dashboard $(basename "$file")" jq -e '
			(.uid | test("^fiscal-[a-z]+$")) and (.panels | length > 0)
			and ([.panels[].id] | length == (unique | length))
			and all(.panels[] | select(.type != "row"); .targets | length > 0)
			and all(.panels[] | select(.type != "row"); .datasource.uid == "${datasource}")
			and all(.panels[].targets[]?; .expr | type == "string" and length > 0)' "$file"
	done
	names=$(jq -r .uid "$ops"/grafana/dashboards/*.json | sort | uniq -d)
	[ -z "$names" ] || bad "dashboards with one uid: $names"
}

# The expressions of dashboards and rules, one a line.
expressions() {
	jq -r '.panels[].targets[]?.expr, (.templating.list[] | select(.type == "query") | .query.query)' \
		"$ops"/grafana/dashboards/*.json |
		sed -E 's/label_values\((.*), *[a-z_]+\)$/\1/'
	awk '
		# A folded expression ends with the first line that is indented no further than its key.
		folded && (match($0, /[^ ]/) ? RSTART : 0) > indent { text = text " " $0; next }
		folded { print text; folded = 0 }
		/^ *expr: *[>|]/ { indent = match($0, /[^ ]/); text = ""; folded = 1; next }
		/^ *expr: / { sub(/^ *expr: */, ""); print }
		END { if (folded) print text }' "$ops"/prometheus/rules/*.yml
}

# The metrics that the expressions on standard input name.
metrics() {
	sed -E 's/"([^"\\]|\\.)*"//g; s/\{[^}]*\}//g; s/\[[^]]*\]//g
		s/\b(by|without|on|ignoring|group_left|group_right) *\([^)]*\)//g' |
		grep -oE '[A-Za-z_][A-Za-z0-9_]* *\(?|[0-9][0-9.e]*' |
		grep -vE '\($|^[0-9]' | tr -d ' ' |
		grep -vxE 'and|or|unless|bool|offset|inf|nan|ALERTS|up' | sort -u
}

# kind METRIC: what shows it.
kind() {
	case $1 in
	fiscal_indexer_*) echo indexer ;;
	fiscal_* | substrate_* | trie_cache_*) echo node ;;
	node_*) echo machine ;;
	*) echo unknown ;;
	esac
}

# What each kind of target always shows.
declare -A marks=(
	[indexer]='^fiscal_indexer_http_answers_total' [node]='^substrate_build_info' [machine]='^node_uname_info'
)

metrics_exist() {
	local source name known missing=0 checked=0
	for source in "$@"; do
		case $source in
		http://* | https://*) curl -fsS --max-time 20 "$source" ;;
		*) cat "$source" ;;
		esac >>"$work/dump" || bad "cannot read $source"
		echo >>"$work/dump"
	done
	{
		sed -nE 's/^# TYPE ([A-Za-z_:0-9]+) .*/\1/p' "$work/dump"
		sed -nE 's/^([A-Za-z_:][A-Za-z_:0-9]*)[{ ].*/\1/p' "$work/dump"
	} | sort -u >"$work/known"
	for known in "${!marks[@]}"; do
		grep -Eq "${marks[$known]}" "$work/known" || skip "metrics of kind $known: none given"
	done
	while read -r name; do
		known=$(kind "$name")
		if [ "$known" = unknown ]; then
			bad "metric $name: nothing that is watched shows such a one"
			continue
		fi
		grep -Eq "${marks[$known]}" "$work/known" || continue
		checked=$((checked + 1))
		if grep -qx "$name" "$work/known"; then
			continue
		elif grep -qx "$name" "$ops/prometheus/late-metrics.txt"; then
			skip "metric $name: shows after its first event"
		else
			bad "metric $name is named here and shown by no $known"
			missing=1
		fi
	done < <(expressions | metrics)
	[ "$missing" = 1 ] || good "$checked metrics"
}

rules() {
	if has promtool; then
		try "rules" promtool check rules "$ops"/prometheus/rules/*.yml
		try "configuration of Prometheus" promtool check config "$ops/prometheus/prometheus.yml"
		try "tests of rules" promtool test rules "$ops"/prometheus/tests/*.yml
	else
		skip "rules: promtool is not installed (Debian: prometheus)"
	fi
	if has amtool; then
		try "configuration of Alertmanager" amtool check-config "$ops/alertmanager/alertmanager.yml"
	else
		skip "Alertmanager: amtool is not installed (Debian: prometheus-alertmanager)"
	fi
}

# Whoever is called finds in docs/operate.md what each alert asks of them.
runbook() {
	local alert document=$ops/../docs/operate.md lost=0
	[ -f "$document" ] || {
		bad "docs/operate.md is missing"
		return
	}
	while read -r alert; do
		grep -q "^|.*\`$alert\`.*|" "$document" || {
			bad "docs/operate.md does not say what to do about $alert"
			lost=1
		}
	done < <(sed -nE 's/^ *- alert: *([A-Za-z]+)$/\1/p' "$ops"/prometheus/rules/*.yml)
	[ "$lost" = 1 ] || good "alerts in docs/operate.md"
}

compose() {
	if docker compose version >/dev/null 2>&1; then
		try "compose" env POSTGRES_PASSWORD=check GRAFANA_PASSWORD=check \
			docker compose -f "$ops/compose.yaml" config --quiet
	else
		skip "compose: docker compose is not installed"
	fi
}

# The programs need not be installed where the units are checked.
units() {
	if ! has systemd-analyze; then
		skip "units: systemd-analyze is not installed"
		return
	fi
	local unit
	for unit in "$ops"/systemd/*.service; do
		sed -E 's,^ExecStart=[^ ]+,ExecStart=/bin/true,' "$unit" >"$work/$(basename "$unit")"
		try "unit $(basename "$unit")" systemd-analyze verify --man=no "$work/$(basename "$unit")"
	done
}

has jq || {
	printf 'check.sh: jq is needed (Debian: jq)\n' >&2
	exit 1
}
dashboards
rules
runbook
compose
units
if [ "$#" -gt 0 ]; then
	metrics_exist "$@"
else
	skip "metrics: give files or addresses of metrics"
fi
exit "$wrong"
