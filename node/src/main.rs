//! The binary of the node: everything is in the library of the same package.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
	fiscal_node::run()
}
