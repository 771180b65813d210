//! Generated bills are plausible, add up and are the same every time.

use fiscal_ebill::{EBill, EBillFault, Generator, GeneratorOptions, HOSPITALS};
use fiscal_primitives::{Date, Fen};
use std::collections::BTreeSet;

fn date(number: u32) -> Date {
	Date::new(number).unwrap()
}

fn bills(options: GeneratorOptions, count: u64) -> Vec<EBill> {
	let generator = Generator::with(options).unwrap();
	(0..count).map(|index| generator.bill(index)).collect()
}

fn mean(bills: &[EBill]) -> f64 {
	bills.iter().map(|bill| bill.main.total.get() as f64).sum::<f64>() / bills.len() as f64
}

#[test]
fn the_same_seed_makes_the_same_bills_and_another_other_ones() {
	let (one, two) = (Generator::new(5), Generator::new(5));
	for index in [0, 1, 999, u64::MAX] {
		assert_eq!(one.bill(index), two.bill(index));
		assert_ne!(one.bill(index), Generator::new(6).bill(index));
	}
	assert_ne!(one.bill(1).main.check, one.bill(2).main.check);
}

#[test]
fn keys_are_sequential_and_unique() {
	let options = GeneratorOptions {
		first_number: 500,
		year: 2024,
		not_after: date(20241231),
		inpatient_share: 0.5,
		..Default::default()
	};
	let bills = bills(options, 200);
	for (index, bill) in bills.iter().enumerate() {
		assert_eq!(bill.main.number.value(), 500 + index as u64);
		let code = bill.main.code.to_string();
		assert!(["31060124", "31060224"].contains(&code.as_str()), "{code}");
	}
	let keys: BTreeSet<_> = bills.iter().map(EBill::key).collect();
	assert_eq!(keys.len(), bills.len());
	let wrapping = GeneratorOptions { first_number: 9_999_999_999, ..Default::default() };
	assert_eq!(Generator::with(wrapping).unwrap().bill(1).main.number.value(), 0);
}

#[test]
fn dates_are_within_the_year_and_never_after_the_last_day() {
	let options = GeneratorOptions { not_after: date(20250302), ..Default::default() };
	let drawn = bills(options, 2_000);
	let days: BTreeSet<_> = drawn.iter().map(|bill| bill.main.issued_on).collect();
	assert_eq!(days.first(), Some(&date(20250101)));
	assert_eq!(days.last(), Some(&date(20250302)));
	assert_eq!(days.len(), 31 + 28 + 2);

	let options = GeneratorOptions { year: 2024, not_after: date(20300101), ..Default::default() };
	let days: BTreeSet<_> = bills(options, 6_000).iter().map(|bill| bill.main.issued_on).collect();
	assert_eq!(days.len(), 366);
	assert!(days.iter().all(|day| day.get() / 10_000 == 2024));

	let one = GeneratorOptions { not_after: date(20250101), ..Default::default() };
	assert!(bills(one, 20).iter().all(|bill| bill.main.issued_on == date(20250101)));
}

#[test]
fn the_average_outpatient_bill_is_about_417_yuan() {
	let options = GeneratorOptions { inpatient_share: 0.0, ..Default::default() };
	let outpatient = mean(&bills(options, 5_000));
	println!("outpatient: {:.2} yuan on average", outpatient / 100.0);
	assert!((37_000.0..46_500.0).contains(&outpatient), "{outpatient}");
	let options = GeneratorOptions { inpatient_share: 1.0, ..Default::default() };
	let inpatient = mean(&bills(options, 500));
	println!("inpatient: {:.2} yuan on average", inpatient / 100.0);
	assert!((300_000.0..2_500_000.0).contains(&inpatient), "{inpatient}");
}

#[test]
fn amounts_add_up() {
	let options = GeneratorOptions { inpatient_share: 0.5, ..Default::default() };
	for bill in bills(options, 500) {
		let total = bill.main.total;
		assert!(!total.is_zero());
		assert_eq!(bill.sum_of_items(), Some(total));
		let sum = |amounts: &[Option<Fen>]| {
			amounts.iter().map(|amount| amount.unwrap().get()).sum::<u64>()
		};
		let lines: u64 = bill.aux_details.iter().map(|line| line.amount.get()).sum();
		assert_eq!(lines, total.get());
		for line in &bill.aux_details {
			let price: Fen = line.std.parse().unwrap();
			let quantity: u64 = line.quantity.as_ref().unwrap().to_string().parse().unwrap();
			assert_eq!(price.get() * quantity, line.amount.get());
		}
		let ext = bill.ext.unwrap();
		assert_eq!(sum(&[ext.fund_pay, ext.other_pay, ext.account_pay, ext.own_pay]), total.get());
		assert_eq!(
			sum(&[ext.self_payment_amount, ext.self_payment_cost]),
			sum(&[ext.account_pay, ext.own_pay])
		);
		if let Some(admitted) = ext.in_hospital_date {
			assert!(admitted < bill.main.issued_on);
			assert_eq!(sum(&[ext.own_pay, ext.refund]), sum(&[ext.prepay, ext.recharge]));
		}
	}
}

/// GB 11643: weights 2^(18-i) mod 11 over the 17 digits.
#[test]
fn identity_numbers_have_a_correct_check_digit_and_an_area_that_does_not_exist() {
	const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
	const DIGITS: &[u8; 11] = b"10X98765432";
	for bill in bills(GeneratorOptions::default(), 500) {
		let identity = bill.main.payer.code.as_bytes();
		assert_eq!(identity.len(), 18);
		assert!(identity.starts_with(b"319900"));
		let sum: u32 = identity
			.iter()
			.zip(WEIGHTS)
			.map(|(digit, weight)| u32::from(digit - b'0') * weight)
			.sum();
		assert_eq!(identity[17], DIGITS[(sum % 11) as usize]);
		let birthday: u32 = bill.main.payer.code[6..14].parse().unwrap();
		let (month, day) = (birthday / 100 % 100, birthday % 100);
		assert!((1..=12).contains(&month) && (1..=28).contains(&day), "{birthday}");
		assert!(birthday < bill.main.issued_on.get());
		let ext = bill.ext.unwrap();
		let male = (identity[16] - b'0') % 2 == 1;
		assert_eq!(ext.gender, if male { "男" } else { "女" });
		let age = (bill.main.issued_on.get() - birthday) / 10_000;
		assert_eq!(ext.age, age.to_string());
	}
}

#[test]
fn options_out_of_range_are_refused() {
	let option = |change: fn(&mut GeneratorOptions)| {
		let mut options = GeneratorOptions::default();
		change(&mut options);
		match Generator::with(options) {
			Err(EBillFault::Invalid { field, .. }) => field,
			other => panic!("{other:?}"),
		}
	};
	assert_eq!(option(|options| options.year = 1999), "year");
	assert_eq!(option(|options| options.first_number = 10_000_000_000), "first_number");
	assert_eq!(option(|options| options.inpatient_share = 1.1), "inpatient_share");
	assert_eq!(option(|options| options.inpatient_share = f64::NAN), "inpatient_share");
	assert_eq!(option(|options| options.issuer_name.clear()), "issuer_name");
	assert_eq!(option(|options| options.issuer_code = "1".repeat(65)), "issuer_code");
	assert_eq!(option(|options| options.not_after = date(20241231)), "not_after");
	for (code, name) in HOSPITALS {
		let options = GeneratorOptions {
			issuer_code: code.into(),
			issuer_name: name.into(),
			..Default::default()
		};
		assert_eq!(Generator::with(options).unwrap().bill(0).main.issuer.name, name);
	}
}
