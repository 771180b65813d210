#!/usr/bin/env bash
# Prepares a Debian 12 machine for building FiscalChain. Idempotent: what is there is left alone.
#
#   scripts/setup.sh                        everything the build and the tests need
#   scripts/setup.sh --wasm-from-packages   the WASM compiler from Debian's packages, although
#                                           rustup's target may be at hand
#
# The environment a build needs is written to env.sh in the cache directory; the Makefile reads it.
set -Eeuo pipefail

readonly target=wasm32v1-none
readonly linked_toolchain=fiscal-wasm
# The highest `rust-version` among the dependencies.
readonly min_rust_minor=89
# What the explorer's build tool asks for, and what is installed where Node.js is older.
readonly min_node=20.19.0
readonly node_package=node@22
readonly target_add_timeout=120
readonly download_timeout=1200
readonly rustup_root=${RUSTUP_UPDATE_ROOT:-https://static.rust-lang.org/rustup}

# perl: the OpenSSL of libp2p's WebRTC transport is built from source. g++: the linker driver and
# the standard library of RocksDB.
readonly packages=(
	ca-certificates clang cmake curl g++ git libclang-dev make perl pkg-config protobuf-compiler
)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/fiscalchain
readonly sysroot=$cache/wasm-toolchain
readonly log=$cache/setup.log
readonly node_bin=$cache/node/node_modules/.bin
readonly cargo_bin=${CARGO_HOME:-$HOME/.cargo}/bin

# A missing component is asked for by this script, with a time-out, and by nothing else.
export RUSTUP_AUTO_INSTALL=0
export PATH=$cargo_bin:$PATH
[ ! -x "$node_bin/node" ] || export PATH=$node_bin:$PATH

say() { printf 'setup: %s\n' "$*"; }

fail() {
	printf 'setup: %s\n' "$*" >&2
	exit 1
}

trap 'printf "setup: line %s failed\n" "$LINENO" >&2' ERR

# Runs a command with its output in the log; a failure shows the end of it.
quietly() {
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 20 "$log" >&2
		return 1
	fi
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif ! command -v sudo >/dev/null; then
		fail "root or sudo is needed for: $*"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

missing_packages() {
	local package
	for package in "$@"; do
		[ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
			printf '%s\n' "$package"
	done
}

install_packages() {
	local missing
	mapfile -t missing < <(missing_packages "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	say "installing ${missing[*]}"
	# The password, if one is asked for, is asked for before the output is hidden.
	as_root true
	quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
		update -q || return 1
	quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
		install -y -q --no-install-recommends "${missing[@]}"
}

check_commands() {
	local name missing=()
	for name in c++ clang cmake curl git make perl pkg-config protoc; do
		command -v "$name" >/dev/null || missing+=("$name")
	done
	[ "${#missing[@]}" -eq 0 ] || fail "not a Debian system; please install: ${missing[*]}"
	say "not a Debian system: the commands a build needs are there, libclang was not looked for"
}

system_packages() {
	if ! command -v apt-get >/dev/null; then
		check_commands
		return
	fi
	install_packages "${packages[@]}" || fail "apt-get could not install what a build needs"
	say "Debian packages are there"
}

# The published checksum names the file by its path on the server.
run_rustup_init() {
	local dir=$1 url=$2
	curl --proto '=https' --tlsv1.2 -fsS --retry 3 --max-time "$download_timeout" \
		-o "$dir/rustup-init" "$url" -o "$dir/checksum" "$url.sha256" &&
		printf '%s  %s\n' "$(cut -d' ' -f1 "$dir/checksum")" "$dir/rustup-init" |
		sha256sum -c --status &&
		chmod +x "$dir/rustup-init" &&
		quietly timeout "$download_timeout" "$dir/rustup-init" -y --no-modify-path \
			--profile minimal --default-toolchain none
}

install_rustup() {
	local triple dir
	case $(uname -m) in
	x86_64) triple=x86_64-unknown-linux-gnu ;;
	aarch64) triple=aarch64-unknown-linux-gnu ;;
	*) fail "no Rust found, and none to install for $(uname -m)" ;;
	esac
	say "installing rustup"
	dir=$(mktemp -d)
	if ! run_rustup_init "$dir" "$rustup_root/dist/$triple/rustup-init"; then
		rm -rf "$dir"
		fail "no Rust found, and rustup could not be installed from $rustup_root;" \
			"install Rust 1.$min_rust_minor or newer with rustup, then try again"
	fi
	rm -rf "$dir"
}

# The minor version of the compiler in use; 0 when there is none.
rust_minor() {
	local version
	version=$(rustc --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+)\..*/\1/p') || true
	printf '%s\n' "${version:-0}"
}

# The toolchain the repository names or, where that cannot be had, rustup's default.
rust() {
	command -v rustup >/dev/null || install_rustup
	local channel
	channel=$(sed -nE 's/^channel *= *"(.*)"/\1/p' rust-toolchain.toml)
	if [ "$(rust_minor)" -lt "$min_rust_minor" ]; then
		say "installing Rust $channel"
		if ! quietly timeout "$download_timeout" rustup toolchain install "$channel" \
			--no-self-update --profile minimal --component clippy --component rustfmt; then
			RUSTUP_TOOLCHAIN=$(rustup default 2>/dev/null | cut -d' ' -f1) || true
			export RUSTUP_TOOLCHAIN
		fi
		[ "$(rust_minor)" -ge "$min_rust_minor" ] ||
			fail "Rust 1.$min_rust_minor or newer is needed; found: $(rustc --version 2>&1)"
	fi
	say "$(rustc --version) is there"
	if ! { cargo clippy --version && cargo fmt --version; } >/dev/null 2>&1; then
		say "installing clippy and rustfmt"
		quietly timeout "$target_add_timeout" rustup component add clippy rustfmt ||
			say "clippy or rustfmt cannot be had; 'make lint' will not work"
	fi
}

has_node() {
	local found
	command -v npm >/dev/null && found=$(node --version 2>/dev/null) || return 1
	[ "$(printf '%s\n' "$min_node" "${found#v}" | sort -V | head -n 1)" = "$min_node" ]
}

# Debian 12 has an older one. Its npm fetches one from the registry that the explorer's packages
# come from as well.
nodejs() {
	if ! has_node; then
		if ! command -v npm >/dev/null; then
			command -v apt-get >/dev/null || fail "please install Node.js $min_node or newer with npm"
			install_packages nodejs npm || fail "apt-get could not install npm"
		fi
		say "installing $node_package"
		quietly timeout "$download_timeout" npm install --prefix "$cache/node" --no-audit \
			--no-fund "$node_package" || fail "$node_package could not be installed"
		export PATH=$node_bin:$PATH
		has_node || fail "Node.js $min_node or newer is needed; found: $(node --version 2>&1)"
	fi
	say "Node.js $(node --version) is there"
}

has_rustup_target() { [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; }

# What the sysroot of the packages' compiler was built from.
packages_stamp() { /usr/bin/rustc -vV 2>/dev/null; }

has_packages_target() {
	[ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] &&
		[ "$(cat "$sysroot/stamp" 2>/dev/null)" = "$(packages_stamp)" ]
}

# A sysroot beside the packages' own: their files by link, the WASM target's libraries by build.
# Nothing under /usr is written.
build_packages_target() {
	install_packages rustc-web cargo-web rust-web-src || return 1
	local host llvm
	host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
	llvm=$(/usr/bin/rustc -vV | sed -nE 's/^LLVM version: ([0-9]+).*/\1/p')
	install_packages "lld-$llvm" || return 1

	say "building the libraries of $target with $(/usr/bin/rustc --version)"
	rm -rf "$sysroot"
	local libraries=$sysroot/lib/rustlib
	mkdir -p "$sysroot/bin" "$sysroot/crate/src" "$libraries/$host/bin" "$libraries/$target/lib"
	printf '[package]\nname = "std-for-wasm"\nedition = "2021"\n\n[workspace]\n' \
		>"$sysroot/crate/Cargo.toml"
	printf '#![no_std]\nextern crate alloc;\n' >"$sysroot/crate/src/lib.rs"
	# Bitcode: the runtime is linked with LTO, which reads it from these libraries.
	(
		cd "$sysroot/crate"
		unset RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
		export PATH=/usr/bin:/bin RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
		export RUSTFLAGS=-Cembed-bitcode=yes
		quietly /usr/bin/cargo build --release --target "$target" --target-dir ../build \
			-Zbuild-std=core,alloc,panic_abort
	) || return 1
	find "$sysroot/build/$target/release/deps" -name 'lib*.rlib' ! -name 'libstd_for_wasm-*' \
		-exec cp -t "$libraries/$target/lib" {} +
	rm -rf "$sysroot/build" "$sysroot/crate"

	ln -s "/usr/lib/rustlib/$host/lib" "$libraries/$host/lib"
	ln -s /usr/lib/rustlib/src "$libraries/src"
	ln -s "/usr/bin/lld-$llvm" "$libraries/$host/bin/rust-lld"
	ln -s /usr/bin/cargo "$sysroot/bin/cargo"
	# shellcheck disable=SC2016 # expanded by the wrapper
	printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "${0%%/bin/rustc}" "$@"\n' \
		>"$sysroot/bin/rustc"
	chmod +x "$sysroot/bin/rustc"
	packages_stamp >"$sysroot/stamp"
}

link_packages_target() {
	local linked=${RUSTUP_HOME:-$HOME/.rustup}/toolchains/$linked_toolchain
	[ "$(readlink "$linked" 2>/dev/null)" = "$sysroot" ] ||
		quietly rustup toolchain link "$linked_toolchain" "$sysroot"
}

write_env() {
	local file=$cache/env.sh text
	text=$(
		printf '# Written by scripts/setup.sh; read by the Makefile.\n'
		# shellcheck disable=SC2016 # expanded by the reader
		printf 'case ":$PATH:" in *":%s:"*) ;; *) export PATH="%s:$PATH" ;; esac\n' \
			"$cargo_bin" "$cargo_bin"
		# shellcheck disable=SC2016 # expanded by the reader
		[ ! -x "$node_bin/node" ] ||
			printf 'case ":$PATH:" in *":%s:"*) ;; *) export PATH="%s:$PATH" ;; esac\n' \
				"$node_bin" "$node_bin"
		[ "$#" -eq 0 ] || printf 'export %s\n' "$@"
		[ -z "${RUSTUP_TOOLCHAIN:-}" ] || printf 'export RUSTUP_TOOLCHAIN=%s\n' "$RUSTUP_TOOLCHAIN"
	)
	[ "$(cat "$file" 2>/dev/null)" = "$text" ] || printf '%s\n' "$text" >"$file"
}

wasm_from_rustup() {
	write_env
	say "WASM target $target of rustup is there"
}

wasm_from_packages() {
	if ! has_packages_target; then
		command -v apt-get >/dev/null ||
			fail "the WASM target cannot be had from rustup, and this is not a Debian system"
		build_packages_target || fail "the WASM compiler could not be made from Debian's packages"
	fi
	link_packages_target || fail "rustup could not link the toolchain $linked_toolchain"
	write_env "RUSTUP_AUTO_INSTALL=0" "WASM_BUILD_TOOLCHAIN=$linked_toolchain" "WASM_BUILD_STD=0"
	say "WASM target $target of Debian's packages is there ($(/usr/bin/rustc --version))"
}

wasm() {
	if [ "$1" = packages ]; then
		wasm_from_packages
	elif has_rustup_target; then
		wasm_from_rustup
	elif has_packages_target; then
		wasm_from_packages
	else
		say "adding the WASM target $target"
		if quietly timeout "$target_add_timeout" rustup target add "$target" &&
			has_rustup_target; then
			wasm_from_rustup
		else
			say "rustup cannot have it; taking the compiler of Debian's packages"
			wasm_from_packages
		fi
	fi
}

main() {
	local source=rustup
	case ${1:-} in
	'') ;;
	--wasm-from-packages) source=packages ;;
	*) fail "unknown argument: $1; the only one is --wasm-from-packages" ;;
	esac
	mkdir -p "$cache"
	cd "$root"
	system_packages
	rust
	nodejs
	wasm "$source"
}

main "$@"
