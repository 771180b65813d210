use crate::{mock::*, Error, Event, NumberIndex, Numbers};
use fiscal_primitives::{
	bill::{numbers::MAX_RANGES, Allocation, NumberRange, Refusal, Refused},
	BillCode, BillEntry, BillKey, BillNumber, Operation,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn code() -> BillCode {
	"31060226".parse().unwrap()
}

fn number(value: u64) -> BillNumber {
	BillNumber::from_value(value).unwrap()
}

fn of_code(value: u64) -> BillEntry {
	BillEntry { key: BillKey::new(code(), number(value)), ..entry(value) }
}

fn allocate(who: u8, issuer: u8, first: u64, last: u64) -> DispatchResult {
	BillsPallet::allocate_numbers(signed(who), id(issuer), code(), number(first), number(last))
}

fn give_back(who: u8, issuer: u8, first: u64, last: u64) -> DispatchResult {
	BillsPallet::return_numbers(signed(who), id(issuer), code(), number(first), number(last))
}

fn ranges(issuer: u8) -> Vec<(u64, u64, u64)> {
	Numbers::<Test>::get(code(), id(issuer))
		.iter()
		.map(|range| (range.first.value(), range.last.value(), range.used))
		.collect()
}

fn low() -> usize {
	let events = System::read_events_for_pallet::<Event<Test>>();
	events.iter().filter(|event| matches!(event, Event::StockLow { .. })).count()
}

#[test]
fn a_bill_registers_inside_the_ranges_of_its_issuer_alone() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(allocate(AUTHORITY, ISSUER, 100, 199));
		let (first, last, by) = (number(100), number(199), actor(AUTHORITY));
		let allocated =
			Event::NumbersAllocated { issuer: id(ISSUER), code: code(), first, last, by };
		assert_eq!(last_event(), allocated);
		assert_ok!(allocate(AUTHORITY, OTHER_ISSUER, 200, 299));
		assert_ok!(allocate(AUTHORITY, ISSUER, 1, 9));
		let entries = [99, 100, 199, 200, 5, 10, 299].map(of_code).to_vec();
		assert_ok!(register(entries));
		let Event::BatchRegistered { registered, refused, .. } = last_event() else { panic!() };
		let registered: Vec<u64> = registered.iter().map(|key| key.number.value()).collect();
		assert_eq!(registered, [100, 199, 5]);
		let outside = [0, 3, 5, 6].map(|index| Refused::new(index, Refusal::NumberNotAllocated));
		assert_eq!(refused.into_inner(), outside);
		assert_eq!(ranges(ISSUER), [(1, 9, 1), (100, 199, 2)]);
		assert_eq!(ranges(OTHER_ISSUER), [(200, 299, 0)]);
		let highest = Numbers::<Test>::get(code(), id(ISSUER))[1].highest;
		assert_eq!(highest, Some(number(199)));
	});
}

#[test]
fn red_and_difference_bills_bear_numbers_of_the_issuer() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let flush = |negative: u64, difference: Option<u64>| {
			let difference = difference.map(|at| BillEntry { total: fen(1), ..entry(at) });
			BillsPallet::red_flush(signed(ISSUER), key(1), entry(negative), difference, reason())
		};
		assert_noop!(flush(2_001, None), Error::<Test>::NumberNotAllocated);
		assert_noop!(flush(2, Some(2_001)), Error::<Test>::NumberNotAllocated);
		assert_ok!(flush(2, Some(3)));
		assert_eq!(Numbers::<Test>::get(key(1).code, id(ISSUER))[0].used, 3);
	});
}

#[test]
fn ranges_of_a_code_never_overlap() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(allocate(AUTHORITY, ISSUER, 5, 4), Error::<Test>::RangeEmpty);
		assert_ok!(allocate(AUTHORITY, ISSUER, 100, 199));
		for (first, last) in [(100, 199), (50, 100), (199, 250), (120, 130), (1, 500)] {
			for issuer in [ISSUER, OTHER_ISSUER] {
				let attempt = allocate(AUTHORITY, issuer, first, last);
				assert_noop!(attempt, Error::<Test>::RangeOverlaps);
			}
		}
		assert_ok!(allocate(AUTHORITY, OTHER_ISSUER, 200, 200));
		assert_ok!(allocate(AUTHORITY, ISSUER, 99, 99));
		let index: Vec<u64> =
			NumberIndex::<Test>::get(code()).iter().map(|one| one.first.value()).collect();
		assert_eq!(index, [99, 100, 200]);
	});
}

#[test]
fn the_fiscal_authority_allocates_to_active_issuers() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ISSUER, OPERATOR, PLATFORM, USER, STRANGER] {
			assert_noop!(allocate(who, ISSUER, 1, 9), DispatchError::BadOrigin);
			assert_noop!(give_back(who, ISSUER, 1, 9), DispatchError::BadOrigin);
		}
		assert_noop!(allocate(AUTHORITY, USER, 1, 9), Error::<Test>::NotIssuer);
		Frozen::set(vec![ISSUER.into()]);
		assert_noop!(allocate(AUTHORITY, ISSUER, 1, 9), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		HighRisk::set(vec![Operation::AllocateNumbers]);
		assert_noop!(allocate(AUTHORITY, ISSUER, 1, 9), APPROVAL_REQUIRED);
		assert_ok!(BillsPallet::allocate_numbers(
			RuntimeOrigin::root(),
			id(ISSUER),
			code(),
			number(1),
			number(9)
		));
	});
}

#[test]
fn an_issuer_has_so_many_ranges_of_a_code_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		for range in 0..u64::from(MAX_RANGES) {
			assert_ok!(allocate(AUTHORITY, ISSUER, range * 10, range * 10 + 4));
		}
		assert_noop!(allocate(AUTHORITY, ISSUER, 9_000, 9_001), Error::<Test>::MaxRangesExceeded);
		assert_ok!(allocate(AUTHORITY, OTHER_ISSUER, 9_000, 9_001));
	});
}

#[test]
fn a_code_has_so_many_ranges_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		let full: Vec<_> = (0..4_096)
			.map(|at| Allocation {
				first: number(at * 10),
				last: number(at * 10),
				issuer: id(OTHER_ISSUER),
			})
			.collect();
		let index = NumberIndex::<Test>::get(code());
		NumberIndex::<Test>::insert(
			code(),
			fiscal_primitives::bill::numbers::Allocations::try_from(full).unwrap(),
		);
		assert_noop!(allocate(AUTHORITY, ISSUER, 5, 6), Error::<Test>::MaxRangesExceeded);
		assert_eq!(index.len(), 0);
		NumberIndex::<Test>::remove(code());
	});
}

#[test]
fn numbers_that_no_bill_bears_are_returned_from_the_end_of_a_range() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(allocate(AUTHORITY, ISSUER, 100, 199));
		assert_ok!(allocate(AUTHORITY, ISSUER, 300, 399));
		assert_ok!(register(vec![of_code(150), of_code(120)]));
		assert_noop!(give_back(AUTHORITY, ISSUER, 200, 299), Error::<Test>::NotFound);
		assert_noop!(give_back(AUTHORITY, OTHER_ISSUER, 300, 399), Error::<Test>::NotFound);
		assert_noop!(give_back(AUTHORITY, ISSUER, 160, 198), Error::<Test>::RangeMismatch);
		assert_noop!(give_back(AUTHORITY, ISSUER, 160, 399), Error::<Test>::RangeMismatch);
		assert_noop!(give_back(AUTHORITY, ISSUER, 150, 199), Error::<Test>::NumbersUsed);
		assert_noop!(give_back(AUTHORITY, ISSUER, 100, 199), Error::<Test>::NumbersUsed);
		assert_ok!(give_back(AUTHORITY, ISSUER, 151, 199));
		let (first, last, by) = (number(151), number(199), actor(AUTHORITY));
		assert_eq!(
			last_event(),
			Event::NumbersReturned { issuer: id(ISSUER), code: code(), first, last, by }
		);
		assert_ok!(give_back(AUTHORITY, ISSUER, 300, 399));
		assert_eq!(ranges(ISSUER), [(100, 150, 2)]);
		// What was returned is anybody's again.
		assert_ok!(allocate(AUTHORITY, OTHER_ISSUER, 151, 400));
		assert_ok!(give_back(AUTHORITY, OTHER_ISSUER, 151, 400));
		assert!(!Numbers::<Test>::contains_key(code(), id(OTHER_ISSUER)));
	});
}

#[test]
fn a_range_from_number_zero_is_returned_whole() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(allocate(AUTHORITY, ISSUER, 0, 9_999_999_999));
		assert_noop!(allocate(AUTHORITY, ISSUER, 0, 0), Error::<Test>::RangeOverlaps);
		assert_ok!(give_back(AUTHORITY, ISSUER, 0, 9_999_999_999));
		assert!(NumberIndex::<Test>::get(code()).is_empty());
	});
}

#[test]
fn a_low_stock_is_told_once_a_crossing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(allocate(AUTHORITY, ISSUER, 1, 100));
		assert_ok!(register((1..=90).map(of_code).collect()));
		assert_eq!(low(), 0);
		System::reset_events();
		assert_ok!(register(vec![of_code(91), of_code(92)]));
		let events = System::read_events_for_pallet::<Event<Test>>();
		let told =
			Event::StockLow { issuer: id(ISSUER), code: code(), remaining: 8, allocated: 100 };
		assert!(events.contains(&told));
		assert_eq!(low(), 1);
		assert_ok!(register(vec![of_code(93)]));
		assert_eq!(low(), 1);
		assert_ok!(allocate(AUTHORITY, ISSUER, 101, 200));
		assert_eq!(low(), 1);
		assert_ok!(give_back(AUTHORITY, ISSUER, 101, 200));
		assert_eq!(low(), 2);
	});
}

#[test]
fn ranges_keep_the_approval_under_which_they_were_allocated() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(allocate(AUTHORITY, ISSUER, 1, 9));
		let found = BillsPallet::number_ranges(code(), Some(id(ISSUER)));
		let (first, last) = (number(1), number(9));
		let range = NumberRange { first, last, used: 0, highest: None, approval: None };
		assert_eq!(found.len(), 1);
		assert_eq!(found[0].1.as_slice(), [range]);
		assert_ok!(allocate(AUTHORITY, OTHER_ISSUER, 11, 19));
		assert_eq!(BillsPallet::number_ranges(code(), None).len(), 2);
		assert!(BillsPallet::number_ranges(code(), Some(id(USER))).is_empty());
	});
}

#[test]
#[should_panic(expected = "is refused")]
fn genesis_refuses_ranges_that_overlap() {
	use sp_runtime::BuildStorage;
	let range = |first: u64, last: u64| fiscal_primitives::bill::GenesisRange {
		issuer: id(ISSUER),
		code: code(),
		first: number(first),
		last: number(last),
	};
	let numbers = vec![range(1, 10), range(10, 20)];
	let _ = crate::GenesisConfig::<Test> { numbers, ..Default::default() }.build_storage();
}
