//! The typed content of an e-bill.
//!
//! Text that is empty is absent, as are `None` values: the file has an empty element there, or
//! none. Lengths are in bytes of UTF-8. Amounts are fen 分; the file has yuan with two decimals.

use crate::{
	cursor::{Leaf, Record},
	value::{Decimal, TimeOfDay, Value},
	write::Out,
	EBillFault,
};
use codec::Encode;
use fiscal_primitives::{
	verification::FiveElements, BillCode, BillKey, BillNumber, CheckCode, Date, Fen,
};
use serde::{Deserialize, Serialize};

/// What `Header/EInvoiceTag` says: the structure this crate reads.
pub const HEADER_TAG: &str = "CZ-EI-32";

/// What `Header/Version` says: the version of that structure.
pub const HEADER_VERSION: &str = "1.1.0";

/// The most `Details/Item` elements of a bill.
pub const MAX_ITEMS: usize = 2_000;

/// The most `AuxDetails/AuxItem` elements of a bill.
pub const MAX_AUX_ITEMS: usize = 5_000;

/// Declares a structure all of whose fields are elements that hold text: what each is called, the
/// longest text it may have and whether it is required. Reading and writing follow from it.
macro_rules! leaves {
	(@required) => { false };
	(@required required) => { true };
	(
		$(#[$doc:meta])*
		$name:ident {
			$(
				$(#[$field_doc:meta])*
				$field:ident: $type:ty = $tag:literal, $limit:literal $(, $required:ident)?;
			)+
		}
	) => {
		$(#[$doc])*
		#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
		#[serde(rename_all = "camelCase")]
		pub struct $name {
			$($(#[$field_doc])* pub $field: $type,)+
		}

		impl $name {
			pub(crate) const LEAVES: &'static [Leaf] = &[
				$(Leaf { tag: $tag, limit: $limit, required: leaves!(@required $($required)?) },)+
			];

			pub(crate) fn read(record: &Record) -> Result<Self, EBillFault> {
				Ok(Self { $($field: record.get($tag)?,)+ })
			}

			pub(crate) fn write(&self, out: &mut Out) {
				$(out.leaf($tag, &self.$field.to_text());)+
			}
		}
	};
}
/// A fiscal e-bill 财政电子票据, without its signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EBill {
	/// `Header`, which no signature covers.
	pub header: Header,
	/// `EInvoiceData/Main` 主体.
	pub main: Main,
	/// `EInvoiceData/Main/MainExt` of a medical bill 医疗扩展.
	pub ext: Option<MedicalExt>,
	/// `EInvoiceData/Details` 项目明细: 1 to [`MAX_ITEMS`] items whose amounts add up to the total.
	pub details: Vec<Item>,
	/// `EInvoiceData/AuxDetails` 清单: the itemised list, at most [`MAX_AUX_ITEMS`] items.
	pub aux_details: Vec<AuxItem>,
}

impl EBill {
	/// Code and number, which name the bill on the chain.
	pub fn key(&self) -> BillKey {
		BillKey::new(self.main.code, self.main.number)
	}

	/// The five elements 五要素 a check of the bill asks for.
	pub fn five_elements(&self) -> FiveElements {
		FiveElements {
			key: self.key(),
			check: self.main.check,
			issued_on: self.main.issued_on,
			total: self.main.total,
		}
	}

	/// The sum of the items, or nothing when it passes [`Fen::MAX`].
	pub fn sum_of_items(&self) -> Option<Fen> {
		self.details.iter().try_fold(Fen::ZERO, |sum, item| sum.checked_add(item.amount))
	}
}

/// `Header`: its tag is [`HEADER_TAG`] and its version [`HEADER_VERSION`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
	/// `EInvoiceID`: identifies the file, up to 64 bytes.
	pub id: String,
}

impl Header {
	pub(crate) const LEAVES: &'static [Leaf] = &[
		Leaf { tag: "EInvoiceID", limit: 64, required: true },
		Leaf { tag: "EInvoiceTag", limit: 16, required: true },
		Leaf { tag: "Version", limit: 16, required: true },
	];
}

/// `EInvoiceData/Main`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Main {
	/// `EInvoiceName` 票据名称, up to 300 bytes.
	pub name: String,
	/// `EInvoiceCode` 票据代码.
	pub code: BillCode,
	/// `EInvoiceNumber` 票据号码.
	pub number: BillNumber,
	/// `RandomNumber` 校验码.
	pub check: CheckCode,
	/// `EInvoiceSpecimenCode` 票样编码, up to 64 bytes, may be empty.
	pub specimen_code: String,
	/// `SupervisorAreaCode` 监管机构行政区划编码, up to 16 bytes.
	pub supervisor_area_code: String,
	/// `TotalAmount` 总金额, fen; the sum of the items.
	pub total: Fen,
	/// `IssueDate` 开票日期.
	pub issued_on: Date,
	/// `IssueTime` 开票时间, China Standard Time.
	pub issue_time: TimeOfDay,
	/// `InvoicingParty` 开票方.
	pub issuer: InvoicingParty,
	/// `PayerParty` 交款人.
	pub payer: PayerParty,
	/// `PayMode` 交款方式, up to 64 bytes, may be empty.
	pub pay_mode: String,
	/// `BizCode` 业务流水号, up to 64 bytes, may be empty.
	pub biz_code: String,
	/// `CurrencyType` 币种, up to 16 bytes, may be empty; amounts are yuan whatever it says.
	pub currency: String,
	/// `ExchangeRate` 汇率.
	pub exchange_rate: Option<Decimal>,
	/// `Remark` 备注, up to 3,000 bytes on any number of lines, may be empty.
	pub remark: String,
	/// `HandlingPerson` 开票人, up to 150 bytes, may be empty.
	pub handling_person: String,
	/// `Checker` 复核人, up to 150 bytes, may be empty.
	pub checker: String,
	/// `SupervisorRemark` 财政部门备注, up to 3,000 bytes on any number of lines, may be empty.
	pub supervisor_remark: String,
	/// `InvoicingPartySeal` 开票单位印章.
	pub issuer_seal: Seal,
	/// `SupervisorPartySeal` 财政监制章.
	pub supervisor_seal: Seal,
}

impl Main {
	pub(crate) const LEAVES: &'static [Leaf] = &[
		Leaf { tag: "EInvoiceName", limit: 300, required: true },
		Leaf { tag: "EInvoiceCode", limit: 8, required: true },
		Leaf { tag: "EInvoiceNumber", limit: 10, required: true },
		Leaf { tag: "RandomNumber", limit: 6, required: true },
		Leaf { tag: "EInvoiceSpecimenCode", limit: 64, required: false },
		Leaf { tag: "SupervisorAreaCode", limit: 16, required: true },
		Leaf { tag: "TotalAmount", limit: 18, required: true },
		Leaf { tag: "IssueDate", limit: 8, required: true },
		Leaf { tag: "IssueTime", limit: 8, required: true },
		Leaf { tag: "PayMode", limit: 64, required: false },
		Leaf { tag: "BizCode", limit: 64, required: false },
		Leaf { tag: "CurrencyType", limit: 16, required: false },
		Leaf { tag: "ExchangeRate", limit: 32, required: false },
		Leaf { tag: "Remark", limit: 3_000, required: false },
		Leaf { tag: "HandlingPerson", limit: 150, required: false },
		Leaf { tag: "Checker", limit: 150, required: false },
		Leaf { tag: "SupervisorRemark", limit: 3_000, required: false },
	];
}

leaves!(
	/// `InvoicingParty` 开票方: who issued the bill.
	InvoicingParty {
		/// `InvoicingPartyCode` 开票单位代码 (unified social credit code), up to 64 bytes.
		code: String = "InvoicingPartyCode", 64, required;
		/// `InvoicingPartyName` 开票单位名称, up to 300 bytes.
		name: String = "InvoicingPartyName", 300, required;
		/// `RecName` 收款人全称, up to 300 bytes, may be empty.
		rec_name: String = "RecName", 300;
		/// `RecAcct` 收款人账号, up to 64 bytes, may be empty.
		rec_acct: String = "RecAcct", 64;
		/// `RecOpBk` 收款人开户行, up to 300 bytes, may be empty.
		rec_op_bk: String = "RecOpBk", 300;
	}
);

leaves!(
	/// `PayerParty` 交款人: who paid. It is personal data and never reaches the chain.
	PayerParty {
		/// `PayerPartyType` 交款人类型.
		kind: PayerType = "PayerPartyType", 1, required;
		/// `PayerPartyCode` 交款人代码: the identity number of a person, the unified social credit
		/// code of a unit; up to 64 bytes, may be empty.
		code: String = "PayerPartyCode", 64;
		/// `PayerPartyName` 交款人名称, up to 300 bytes.
		name: String = "PayerPartyName", 300, required;
		/// `PayerAcct` 交款人账号, up to 64 bytes, may be empty.
		acct: String = "PayerAcct", 64;
		/// `PayerOpBk` 交款人开户行, up to 300 bytes, may be empty.
		op_bk: String = "PayerOpBk", 300;
	}
);

/// What a payer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PayerType {
	/// A person 个人, written `1`.
	#[codec(index = 1)]
	Person,
	/// A unit 单位, written `2`.
	#[codec(index = 2)]
	Unit,
}

impl Value for PayerType {
	fn from_text(text: &str) -> Result<Self, String> {
		match text {
			"1" => Ok(Self::Person),
			"2" => Ok(Self::Unit),
			_ => Err("payer type: neither 1 (person) nor 2 (unit)".into()),
		}
	}

	fn to_text(&self) -> String {
		match self {
			Self::Person => "1".into(),
			Self::Unit => "2".into(),
		}
	}
}

leaves!(
	/// `InvoicingPartySeal` or `SupervisorPartySeal` 印章.
	#[derive(Default)]
	Seal {
		/// `SealId` 印章编号, up to 64 bytes, may be empty.
		id: String = "SealId", 64;
		/// `SealName` 印章名称, up to 300 bytes, may be empty.
		name: String = "SealName", 300;
		/// `SealHash` 印章摘要, up to 128 bytes, may be empty.
		hash: String = "SealHash", 128;
	}
);

leaves!(
	/// `MainExt` of a medical bill. Amounts are fen and absent when the element is empty.
	#[derive(Default)]
	MedicalExt {
		/// `businessNumber` 业务流水号, up to 64 bytes.
		business_number: String = "businessNumber", 64;
		/// `businessDate` 业务日期.
		business_date: Option<Date> = "businessDate", 8;
		/// `gender` 性别, up to 16 bytes.
		gender: String = "gender", 16;
		/// `age` 年龄, up to 16 bytes; small children have months or days.
		age: String = "age", 16;
		/// `medicalType` 医疗类别, up to 64 bytes.
		medical_type: String = "medicalType", 64;
		/// `patientNumber` 患者编号, up to 64 bytes.
		patient_number: String = "patientNumber", 64;
		/// `medicalDate` 就诊日期.
		medical_date: Option<Date> = "medicalDate", 8;
		/// `orgType` 医疗机构类型, up to 64 bytes.
		org_type: String = "orgType", 64;
		/// `medicalInsuranceType` 医保类型, up to 64 bytes.
		medical_insurance_type: String = "medicalInsuranceType", 64;
		/// `medicalInsuranceID` 医保编号, up to 64 bytes.
		medical_insurance_id: String = "medicalInsuranceID", 64;
		/// `fundPayAmount` 医保统筹基金支付.
		fund_pay: Option<Fen> = "fundPayAmount", 18;
		/// `otherPayAmount` 其他支付.
		other_pay: Option<Fen> = "otherPayAmount", 18;
		/// `accountPayAmount` 个人账户支付.
		account_pay: Option<Fen> = "accountPayAmount", 18;
		/// `ownPayAmount` 个人现金支付.
		own_pay: Option<Fen> = "ownPayAmount", 18;
		/// `selfpaymentAmount` 个人自付: what the insured pays of what the insurance covers.
		self_payment_amount: Option<Fen> = "selfpaymentAmount", 18;
		/// `selfpaymentCost` 个人自费: what the insurance does not cover.
		self_payment_cost: Option<Fen> = "selfpaymentCost", 18;
		/// `caseNumber` 病历号, up to 64 bytes.
		case_number: String = "caseNumber", 64;
		/// `hospitalizationNumber` 住院号, up to 64 bytes.
		hospitalization_number: String = "hospitalizationNumber", 64;
		/// `departmentName` 科别, up to 150 bytes.
		department_name: String = "departmentName", 150;
		/// `inHospitalDate` 入院日期.
		in_hospital_date: Option<Date> = "inHospitalDate", 8;
		/// `outHospitalDate` 出院日期.
		out_hospital_date: Option<Date> = "outHospitalDate", 8;
		/// `prepayAmount` 预缴金额.
		prepay: Option<Fen> = "prepayAmount", 18;
		/// `rechargeAmount` 补缴金额.
		recharge: Option<Fen> = "rechargeAmount", 18;
		/// `refundAmount` 退费金额.
		refund: Option<Fen> = "refundAmount", 18;
		/// `relatedInvoiceCode` 关联票据代码.
		related_code: Option<BillCode> = "relatedInvoiceCode", 8;
		/// `relatedInvoiceNumber` 关联票据号码.
		related_number: Option<BillNumber> = "relatedInvoiceNumber", 10;
		/// `payCode` 缴款码, up to 64 bytes.
		pay_code: String = "payCode", 64;
	}
);

leaves!(
	/// `Details/Item` 收费项目.
	Item {
		/// `ItemCode` 项目编码, up to 64 bytes, may be empty.
		code: String = "ItemCode", 64;
		/// `ItemName` 项目名称, up to 300 bytes.
		name: String = "ItemName", 300, required;
		/// `ItemQuantity` 数量.
		quantity: Option<Decimal> = "ItemQuantity", 32;
		/// `ItemUnit` 单位, up to 64 bytes, may be empty.
		unit: String = "ItemUnit", 64;
		/// `ItemStd` 标准, up to 150 bytes, may be empty.
		std: String = "ItemStd", 150;
		/// `ItemAmount` 金额, fen.
		amount: Fen = "ItemAmount", 18, required;
		/// `ItemRemark` 备注, up to 600 bytes, may be empty.
		remark: String = "ItemRemark", 600;
	}
);

leaves!(
	/// `AuxDetails/AuxItem` 收费明细: one line of the itemised list. Element names after
	/// DA/T 95-2022, table B.10.
	AuxItem {
		/// `AuxItemRelatedCode` 对应项目编码, up to 64 bytes, may be empty.
		related_code: String = "AuxItemRelatedCode", 64;
		/// `AuxItemRelatedName` 对应项目名称, up to 300 bytes, may be empty.
		related_name: String = "AuxItemRelatedName", 300;
		/// `AuxItemCode` 收费明细项目编码, up to 64 bytes, may be empty.
		code: String = "AuxItemCode", 64;
		/// `AuxItemName` 收费明细项目名称, up to 300 bytes.
		name: String = "AuxItemName", 300, required;
		/// `AuxItemQuantity` 数量.
		quantity: Option<Decimal> = "AuxItemQuantity", 32;
		/// `AuxItemUnit` 单位, up to 64 bytes, may be empty.
		unit: String = "AuxItemUnit", 64;
		/// `AuxItemStd` 标准, up to 150 bytes, may be empty.
		std: String = "AuxItemStd", 150;
		/// `AuxItemAmount` 金额, fen.
		amount: Fen = "AuxItemAmount", 18, required;
		/// `AuxItemRemark` 备注, up to 600 bytes, may be empty.
		remark: String = "AuxItemRemark", 600;
	}
);
