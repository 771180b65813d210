//! Builds the runtime of the next version for WASM.

#[cfg(feature = "std")]
fn main() {
	share_dependencies();
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}

/// The WASM builder gives every runtime a target folder of its own. The dependencies of this one
/// are those of `fiscal-runtime`: a link spares compiling them again.
#[cfg(feature = "std")]
fn share_dependencies() {
	let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
	let builds = out.ancestors().nth(3).expect("OUT_DIR is <profile>/build/<package>/out");
	let project = builds.join("wbuild/fiscal-next-runtime");
	let target = project.join("target");
	std::fs::create_dir_all(builds.join("wbuild/fiscal-runtime/target"))
		.and_then(|()| std::fs::create_dir_all(&project))
		.expect("the target folder is writable");
	if target.symlink_metadata().is_err() {
		std::os::unix::fs::symlink("../fiscal-runtime/target", &target)
			.expect("the target folder is writable");
	}
}

#[cfg(not(feature = "std"))]
fn main() {}
