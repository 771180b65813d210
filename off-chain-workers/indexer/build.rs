//! Makes sure that there is a folder of pages to build in, empty where they were not built, and that the
//! program is built again when they change.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
	let here = env::var("CARGO_MANIFEST_DIR")?;
	let pages = Path::new(&here).join("../../explorer/app/dist");
	fs::create_dir_all(&pages)?;
	println!("cargo::rerun-if-changed={}", pages.display());
	println!("cargo::rerun-if-changed=build.rs");
	Ok(())
}
