//! Writes bills as XML.
//!
//! Every element of the structure is written, empty where there is nothing to say, without white
//! space between the elements. `EInvoiceData` comes out in its canonical form.

use crate::{
	canonical::escape,
	model::{EBill, HEADER_TAG, HEADER_VERSION},
	signature::PartySignature,
	value::Value,
};
use quick_xml::{
	events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
	Writer,
};

/// The `EInvoiceData` element of a bill. Whether the content is admitted is for the parser to say.
pub(crate) fn data(bill: &EBill) -> Vec<u8> {
	let mut out = Out::new();
	write_data(&mut out, bill);
	out.into_bytes()
}

/// The complete file.
pub(crate) fn document(
	bill: &EBill,
	issuer: &PartySignature,
	supervisor: &PartySignature,
) -> Vec<u8> {
	let mut out = Out::new();
	out.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
	out.element("EInvoice", |out| {
		out.element("Header", |out| {
			out.leaf("EInvoiceID", &bill.header.id);
			out.leaf("EInvoiceTag", HEADER_TAG);
			out.leaf("Version", HEADER_VERSION);
		});
		write_data(out, bill);
		out.element("EInvoiceSignature", |out| {
			out.element("InvoicingPartySignature", |out| issuer.write(out));
			out.element("SupervisorPartySignature", |out| supervisor.write(out));
		});
	});
	out.into_bytes()
}

fn write_data(out: &mut Out, bill: &EBill) {
	out.element("EInvoiceData", |out| {
		out.element("Main", |out| write_main(out, bill));
		out.element("Details", |out| {
			bill.details.iter().for_each(|item| out.element("Item", |out| item.write(out)));
		});
		out.element("AuxDetails", |out| {
			bill.aux_details.iter().for_each(|item| out.element("AuxItem", |out| item.write(out)));
		});
	});
}

fn write_main(out: &mut Out, bill: &EBill) {
	let main = &bill.main;
	out.leaf("EInvoiceName", &main.name);
	out.leaf("EInvoiceCode", &main.code.to_text());
	out.leaf("EInvoiceNumber", &main.number.to_text());
	out.leaf("RandomNumber", &main.check.to_text());
	out.leaf("EInvoiceSpecimenCode", &main.specimen_code);
	out.leaf("SupervisorAreaCode", &main.supervisor_area_code);
	out.leaf("TotalAmount", &main.total.to_text());
	out.leaf("IssueDate", &main.issued_on.to_text());
	out.leaf("IssueTime", &main.issue_time.to_text());
	out.element("InvoicingParty", |out| main.issuer.write(out));
	out.element("PayerParty", |out| main.payer.write(out));
	out.leaf("PayMode", &main.pay_mode);
	out.leaf("BizCode", &main.biz_code);
	out.leaf("CurrencyType", &main.currency);
	out.leaf("ExchangeRate", &main.exchange_rate.to_text());
	out.leaf("Remark", &main.remark);
	out.leaf("HandlingPerson", &main.handling_person);
	out.leaf("Checker", &main.checker);
	out.leaf("SupervisorRemark", &main.supervisor_remark);
	out.element("MainExt", |out| {
		if let Some(ext) = &bill.ext {
			ext.write(out);
		}
	});
	out.element("InvoicingPartySeal", |out| main.issuer_seal.write(out));
	out.element("SupervisorPartySeal", |out| main.supervisor_seal.write(out));
}

/// Elements written one behind the other.
pub(crate) struct Out(Writer<Vec<u8>>);

impl Out {
	fn new() -> Self {
		Self(Writer::new(Vec::with_capacity(8 * 1024)))
	}

	fn into_bytes(self) -> Vec<u8> {
		self.0.into_inner()
	}

	fn event(&mut self, event: Event<'_>) {
		if self.0.write_event(event).is_err() {
			unreachable!("a vector takes every byte");
		}
	}

	/// An element that holds what `content` writes.
	pub(crate) fn element(&mut self, tag: &str, content: impl FnOnce(&mut Self)) {
		self.event(Event::Start(BytesStart::new(tag)));
		content(self);
		self.event(Event::End(BytesEnd::new(tag)));
	}

	/// An element that holds text.
	pub(crate) fn leaf(&mut self, tag: &str, text: &str) {
		self.element(tag, |out| {
			if !text.is_empty() {
				out.event(Event::Text(BytesText::from_escaped(escape(text))));
			}
		});
	}
}
