//! The binary of the node: everything is in the library of the same package.
#![forbid(unsafe_code)]

/// Validation, execution and the network allocate much and briefly, on many threads.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
	fiscal_node::run()
}
