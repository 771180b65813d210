//! Makes medical bills for tests, demonstrations and load.
//!
//! A bill depends on the options and its index alone: no clock, no global generator of random
//! numbers. Payers are made up and look it: the area of their identity numbers, 319900, exists in
//! no edition of GB/T 2260, while length and check digit are those of GB 11643.

use crate::{
	catalogue::{
		Category, Line, BED, CONSULTATION, EXAMINATION, GIVEN_NAMES, HOSPITALS,
		INPATIENT_DEPARTMENTS, LABORATORY, MATERIALS, NURSING, OUTPATIENT_DEPARTMENTS,
		PATENT_MEDICINE, SURGERY, SURNAMES, TREATMENT, WARD_ROUND, WESTERN_MEDICINE,
	},
	model::{
		AuxItem, EBill, Header, InvoicingParty, Item, Main, MedicalExt, PayerParty, PayerType, Seal,
	},
	value::{Decimal, TimeOfDay},
	EBillFault,
};
use fiscal_primitives::{BillCode, BillNumber, CheckCode, Date, Fen, Invalid};
use fiscal_sm_crypto::sm3_256;
use rand::{rngs::StdRng, seq::SliceRandom, Rng, SeedableRng};

const DAY_MS: u64 = 86_400_000;
const NUMBERS: u64 = 10_000_000_000;

/// What to make.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneratorOptions {
	/// Another seed makes other bills under the same numbers.
	pub seed: u64,
	/// Code of the issuer, 1 to 64 bytes.
	pub issuer_code: String,
	/// Name of the issuer, 1 to 300 bytes.
	pub issuer_name: String,
	/// The year of issue and of the bill codes, 2000 to 2099.
	pub year: u16,
	/// The number of the bill with index 0, below 10^10. Behind the last number comes 0.
	pub first_number: u64,
	/// How many of the bills are inpatient bills, 0.0 to 1.0.
	pub inpatient_share: f64,
	/// The last day of issue.
	pub not_after: Date,
}

impl Default for GeneratorOptions {
	/// Seed 0, the first of [`HOSPITALS`], the whole year 2025, numbers from 1, 5 % inpatient.
	fn default() -> Self {
		let [(issuer_code, issuer_name), ..] = HOSPITALS;
		Self {
			seed: 0,
			issuer_code: issuer_code.into(),
			issuer_name: issuer_name.into(),
			year: 2025,
			first_number: 1,
			inpatient_share: 0.05,
			not_after: known(Date::new(20251231)),
		}
	}
}

/// Makes bills.
#[derive(Clone, Debug)]
pub struct Generator {
	options: GeneratorOptions,
	/// Days from 1970-01-01 to the first day of issue.
	first_day: u64,
	/// How many days of issue there are, at least one.
	days: u64,
}

impl Generator {
	/// Makes bills with a seed and otherwise the default options.
	pub fn new(seed: u64) -> Self {
		match Self::with(GeneratorOptions { seed, ..Default::default() }) {
			Ok(generator) => generator,
			Err(fault) => unreachable!("the default options are valid: {fault}"),
		}
	}

	/// Makes bills with the given options.
	///
	/// # Errors
	/// [`EBillFault::Invalid`] with the name of an option out of its range, among them a last day
	/// before the year begins.
	pub fn with(options: GeneratorOptions) -> Result<Self, EBillFault> {
		let refuse = |option: &str, reason: &str| Err(EBillFault::invalid(option, reason));
		if !(2000..=2099).contains(&options.year) {
			return refuse("year", "is not between 2000 and 2099");
		}
		if options.first_number >= NUMBERS {
			return refuse("first_number", "has more than 10 digits");
		}
		if !(0.0..=1.0).contains(&options.inpatient_share) {
			return refuse("inpatient_share", "is not between 0 and 1");
		}
		for (option, text, most) in
			[("issuer_code", &options.issuer_code, 64), ("issuer_name", &options.issuer_name, 300)]
		{
			if text.is_empty() || text.len() > most || text.chars().any(char::is_control) {
				return refuse(option, "is empty, too long or has a control character");
			}
		}
		let year = u64::from(options.year);
		let leap_days = (year - 1969) / 4;
		let first_day = (year - 1970) * 365 + leap_days;
		let days = (first_day..)
			.map(|day| Date::at(day * DAY_MS))
			.take_while(|date| {
				date.get() / 10_000 == u32::from(options.year) && *date <= options.not_after
			})
			.count();
		match u64::try_from(days) {
			Ok(days) if days > 0 => Ok(Self { options, first_day, days }),
			_ => refuse("not_after", "is before the year of issue"),
		}
	}

	/// The bill of an index: the same for the same options.
	pub fn bill(&self, index: u64) -> EBill {
		let mut draw = Draw::new(self.options.seed, index);
		let inpatient = draw.rng.gen_bool(self.options.inpatient_share);
		let day = self.first_day + draw.rng.gen_range(0..self.days);
		let stay = if inpatient { draw.rng.gen_range(2..=14) } else { 0 };
		let aux_details = if inpatient { draw.inpatient(stay) } else { draw.outpatient() };
		let details = categories(&aux_details);
		let total = details.iter().fold(0, |sum, item| sum + item.amount.get());
		let code = self.code(inpatient);
		let number = known(BillNumber::from_value(
			self.options.first_number.wrapping_add(index % NUMBERS) % NUMBERS,
		));
		let issued_on = Date::at(day * DAY_MS);
		let payer = Payer::draw(&mut draw, issued_on);
		let prefix = if inpatient { "ZY" } else { "MZ" };
		let business_number = format!("{prefix}{}{:08}", issued_on.get(), index % 100_000_000);
		let ext =
			self.ext(&mut draw, &payer, Visit { inpatient, day, stay, business_number, total });
		EBill {
			header: Header { id: format!("{code}{number}") },
			main: Main {
				name: if inpatient {
					"上海市医疗住院收费票据（电子）".into()
				} else {
					"上海市医疗门诊收费票据（电子）".into()
				},
				code,
				number,
				check: draw.check_code(),
				specimen_code: if inpatient { "31060201".into() } else { "31060101".into() },
				supervisor_area_code: "310000".into(),
				total: fen(total),
				issued_on,
				issue_time: draw.time(),
				issuer: InvoicingParty {
					code: self.options.issuer_code.clone(),
					name: self.options.issuer_name.clone(),
					rec_name: self.options.issuer_name.clone(),
					rec_acct: "3100000000000000000".into(),
					rec_op_bk: "示范银行上海市分行营业部".into(),
				},
				payer: PayerParty {
					kind: PayerType::Person,
					code: payer.identity,
					name: payer.name,
					acct: String::new(),
					op_bk: String::new(),
				},
				pay_mode: ["现金", "银行卡", "移动支付", "医保电子凭证"][draw.rng.gen_range(0..4)]
					.into(),
				biz_code: ext.business_number.clone(),
				currency: "CNY".into(),
				exchange_rate: None,
				remark: String::new(),
				handling_person: draw.name(),
				checker: draw.name(),
				supervisor_remark: String::new(),
				issuer_seal: seal(
					"SH-ISSUER-0001",
					&format!("{}财务专用章", self.options.issuer_name),
				),
				supervisor_seal: seal("SH-SUPERVISOR-0001", "上海市财政票据监制章（示范）"),
			},
			ext: Some(ext),
			details,
			aux_details,
		}
	}

	fn code(&self, inpatient: bool) -> BillCode {
		let kind = if inpatient { "02" } else { "01" };
		known(format!("3106{kind}{:02}", self.options.year % 100).parse())
	}

	fn ext(&self, draw: &mut Draw, payer: &Payer, visit: Visit) -> MedicalExt {
		let rng = &mut draw.rng;
		let (insurance, fund_percent) = *[
			("职工基本医疗保险", 70u64),
			("职工基本医疗保险", 60),
			("城乡居民基本医疗保险", 50),
			("自费", 0),
		]
		.choose(rng)
		.unwrap_or(&("自费", 0));
		let insured = fund_percent > 0;
		let total = visit.total;
		let cost = if insured { total * rng.gen_range(0..=15) / 100 } else { total };
		let covered = total - cost;
		let fund = covered * fund_percent / 100;
		let other = if insured && rng.gen_bool(0.1) { (covered - fund) / 5 } else { 0 };
		let payment = covered - fund - other;
		let employee = fund_percent > 50;
		let account = if employee { payment * rng.gen_range(0..=100) / 100 } else { 0 };
		let own = payment + cost - account;
		let prepay = if visit.inpatient { (own / 100_000 + 1) * 100_000 - 50_000 } else { 0 };
		let paid_before = |amount: u64| visit.inpatient.then(|| fen(amount));
		let day = Date::at(visit.day * DAY_MS);
		let departments: &[&str] =
			if visit.inpatient { &INPATIENT_DEPARTMENTS } else { &OUTPATIENT_DEPARTMENTS };
		let patient: u32 = rng.gen_range(10_000_000..100_000_000);
		MedicalExt {
			business_number: visit.business_number,
			business_date: Some(day),
			gender: payer.gender.into(),
			age: payer.age.to_string(),
			medical_type: if visit.inpatient { "住院".into() } else { "门诊".into() },
			patient_number: format!("P{patient}"),
			medical_date: Some(day),
			org_type: "综合医院".into(),
			medical_insurance_type: insurance.into(),
			medical_insurance_id: if insured { format!("YB{patient:012}") } else { String::new() },
			fund_pay: Some(fen(fund)),
			other_pay: Some(fen(other)),
			account_pay: Some(fen(account)),
			own_pay: Some(fen(own)),
			self_payment_amount: Some(fen(payment)),
			self_payment_cost: Some(fen(cost)),
			case_number: format!("BL{patient}"),
			hospitalization_number: if visit.inpatient {
				format!("ZY{patient}")
			} else {
				String::new()
			},
			department_name: departments.choose(rng).copied().unwrap_or_default().into(),
			in_hospital_date: visit
				.inpatient
				.then(|| Date::at(visit.day.saturating_sub(visit.stay) * DAY_MS)),
			out_hospital_date: visit.inpatient.then_some(day),
			prepay: paid_before(prepay),
			recharge: paid_before(own.saturating_sub(prepay)),
			refund: paid_before(prepay.saturating_sub(own)),
			related_code: None,
			related_number: None,
			pay_code: String::new(),
		}
	}
}

/// What of a visit the medical extension tells.
struct Visit {
	inpatient: bool,
	/// Days from 1970-01-01 to the day of issue.
	day: u64,
	/// Days in hospital.
	stay: u64,
	business_number: String,
	/// Fen.
	total: u64,
}

struct Payer {
	identity: String,
	name: String,
	gender: &'static str,
	age: u32,
}

impl Payer {
	fn draw(draw: &mut Draw, on: Date) -> Self {
		let year = on.get() / 10_000;
		let age = draw.rng.gen_range(6..90);
		let birthday =
			(year - age) * 10_000 + draw.rng.gen_range(1..=12) * 100 + draw.rng.gen_range(1..=28);
		let sequence: u32 = draw.rng.gen_range(1..1_000);
		let age = if on.get() % 10_000 < birthday % 10_000 { age - 1 } else { age };
		let body = format!("319900{birthday:08}{sequence:03}");
		let identity = format!("{body}{}", check_digit(&body));
		let gender = if sequence % 2 == 1 { "男" } else { "女" };
		Self { identity, name: draw.name(), gender, age }
	}
}

/// The check digit of GB 11643 (ISO 7064, MOD 11-2) behind 17 digits.
fn check_digit(body: &str) -> char {
	let sum = body.bytes().fold(0u32, |sum, byte| (sum + u32::from(byte - b'0')) * 2 % 11);
	match (12 - sum) % 11 {
		10 => 'X',
		digit => char::from_digit(digit, 10).unwrap_or('0'),
	}
}

/// The random choices of one bill.
struct Draw {
	rng: StdRng,
}

impl Draw {
	fn new(seed: u64, index: u64) -> Self {
		let input = [b"fiscalchain/ebill".as_slice(), &seed.to_le_bytes(), &index.to_le_bytes()];
		Self { rng: StdRng::from_seed(sm3_256(&input.concat())) }
	}

	fn outpatient(&mut self) -> Vec<AuxItem> {
		let mut lines = Vec::new();
		self.take(&mut lines, &CONSULTATION, 1, 1);
		if self.rng.gen_bool(0.85) {
			let count = self.rng.gen_range(1..=5);
			self.take(&mut lines, &WESTERN_MEDICINE, count, 3);
		}
		if self.rng.gen_bool(0.45) {
			let count = self.rng.gen_range(1..=2);
			self.take(&mut lines, &PATENT_MEDICINE, count, 3);
		}
		if self.rng.gen_bool(0.55) {
			let count = self.rng.gen_range(1..=8);
			self.take(&mut lines, &LABORATORY, count, 1);
		}
		if self.rng.gen_bool(0.6) {
			let count = self.rng.gen_range(1..=2);
			self.take(&mut lines, &EXAMINATION, count, 1);
		}
		if self.rng.gen_bool(0.25) {
			let count = self.rng.gen_range(1..=2);
			self.take(&mut lines, &TREATMENT, count, 5);
		}
		lines
	}

	fn inpatient(&mut self, stay: u64) -> Vec<AuxItem> {
		let mut lines = Vec::new();
		let days = u32::try_from(stay).unwrap_or(1);
		for category in [&WARD_ROUND, &BED, &NURSING] {
			if let Some(chosen) = category.lines.choose(&mut self.rng) {
				lines.push(aux_item(category, chosen, days));
			}
		}
		if self.rng.gen_bool(0.4) {
			let count = self.rng.gen_range(1..=2);
			self.take(&mut lines, &SURGERY, count, 1);
		}
		for (category, most_a_day) in [
			(&EXAMINATION, 1),
			(&LABORATORY, 4),
			(&TREATMENT, 2),
			(&MATERIALS, 2),
			(&WESTERN_MEDICINE, 5),
		] {
			for _ in 0..stay {
				let count = self.rng.gen_range(0..=most_a_day);
				self.take(&mut lines, category, count, 3);
			}
		}
		lines
	}

	/// Adds up to `count` different lines of a category, of 1 to `most` units each.
	fn take(&mut self, lines: &mut Vec<AuxItem>, category: &Category, count: usize, most: u32) {
		let chosen: Vec<&Line> = category.lines.choose_multiple(&mut self.rng, count).collect();
		for line in chosen {
			lines.push(aux_item(category, line, self.rng.gen_range(1..=most)));
		}
	}

	fn check_code(&mut self) -> CheckCode {
		const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
		let code = std::array::from_fn(|_| LETTERS[self.rng.gen_range(0..LETTERS.len())]);
		known(CheckCode::new(code))
	}

	fn time(&mut self) -> TimeOfDay {
		let hour = self.rng.gen_range(8..18);
		known(TimeOfDay::new(hour, self.rng.gen_range(0..60), self.rng.gen_range(0..60)))
	}

	fn name(&mut self) -> String {
		let surname = SURNAMES.choose(&mut self.rng).copied().unwrap_or_default();
		let given = GIVEN_NAMES.choose(&mut self.rng).copied().unwrap_or_default();
		format!("{surname}{given}")
	}
}

fn aux_item(category: &Category, line: &Line, quantity: u32) -> AuxItem {
	AuxItem {
		related_code: category.code.into(),
		related_name: category.name.into(),
		code: line.code.into(),
		name: line.name.into(),
		quantity: Some(quantity.into()),
		unit: line.unit.into(),
		std: fen(line.price.into()).to_string(),
		amount: fen(u64::from(line.price) * u64::from(quantity)),
		remark: String::new(),
	}
}

/// One item for each category of the itemised list, in the order the categories come up.
fn categories(lines: &[AuxItem]) -> Vec<Item> {
	let mut items: Vec<Item> = Vec::new();
	for line in lines {
		let known = items.iter().position(|item| item.code == line.related_code);
		match known.and_then(|place| items.get_mut(place)) {
			Some(item) => item.amount = fen(item.amount.get() + line.amount.get()),
			None => items.push(Item {
				code: line.related_code.clone(),
				name: line.related_name.clone(),
				quantity: Some(Decimal::from(1)),
				unit: "项".into(),
				std: String::new(),
				amount: line.amount,
				remark: String::new(),
			}),
		}
	}
	items.iter_mut().for_each(|item| item.std = item.amount.to_string());
	items
}

fn seal(id: &str, name: &str) -> Seal {
	let hash = sm3_256(name.as_bytes()).iter().map(|byte| format!("{byte:02X}")).collect();
	Seal { id: id.into(), name: name.into(), hash }
}

fn fen(amount: u64) -> Fen {
	known(Fen::new(amount))
}

/// A value this module made within the bounds of its type.
fn known<T>(made: Result<T, Invalid>) -> T {
	match made {
		Ok(value) => value,
		Err(fault) => unreachable!("made by the generator: {fault}"),
	}
}
