//! Receipts 回执 of messages: what the receiver signs, and what the sender hands to the chain.

use crate::{
	convert::{signature, signature_hex},
	protocol::ReceiptBody,
	worker::{BridgeFault, Delivered},
};
use fiscal_primitives::{
	outbox::{Code, DeliveryFault, Receipt},
	Digest,
};
use fiscal_sm_crypto::{verify, Public, SignFault, Signer};

/// The receiver's side: the receipt of the message with idempotency key `key` and body digest `body`,
/// signed where the receiver has a key.
///
/// # Errors
/// [`SignFault`] of the signer.
pub fn sign(
	signer: Option<&dyn Signer>,
	receipt: &Receipt,
	key: &Digest,
	body: &Digest,
) -> Result<ReceiptBody, SignFault> {
	let signature = signer
		.map(|signer| signer.sign(&receipt.payload(key, body)))
		.transpose()?
		.map(|signature| signature_hex(&signature));
	Ok(ReceiptBody {
		accepted: receipt.accepted,
		code: receipt.code.as_str().into(),
		reference: receipt.reference.as_ref().map(|reference| reference.as_str().into()),
		signature,
	})
}

/// The sender's side: reads the receipt of the message with idempotency key `key` and body digest
/// `digest`. With `peer` the signature must be there and be that key's; without, one that is there is
/// passed on as it is, for the chain to judge.
///
/// # Errors
/// [`BridgeFault`] `BadAnswer` that names the field.
pub fn read(
	body: &ReceiptBody,
	peer: Option<&Public>,
	key: &Digest,
	digest: &Digest,
) -> Result<Delivered, BridgeFault> {
	let fault = |words: String| BridgeFault { fault: DeliveryFault::BadAnswer, words };
	let receipt = Receipt {
		accepted: body.accepted,
		code: Code::new(&body.code)
			.map_err(|invalid| fault(format!("the receipt's code: {invalid}")))?,
		reference: body
			.reference
			.as_deref()
			.map(Code::new)
			.transpose()
			.map_err(|invalid| fault(format!("the receipt's reference: {invalid}")))?,
	};
	let signature = body
		.signature
		.as_deref()
		.map(|text| signature("signature", text))
		.transpose()
		.map_err(|mistake| fault(format!("the receipt's {mistake}")))?;
	if let Some(peer) = peer {
		let Some(signature) = &signature else {
			return Err(fault("the receipt is not signed".into()));
		};
		if !verify(peer, &receipt.payload(key, digest), signature) {
			return Err(fault("the signature of the receipt does not hold".into()));
		}
	}
	Ok(Delivered { receipt, signature })
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;

	fn receipt(accepted: bool) -> Receipt {
		Receipt {
			accepted,
			code: Code::new(if accepted { "S0000" } else { "E0422" }).unwrap(),
			reference: Some(Code::new("NT-2026-000001").unwrap()),
		}
	}

	#[test]
	fn a_signed_receipt_arrives_as_it_was_signed() {
		let pair = Pair::from_dev_name("NonTax");
		let (key, digest) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		for accepted in [true, false] {
			let body = sign(Some(&pair), &receipt(accepted), &key, &digest).unwrap();
			let delivered = read(&body, Some(&pair.public()), &key, &digest).unwrap();
			assert_eq!(delivered.receipt, receipt(accepted));
			let signature = delivered.signature.unwrap();
			assert!(verify(&pair.public(), &receipt(accepted).payload(&key, &digest), &signature));
		}
	}

	#[test]
	fn a_receipt_counts_for_its_message_its_verdict_and_its_signer_alone() {
		let pair = Pair::from_dev_name("NonTax");
		let (key, digest) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let body = sign(Some(&pair), &receipt(true), &key, &digest).unwrap();
		let refused = |body: &ReceiptBody, peer: &Public, key: &Digest, digest: &Digest| {
			read(body, Some(peer), key, digest).unwrap_err().words
		};
		let peer = pair.public();
		refused(&body, &peer, &Digest::repeat_byte(3), &digest);
		refused(&body, &peer, &key, &Digest::repeat_byte(3));
		refused(&body, &Pair::from_dev_name("Platform").public(), &key, &digest);
		refused(&ReceiptBody { accepted: false, ..body.clone() }, &peer, &key, &digest);
		refused(&ReceiptBody { reference: None, ..body.clone() }, &peer, &key, &digest);
		let words = refused(&ReceiptBody { signature: None, ..body }, &peer, &key, &digest);
		assert!(words.contains("not signed"), "{words}");
	}

	#[test]
	fn without_a_known_key_the_signature_is_passed_on_as_it_is() {
		let (key, digest) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let unsigned = sign(None, &receipt(true), &key, &digest).unwrap();
		assert_eq!(read(&unsigned, None, &key, &digest).unwrap().signature, None);
		let signed =
			sign(Some(&Pair::from_dev_name("Other")), &receipt(true), &key, &digest).unwrap();
		assert!(read(&signed, None, &key, &digest).unwrap().signature.is_some());
	}

	#[test]
	fn fields_outside_of_their_form_are_named() {
		let (key, digest) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let good = sign(None, &receipt(true), &key, &digest).unwrap();
		let words = |body| read(&body, None, &key, &digest).unwrap_err().words;
		let long = "x".repeat(33);
		assert!(words(ReceiptBody { code: long.clone(), ..good.clone() }).contains("code"));
		assert!(words(ReceiptBody { code: String::new(), ..good.clone() }).contains("code"));
		assert!(words(ReceiptBody { reference: Some(long), ..good.clone() }).contains("reference"));
		assert!(words(ReceiptBody { signature: Some("00".into()), ..good }).contains("signature"));
	}
}
