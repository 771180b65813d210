//! SM3 as the hash of a state trie: built, read back, proven.

use fiscal_sm_crypto::{sm3_256, Sm3};
use hash_db::Hasher;
use sp_core::storage::StateVersion;
use sp_runtime::traits::Hash;
use sp_trie::{
	generate_trie_proof, verify_trie_proof, LayoutV1, MemoryDB, Trie, TrieDBBuilder,
	TrieDBMutBuilder, TrieMut,
};

fn entries() -> Vec<(Vec<u8>, Vec<u8>)> {
	// Values on both sides of the 32 bytes above which V1 keeps only their hash in the node.
	(0..100u8).map(|n| (sm3_256(&[n]).to_vec(), vec![n; 10 + usize::from(n)])).collect()
}

fn database() -> (MemoryDB<Sm3>, <Sm3 as Hasher>::Out) {
	let mut database = MemoryDB::<Sm3>::default();
	let mut root = Default::default();
	let mut trie = TrieDBMutBuilder::<LayoutV1<Sm3>>::new(&mut database, &mut root).build();
	for (key, value) in entries() {
		trie.insert(&key, &value).unwrap();
	}
	drop(trie);
	(database, root)
}

#[test]
fn root_of_a_map_is_that_of_the_database() {
	assert_eq!(database().1, Sm3::trie_root(entries(), StateVersion::V1));
	assert_ne!(database().1, Sm3::trie_root(entries(), StateVersion::V0));
}

#[test]
fn values_are_read_back() {
	let (database, root) = database();
	let trie = TrieDBBuilder::<LayoutV1<Sm3>>::new(&database, &root).build();
	for (key, value) in entries() {
		assert_eq!(trie.get(&key).unwrap(), Some(value));
	}
	assert_eq!(trie.get(b"absent").unwrap(), None);
}

#[test]
fn proofs_hold_for_what_is_there_alone() {
	let (database, root) = database();
	let (key, value) = &entries()[77];
	let proof =
		generate_trie_proof::<LayoutV1<Sm3>, _, _, _>(&database, root, [key.as_slice()].iter())
			.unwrap();
	let verify = |value: &[u8]| {
		verify_trie_proof::<LayoutV1<Sm3>, _, _, _>(&root, &proof, &[(key, Some(value))])
	};
	assert!(verify(value).is_ok());
	assert!(verify(b"another value").is_err());
}

#[test]
fn ordered_root_depends_on_order() {
	let root = |input: &[&[u8]]| {
		Sm3::ordered_trie_root(input.iter().map(|e| e.to_vec()).collect(), StateVersion::V1)
	};
	assert_eq!(root(&[b"a", b"b"]), root(&[b"a", b"b"]));
	assert_ne!(root(&[b"a", b"b"]), root(&[b"b", b"a"]));
	assert_eq!(<Sm3 as Hasher>::LENGTH, 32);
	assert_eq!(Sm3::hash_of(&7u32).0, sm3_256(&7u32.to_le_bytes()));
}
