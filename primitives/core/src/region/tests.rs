use super::*;
use proptest::prelude::*;

proptest! {
	#[test]
	fn the_decoder_of_organisation_codes_refuses_what_the_constructor_refuses(raw in any::<[u8; 18]>()) {
		let constructed = core::str::from_utf8(&raw).is_ok_and(|text| OrgCode::new(text).is_ok());
		prop_assert_eq!(OrgCode::decode(&mut &raw[..]).is_ok(), constructed);
	}

	#[test]
	fn organisation_codes_survive_codec_and_text(text in "[0-9A-HJ-NPQRTUWXY]{18}") {
		let code = OrgCode::new(&text).unwrap();
		prop_assert_eq!(OrgCode::decode(&mut &code.encode()[..]).unwrap(), code);
		prop_assert_eq!(code.to_string().parse::<OrgCode>().unwrap(), code);
	}
}

fn message() -> Inbound {
	let org = OrgCode::new("91330100MA27XXXX0A").unwrap();
	let name = OrgName::new("某医保").unwrap();
	let (id, from) = (Code::new("M-1").unwrap(), Region::new(33).unwrap());
	Inbound { id, from, at: 1, body: InboundBody::Filing { org, name, active: true } }
}

#[test]
fn a_message_dated_anew_is_the_same_and_one_that_says_something_else_is_not() {
	let message = message();
	let later = Inbound { at: 2, ..message.clone() };
	assert_eq!(later.identity(), message.identity());
	assert_ne!(later.digest(), message.digest());
	let InboundBody::Filing { org, name, .. } = message.body.clone() else { panic!() };
	let others = [
		Inbound { id: Code::new("M-2").unwrap(), ..message.clone() },
		Inbound { from: Region::new(34).unwrap(), ..message.clone() },
		Inbound { body: InboundBody::Filing { org, name, active: false }, ..message.clone() },
	];
	for other in others {
		assert_ne!(other.identity(), message.identity(), "{other:?}");
	}
}

#[test]
fn what_a_province_signs_names_the_chain() {
	let (message, chain) = (message(), Digest::repeat_byte(7));
	let expected = (*b"fiscal/region/1", chain, 31u8, &message).encode();
	assert_eq!(message.payload(&chain), expected);
	assert_ne!(message.payload(&Digest::zero()), expected);
}

#[test]
fn the_operation_is_part_of_the_idempotency_key() {
	let flow = RegionFlow {
		region: Region::new(33).unwrap(),
		org: OrgCode::new("91330100MA27XXXX0A").unwrap(),
		flow: FlowNumber::new("ZJ-1").unwrap(),
	};
	assert_ne!(flow.key(RegionOperation::Start), flow.key(RegionOperation::Result));
}
