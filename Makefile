# FiscalChain. `make help` lists the targets; each of them prepares the machine first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

cache := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/fiscalchain

# Outside the checkout, so that a clean clone builds fast.
export CARGO_TARGET_DIR ?= $(cache)/target

# What set-up found out about this machine: where Rust is, which compiler builds the WASM runtime.
env := . "$(cache)/env.sh" &&

# One profile, one selection of features. `--examples` selects no target (there are none) but
# unifies features as `cargo test` does, so that nothing is compiled twice.
binaries := cargo build --release --workspace --bins --examples --locked

runtime_wasm := $(CARGO_TARGET_DIR)/release/wbuild/fiscal-runtime/fiscal_runtime.compact.wasm

# What the explorer's packages are installed from, and what its pages are built from.
pages_from := $(shell find explorer/app explorer/packages -type f \
	-not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/tests/*' 2>/dev/null)

.PHONY: help setup demo test e2e chaos openapi build pages sim lint bench weights clean

help: ## list the targets
	@sed -nE 's/^([a-z0-9]+):.*## (.*)/\1 \2/p' $(MAKEFILE_LIST) | \
		while read -r name what; do printf '  make %-8s%s\n' "$$name" "$$what"; done

setup: ## prepare this machine (SETUP_ARGS=--wasm-from-packages takes Debian's WASM compiler)
	@scripts/setup.sh $(SETUP_ARGS)

demo: build ## run the demo; stop it with Ctrl-C (ONCE=1 make demo: walk through, stop, exit)
	@$(env) scripts/demo.sh

test: build ## every test, the system tests on four validators included
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		[ -n "$${FISCAL_TEST_POSTGRES:-}" ] || \
		echo 'test: PostgreSQL is not installed: the index is tested on SQLite alone (Debian: postgresql)'
	$(env) cd explorer && FISCAL_RUNTIME_WASM="$(runtime_wasm)" npm run test
	$(env) cargo test --release --workspace --locked

e2e: build ## the explorer in a browser against a devnet (E2E_SHOTS=FOLDER keeps pictures)
	@$(env) scripts/e2e.sh

# The whole workspace is selected, so that nothing is compiled anew for other features.
chaos: build ## every fault: crashes, partitions, Byzantine validators, bad machines, systems outside
	$(env) BRIDGE_MESSAGES=$(or $(BRIDGE_MESSAGES),10000) BRIDGE_RACES=$(or $(BRIDGE_RACES),1000) \
		cargo test --release --workspace --locked \
		--test crash --test partition --test byzantine --test machine \
		--test exactly_once --test liar --test race \
		-- --include-ignored --nocapture --test-threads 1

# Not among the tests: its two Python tools come from their registry.
openapi: build ## validate the OpenAPI documents of index and simulators, and fuzz both (OPENAPI_EXAMPLES=100)
	@$(env) scripts/check-openapi.sh

build: setup pages ## build fiscal-node, fiscal, fiscal-sim and fiscal-indexer with its pages
	$(env) $(binaries)

# Before the binaries: fiscal-indexer carries the pages.
pages: setup explorer/app/dist/index.html

explorer/node_modules/.package-lock.json: explorer/package-lock.json | setup
	$(env) cd explorer && npm ci --no-audit --no-fund
	@touch $@

explorer/app/dist/index.html: explorer/node_modules/.package-lock.json $(pages_from)
	$(env) cd explorer && npm run build -w app
	@touch $@

sim: build ## consensus in a simulated network with faults (SEEDS=10000)
	"$(CARGO_TARGET_DIR)/release/fiscal-bft-sim" --seeds $(or $(SEEDS),10000)

# The linter reads the runtime's Rust; it needs no WASM of it.
lint: setup explorer/node_modules/.package-lock.json ## formatting, clippy, shellcheck, ESLint, TypeScript, cargo-deny
	$(env) cargo fmt --all --check
	$(env) cd explorer && npm run lint && npm run typecheck
	$(env) SKIP_WASM_BUILD=1 cargo clippy --release --workspace --all-targets --locked -- -D warnings
	@if command -v shellcheck >/dev/null; then \
		echo shellcheck scripts/*.sh ops/*.sh .ci/run; shellcheck scripts/*.sh ops/*.sh .ci/run; \
	else echo 'lint: shellcheck is not installed; the scripts were not checked'; fi
	@$(env) if ! cargo deny --version >/dev/null 2>&1; then \
		echo 'lint: cargo-deny is not installed; the dependencies were not checked'; \
	else \
		echo cargo deny check; \
		cargo deny --locked check --hide-inclusion-graph bans licenses sources; \
		if timeout 120 cargo deny --locked fetch db; then \
			cargo deny --locked check --hide-inclusion-graph advisories; \
		else echo 'lint: no advisory database in reach; advisories were not checked'; fi; \
	fi

bench: setup ## the benchmarks
	$(env) cargo bench --workspace --bench '*' --locked

# A build of its own: the runtime that is measured has other features than the one that runs.
weights: setup ## measure what calls cost (WEIGHTS_ARGS=--check runs every benchmark once)
	$(env) CARGO_TARGET_DIR="$(cache)/weights" \
		cargo build --release --locked -p fiscal-weights --features run
	"$(cache)/weights/release/fiscal-weights" --out runtime/src/weights $(WEIGHTS_ARGS)

clean: ## remove what was built
	@if [ -d "$(CARGO_TARGET_DIR)" ]; then $(env) cargo clean; fi
