//! What was kept comes back whole, or not at all.

use super::*;
use proptest::prelude::*;
use std::{collections::BTreeMap, os::unix::fs::PermissionsExt};
use tempfile::TempDir;

fn store(folder: &TempDir, max_total: Option<u64>) -> FileStore {
	FileStore::open(&folder.path().join("objects"), 1_000, max_total).unwrap()
}

fn place(folder: &TempDir, digest: &Digest) -> PathBuf {
	let name = hex::encode(digest.as_bytes());
	folder.path().join("objects").join(&name[..2]).join(&name)
}

#[tokio::test]
async fn a_file_is_called_by_its_digest_and_survives_a_restart() {
	let folder = TempDir::new().unwrap();
	let content = b"<EInvoice/>".to_vec();
	let digest = store(&folder, None).put(content.clone()).await.unwrap();
	assert_eq!(digest, Digest::from(sm3_256(&content)));
	let again = store(&folder, None);
	assert_eq!(again.get(&digest).await.unwrap(), Some(content));
	assert!(again.has(&digest).await.unwrap());
	assert_eq!(again.get(&Digest::repeat_byte(9)).await.unwrap(), None);
	assert!(!again.has(&Digest::repeat_byte(9)).await.unwrap());
}

#[tokio::test]
async fn nobody_but_the_owner_reads_files() {
	let folder = TempDir::new().unwrap();
	let digest = store(&folder, None).put(vec![1, 2, 3]).await.unwrap();
	let path = place(&folder, &digest);
	let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
	assert_eq!(mode(&path), 0o600);
	assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_file_under_another_digest_is_refused() {
	let folder = TempDir::new().unwrap();
	let store = store(&folder, None);
	let fault = store.put_as(&Digest::repeat_byte(1), vec![1]).await.unwrap_err();
	assert!(matches!(fault, FileFault::Mismatch { .. }), "{fault}");
	assert_eq!(store.used(), 0);
	let right = Digest::from(sm3_256(&[1]));
	store.put_as(&right, vec![1]).await.unwrap();
	assert_eq!(store.get(&right).await.unwrap(), Some(vec![1]));
}

#[tokio::test]
async fn a_damaged_file_is_not_given_and_can_be_kept_again() {
	let folder = TempDir::new().unwrap();
	let store = store(&folder, None);
	let digest = store.put(vec![7; 100]).await.unwrap();
	fs::write(place(&folder, &digest), [7; 99]).unwrap();
	let fault = store.get(&digest).await.unwrap_err();
	assert!(matches!(fault, FileFault::Damaged(of) if of == digest), "{fault}");
	assert_eq!(store.put(vec![7; 100]).await.unwrap(), digest);
	assert_eq!(store.get(&digest).await.unwrap(), Some(vec![7; 100]));
}

#[tokio::test]
async fn sizes_are_limited_one_by_one_and_together() {
	let folder = TempDir::new().unwrap();
	let store = store(&folder, Some(1_500));
	let fault = store.put(vec![0; 1_001]).await.unwrap_err();
	assert!(matches!(fault, FileFault::TooLarge { size: 1_001, max: 1_000 }), "{fault}");
	let first = store.put(vec![1; 1_000]).await.unwrap();
	let fault = store.put(vec![2; 501]).await.unwrap_err();
	assert!(matches!(fault, FileFault::Full { used: 1_000, max: 1_500 }), "{fault}");
	// The same file takes no more room, and a file that goes gives its room back.
	assert_eq!(store.put(vec![1; 1_000]).await.unwrap(), first);
	store.put(vec![2; 500]).await.unwrap();
	assert!(store.remove(&first).await.unwrap());
	assert!(!store.remove(&first).await.unwrap());
	store.put(vec![2; 501]).await.unwrap();
	assert_eq!(store.used(), 1_001);
}

#[tokio::test]
async fn what_a_crash_left_half_written_goes_at_the_next_start() {
	let folder = TempDir::new().unwrap();
	let digest = store(&folder, None).put(vec![1; 10]).await.unwrap();
	let path = place(&folder, &digest);
	let partial = path.with_extension(PARTIAL);
	fs::write(&partial, [0; 500]).unwrap();
	let again = store(&folder, None);
	assert!(!partial.exists());
	assert_eq!(again.used(), 10);
	assert_eq!(again.get(&digest).await.unwrap(), Some(vec![1; 10]));
}

#[tokio::test]
async fn a_store_that_is_open_is_not_opened_a_second_time() {
	let folder = TempDir::new().unwrap();
	let first = store(&folder, None);
	let fault = FileStore::open(&folder.path().join("objects"), 1, None).unwrap_err();
	assert!(matches!(fault, FileFault::InUse(_)), "{fault}");
	drop(first);
	store(&folder, None);
}

#[derive(Clone, Debug)]
enum Step {
	Put(Vec<u8>),
	Remove(usize),
	Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
	let step = prop_oneof![
		4 => prop::collection::vec(0u8..3, 0..6).prop_map(Step::Put),
		2 => any::<usize>().prop_map(Step::Remove),
		1 => Just(Step::Restart),
	];
	prop::collection::vec(step, 1..40)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]
	#[test]
	fn the_store_is_a_map_with_a_limit(steps in steps()) {
		const MAX: u64 = 20;
		let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
		let folder = TempDir::new().unwrap();
		let mut files = store(&folder, Some(MAX));
		let mut model = BTreeMap::<Digest, Vec<u8>>::new();
		let total = |model: &BTreeMap<Digest, Vec<u8>>| {
			model.values().map(|content| content.len() as u64).sum::<u64>()
		};
		for step in steps {
			match step {
				Step::Put(content) => {
					let digest = Digest::from(sm3_256(&content));
					let fits = model.contains_key(&digest)
						|| total(&model) + content.len() as u64 <= MAX;
					let kept = runtime.block_on(files.put(content.clone()));
					prop_assert_eq!(kept.is_ok(), fits);
					if fits {
						model.insert(digest, content);
					}
				}
				Step::Remove(which) if !model.is_empty() => {
					let digest = *model.keys().nth(which % model.len()).unwrap();
					prop_assert!(runtime.block_on(files.remove(&digest)).unwrap());
					model.remove(&digest);
				}
				Step::Remove(_) => {}
				Step::Restart => {
					drop(files);
					files = store(&folder, Some(MAX));
				}
			}
			prop_assert_eq!(files.used(), total(&model));
			for (digest, content) in &model {
				let kept = runtime.block_on(files.get(digest)).unwrap();
				prop_assert_eq!(kept.as_ref(), Some(content));
			}
		}
	}
}
