use crate::{mock::*, Error, Event, Relations};
use fiscal_primitives::bill::{
	FileLocation, Relations as Related, RelationsBatch, RelationsEntry, RelationsRecord,
	SealedPath, StorageMedium,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn location(byte: u8) -> FileLocation {
	FileLocation {
		medium: StorageMedium::Ipfs,
		path: SealedPath::new(&[byte | 0x80; 48]).unwrap(),
		path_digest: digest("path"),
		size: 13_000,
	}
}

fn related(byte: u8) -> Related {
	Related {
		xml: Some(location(byte)),
		pdf: None,
		json: None,
		index: digest("index key"),
		metadata: Some("EInvoice 1.1.0".parse().unwrap()),
	}
}

fn item(number: u64, version: u32, byte: u8) -> RelationsEntry {
	RelationsEntry { key: key(number), version, relations: related(byte) }
}

fn set(who: u8, entries: Vec<RelationsEntry>) -> DispatchResult {
	let entries = RelationsBatch::try_from(entries).unwrap();
	frame_support::storage::with_storage_layer(|| BillsPallet::set_relations(signed(who), entries))
}

#[test]
fn relations_have_versions_that_link_to_each_other() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let before = bill(1);
		assert_ok!(set(OPERATOR, vec![item(1, 0, 1)]));
		let first = Relations::<Test>::get(key(1)).unwrap();
		assert_eq!(
			first,
			RelationsRecord {
				relations: related(1),
				version: 1,
				previous: None,
				by: actor(OPERATOR),
				at: NOON,
			}
		);
		assert_ok!(set(ISSUER, vec![item(1, 1, 2)]));
		let second = Relations::<Test>::get(key(1)).unwrap();
		assert_eq!((second.version, second.previous), (2, Some(first.digest())));
		assert_eq!(
			last_event(),
			Event::RelationsSet {
				key: key(1),
				version: 2,
				digest: second.digest(),
				by: actor(ISSUER)
			}
		);
		// They are no part of the bill.
		assert_eq!(bill(1), before);
		assert_eq!(BillsPallet::relations(&key(1)), Some((before, Some(second))));
		assert_eq!(BillsPallet::relations(&key(2)), None);
	});
}

#[test]
fn a_batch_is_set_whole_or_not_at_all() {
	ExtBuilder::default().with_bills(100).build_and_execute(|| {
		assert_ok!(set(OPERATOR, (1..=100).map(|number| item(number, 0, 1)).collect()));
		assert_eq!(Relations::<Test>::iter().count(), 100);
		let faulty = [
			(item(101, 0, 1), Error::<Test>::NotFound),
			(item(2, 0, 2), Error::<Test>::VersionConflict),
			(item(2, 2, 2), Error::<Test>::VersionConflict),
			(item(2, 1, 1), Error::<Test>::NothingChanged),
		];
		for (entry, error) in faulty {
			assert_noop!(set(OPERATOR, vec![item(1, 1, 2), entry]), error);
		}
		assert_noop!(set(OPERATOR, vec![]), Error::<Test>::EmptyBatch);
	});
}

#[test]
fn only_the_issuers_side_sets_relations() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		for who in [PLATFORM, AUTHORITY, USER, OTHER_ISSUER, OTHER_OPERATOR, MINISTRY, STRANGER] {
			assert_noop!(set(who, vec![item(1, 0, 1)]), Error::<Test>::NotAuthorized);
		}
		SuspendedNodes::set(vec![NODE.0]);
		assert_noop!(set(OPERATOR, vec![item(1, 0, 1)]), Error::<Test>::NotActive);
		SuspendedNodes::set(Vec::new());
		// Files are moved whatever became of the bill.
		flush(1);
		assert_ok!(set(OPERATOR, vec![item(1, 0, 1)]));
	});
}
