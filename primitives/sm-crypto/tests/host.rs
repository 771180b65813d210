//! The functions a WASM runtime imports, called as an executor calls them: by exported name, with
//! pointers into the memory of a guest.

use codec::Encode;
use fiscal_sm_crypto::{host::sm, sm3_256, verify, HostFunctions, Pair, Sm3};
use sp_core::{storage::StateVersion, H256};
use sp_runtime::traits::{BlakeTwo256, Hash};
use sp_runtime_interface::{
	pack_ptr_and_len,
	sp_wasm_interface::{FunctionContext, HostFunctions as _, Pointer, Result, Value, WordSize},
};

/// A guest of 64 KiB whose memory is written from the start.
struct Guest {
	memory: Vec<u8>,
	used: usize,
}

impl Guest {
	fn new() -> Self {
		Self { memory: vec![0xaa; 65_536], used: 8 }
	}

	fn put(&mut self, bytes: &[u8]) -> u32 {
		let start = self.used;
		self.memory[start..start + bytes.len()].copy_from_slice(bytes);
		self.used += bytes.len() + 1;
		start as u32
	}

	fn fat(&mut self, bytes: &[u8]) -> Value {
		let start = self.put(bytes);
		Value::I64(pack_ptr_and_len(start, bytes.len() as u32) as i64)
	}

	fn thin(&mut self, bytes: &[u8]) -> Value {
		Value::I32(self.put(bytes) as i32)
	}

	fn at(&self, pointer: &Value) -> [u8; 32] {
		let Value::I32(start) = pointer else { panic!("not a thin pointer") };
		self.memory[*start as usize..][..32].try_into().unwrap()
	}

	fn call(&mut self, name: &str, arguments: Vec<Value>) -> Result<Option<Value>> {
		HostFunctions::host_functions()
			.into_iter()
			.find(|function| function.name() == name)
			.unwrap_or_else(|| panic!("{name} is not exported"))
			.execute(self, &mut arguments.into_iter())
	}
}

impl FunctionContext for Guest {
	fn read_memory_into(&mut self, address: Pointer<u8>, dest: &mut [u8]) -> Result<()> {
		let start = u32::from(address) as usize;
		let source = self.memory.get(start..start + dest.len()).ok_or("read out of bounds")?;
		dest.copy_from_slice(source);
		Ok(())
	}

	fn write_memory(&mut self, address: Pointer<u8>, data: &[u8]) -> Result<()> {
		let start = u32::from(address) as usize;
		let target = self.memory.get_mut(start..start + data.len()).ok_or("write out of bounds")?;
		target.copy_from_slice(data);
		Ok(())
	}

	fn allocate_memory(&mut self, _: WordSize) -> Result<Pointer<u8>> {
		Err("the host allocates nothing in the guest".into())
	}

	fn deallocate_memory(&mut self, _: Pointer<u8>) -> Result<()> {
		Err("the host frees nothing in the guest".into())
	}

	fn register_panic_error_message(&mut self, _: &str) {}
}

#[test]
fn exported_names_are_versioned() {
	let mut names: Vec<_> =
		HostFunctions::host_functions().iter().map(|function| function.name()).collect();
	names.sort_unstable();
	assert_eq!(
		names,
		[
			"ext_sm_sm2_verify_version_1",
			"ext_sm_sm3_256_version_1",
			"ext_sm_sm3_ordered_root_version_1",
			"ext_sm_sm3_root_version_1",
		]
	);
}

#[test]
fn verification() {
	let pair = Pair::from_dev_name("host");
	let message = b"from the guest";
	let good = pair.sign(message).0;
	let mut altered = good;
	altered[40] ^= 1;
	let mut off_curve = *pair.public().as_bytes();
	off_curve[1..].fill(0xff);
	for (public, signature, expected) in [
		(*pair.public().as_bytes(), good, 1),
		(*pair.public().as_bytes(), good, 1),
		(*pair.public().as_bytes(), altered, 0),
		(*pair.public().as_bytes(), [0; 64], 0),
		(off_curve, good, 0),
		([0; 33], good, 0),
	] {
		let mut guest = Guest::new();
		let arguments = vec![guest.thin(&signature), guest.fat(message), guest.thin(&public)];
		let answer = guest.call("ext_sm_sm2_verify_version_1", arguments).unwrap();
		assert_eq!(answer, Some(Value::I32(expected)));
	}
}

#[test]
fn verification_out_of_the_guests_memory() {
	let mut guest = Guest::new();
	let pointer = guest.thin(&[0; 64]);
	let beyond = Value::I32(65_530);
	let arguments = vec![pointer, Value::I64(pack_ptr_and_len(8, 4) as i64), beyond];
	assert!(guest.call("ext_sm_sm2_verify_version_1", arguments).is_err());
}

#[test]
fn hashing() {
	for data in [&b""[..], b"abc", &[7; 5000]] {
		let mut guest = Guest::new();
		let out = guest.thin(&[0; 32]);
		let arguments = vec![guest.fat(data), out];
		assert_eq!(guest.call("ext_sm_sm3_256_version_1", arguments).unwrap(), None);
		assert_eq!(guest.at(&out), sm3_256(data));
	}
}

#[test]
fn trie_roots() {
	let entries: Vec<Vec<u8>> = (0..50u8).map(|n| vec![n; usize::from(n) + 20]).collect();
	let pairs: Vec<(Vec<u8>, Vec<u8>)> =
		entries.iter().map(|entry| (entry[..1].to_vec(), entry.clone())).collect();
	for version in [StateVersion::V0, StateVersion::V1] {
		let mut guest = Guest::new();
		let out = guest.thin(&[0; 32]);
		let arguments =
			vec![guest.fat(&entries.encode()), Value::I32(u8::from(version).into()), out];
		guest.call("ext_sm_sm3_ordered_root_version_1", arguments).unwrap();
		assert_eq!(guest.at(&out), Sm3::ordered_trie_root(entries.clone(), version).0);

		let mut guest = Guest::new();
		let out = guest.thin(&[0; 32]);
		let arguments = vec![guest.fat(&pairs.encode()), Value::I32(u8::from(version).into()), out];
		guest.call("ext_sm_sm3_root_version_1", arguments).unwrap();
		assert_eq!(guest.at(&out), Sm3::trie_root(pairs.clone(), version).0);
	}
}

#[test]
fn unknown_state_version_is_an_error_of_the_guest() {
	let mut guest = Guest::new();
	let out = guest.thin(&[0; 32]);
	let arguments = vec![guest.fat(&Vec::<Vec<u8>>::new().encode()), Value::I32(9), out];
	assert!(guest.call("ext_sm_sm3_ordered_root_version_1", arguments).is_err());
}

#[test]
fn native_calls_agree_with_the_crate() {
	let pair = Pair::from_dev_name("native");
	let signature = pair.sign(b"native");
	assert!(sm::sm2_verify(&signature.0, b"native", pair.public().as_bytes()));
	assert!(verify(&pair.public(), b"native", &signature));
	let mut digest = [0; 32];
	sm::sm3_256(b"native", &mut digest);
	assert_eq!(digest, sm3_256(b"native"));
	let mut root = H256::zero();
	sm::sm3_root(vec![], StateVersion::V1, &mut root);
	assert_eq!(root, Sm3::trie_root(vec![], StateVersion::V1));
	assert_ne!(root, BlakeTwo256::trie_root(vec![], StateVersion::V1));
}
