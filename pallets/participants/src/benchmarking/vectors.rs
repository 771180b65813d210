//! Keys and signatures of the benchmarks: a runtime verifies and does not sign, so that they stand
//! here. A test compares them with what the development keys sign.

use fiscal_primitives::{
	participant::{AccountLabel, ChildKind, Role, Roles},
	Digest, Moment, ParticipantId, PayerRef,
};

/// The hash of the genesis block under which they were signed.
pub const GENESIS: Digest = Digest::repeat_byte(0x67);
/// How many participants there are before the benchmark's own.
pub const COUNT: u32 = 1_000_000;
/// The organisation.
pub const ORGANISATION: ParticipantId = ParticipantId(1_000_002);
/// The administrator of its domain.
pub const ADMIN_ID: ParticipantId = ParticipantId(1_000_003);
/// Another account, or a citizen.
pub const OTHER_ID: ParticipantId = ParticipantId(1_000_004);
/// A payer reference.
pub const PAYER: PayerRef = PayerRef(Digest::repeat_byte(0x70));
/// Another one.
pub const ANOTHER_PAYER: PayerRef = PayerRef(Digest::repeat_byte(0x71));
/// Until when the endorsement serves.
pub const EXPIRES: Moment = Moment::MAX;

/// What the newcomer is below [`ORGANISATION`].
pub const KIND: ChildKind = ChildKind::Account(AccountLabel::Operator);
/// The identity of the newcomer.
pub const IDENTITY: Digest = Digest::repeat_byte(5);

/// The roles of the newcomer.
pub fn roles() -> Roles {
	Roles::of(&[Role::Issuer])
}

/// The development key `bench/member`.
pub const MEMBER: [u8; 33] = [
	2, 238, 254, 23, 221, 27, 106, 211, 253, 201, 154, 18, 221, 210, 49, 169, 248, 93, 162, 82,
	235, 105, 53, 108, 188, 30, 232, 112, 232, 231, 39, 11, 78,
];
/// The development key `bench/organisation`.
pub const ORGANISATION_KEY: [u8; 33] = [
	3, 232, 241, 221, 84, 235, 118, 210, 216, 3, 45, 203, 197, 208, 145, 197, 8, 163, 246, 35, 29,
	250, 12, 236, 17, 235, 168, 252, 78, 222, 62, 45, 166,
];
/// The development key `bench/admin`.
pub const ADMIN: [u8; 33] = [
	3, 11, 217, 17, 25, 156, 117, 147, 235, 206, 198, 205, 210, 139, 233, 174, 162, 88, 45, 169,
	250, 152, 3, 57, 35, 157, 31, 207, 201, 215, 120, 173, 241,
];
/// The development key `bench/operator`.
pub const OPERATOR: [u8; 33] = [
	2, 202, 53, 166, 254, 193, 39, 42, 26, 246, 138, 229, 125, 59, 250, 68, 252, 211, 251, 132, 27,
	191, 247, 175, 45, 201, 205, 192, 49, 44, 189, 202, 45,
];
/// The development key `bench/new`.
pub const NEW: [u8; 33] = [
	2, 29, 171, 15, 25, 165, 197, 227, 187, 223, 61, 245, 141, 202, 31, 192, 116, 145, 197, 171,
	185, 77, 146, 150, 206, 15, 182, 71, 61, 192, 155, 18, 12,
];
/// Possession of [`NEW`], for the first tier.
pub const ADMIT: [u8; 64] = [
	15, 39, 146, 5, 204, 39, 178, 42, 17, 119, 104, 62, 175, 178, 57, 231, 24, 188, 241, 107, 234,
	52, 87, 216, 253, 178, 24, 101, 149, 164, 63, 8, 69, 206, 76, 180, 218, 21, 29, 168, 58, 193,
	118, 93, 156, 89, 62, 100, 119, 63, 93, 157, 245, 140, 23, 65, 177, 185, 254, 122, 72, 188,
	204, 57,
];
/// Possession of [`NEW`], below [`ORGANISATION`].
pub const ADMIT_CHILD: [u8; 64] = [
	119, 108, 56, 177, 232, 42, 35, 190, 141, 2, 161, 195, 96, 254, 210, 46, 105, 81, 173, 245,
	140, 212, 230, 219, 86, 133, 48, 86, 159, 149, 195, 139, 200, 225, 157, 76, 1, 155, 226, 49, 4,
	196, 22, 215, 110, 210, 109, 129, 20, 180, 64, 195, 205, 150, 49, 85, 84, 163, 168, 93, 26, 24,
	233, 104,
];
/// Endorsement of [`NEW`] below [`ORGANISATION`] by [`ADMIN`].
pub const ENDORSEMENT: [u8; 64] = [
	133, 63, 169, 216, 35, 97, 12, 150, 47, 28, 34, 94, 50, 194, 70, 134, 19, 126, 108, 130, 207,
	5, 162, 60, 236, 229, 162, 80, 55, 33, 144, 110, 77, 43, 73, 214, 174, 113, 219, 27, 123, 150,
	28, 145, 137, 179, 140, 251, 208, 234, 187, 219, 157, 219, 209, 153, 43, 206, 6, 224, 117, 103,
	74, 56,
];
/// Consent of [`NEW`] that [`ORGANISATION`] binds [`PAYER`] to its DID.
pub const REGISTER_HOLDER: [u8; 64] = [
	198, 200, 120, 199, 118, 166, 15, 229, 204, 253, 67, 142, 129, 127, 99, 97, 134, 33, 147, 221,
	85, 14, 1, 200, 0, 108, 63, 92, 236, 62, 182, 36, 58, 238, 45, 207, 130, 145, 161, 241, 194,
	97, 100, 145, 237, 206, 77, 65, 212, 186, 198, 53, 247, 140, 91, 244, 221, 156, 31, 87, 234,
	111, 22, 214,
];
/// Consent of [`NEW`] that [`ORGANISATION`] binds [`ANOTHER_PAYER`] to its DID.
pub const BIND_PAYER: [u8; 64] = [
	20, 43, 229, 176, 4, 228, 2, 171, 49, 148, 30, 84, 131, 211, 220, 0, 188, 106, 68, 239, 79, 11,
	237, 243, 122, 113, 108, 171, 91, 136, 119, 77, 85, 99, 124, 233, 9, 178, 84, 36, 105, 230,
	179, 137, 147, 19, 118, 153, 112, 85, 27, 89, 48, 129, 223, 95, 99, 136, 12, 152, 237, 100,
	242, 21,
];
/// [`NEW`] becomes the second key of [`ADMIN`]'s DID.
pub const ROTATE_KEY: [u8; 64] = [
	28, 96, 98, 146, 1, 71, 116, 84, 54, 101, 15, 45, 188, 219, 184, 141, 143, 105, 120, 96, 29,
	193, 55, 181, 249, 250, 42, 213, 196, 75, 15, 32, 17, 57, 83, 211, 166, 77, 219, 101, 103, 234,
	164, 185, 106, 143, 24, 247, 103, 88, 214, 144, 65, 0, 43, 239, 103, 253, 213, 128, 14, 18,
	101, 66,
];
/// [`NEW`] becomes the second key of [`OPERATOR`]'s DID.
pub const REPLACE_KEY: [u8; 64] = [
	135, 237, 151, 187, 131, 88, 139, 108, 185, 164, 246, 98, 66, 220, 27, 94, 122, 74, 156, 160,
	141, 248, 89, 241, 2, 217, 187, 161, 12, 191, 217, 158, 42, 250, 12, 170, 4, 221, 184, 244,
	192, 164, 164, 168, 187, 96, 215, 219, 139, 63, 105, 219, 132, 108, 86, 155, 130, 102, 149,
	254, 198, 113, 56, 90,
];

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		participant::{admission_payload, endorsement_payload, payer_payload, rotation_payload},
		Did,
	};
	use fiscal_sm_crypto::Pair;

	fn pair(name: &str) -> Pair {
		Pair::from_dev_name(&format!("bench/{name}"))
	}

	#[test]
	fn keys_are_those_of_their_names() {
		for (name, bytes) in [
			("member", MEMBER),
			("organisation", ORGANISATION_KEY),
			("admin", ADMIN),
			("operator", OPERATOR),
			("new", NEW),
		] {
			assert_eq!(*pair(name).public().as_bytes(), bytes, "{name}");
		}
	}

	#[test]
	fn signatures_are_those_of_their_payloads() {
		let (new, admin) = (pair("new"), pair("admin"));
		let key = new.public();
		let did = |name: &str| Did::of(&pair(name).public());
		let (genesis, org) = (&GENESIS, ORGANISATION);
		let child = endorsement_payload(genesis, org, KIND, &key, roles(), &IDENTITY, EXPIRES);
		for (name, signature, bytes) in [
			("ADMIT", new.sign(&admission_payload(genesis, None, &key)), ADMIT),
			("ADMIT_CHILD", new.sign(&admission_payload(genesis, Some(org), &key)), ADMIT_CHILD),
			("ENDORSEMENT", admin.sign(&child), ENDORSEMENT),
			(
				"REGISTER_HOLDER",
				new.sign(&payer_payload(genesis, &did("new"), &PAYER, org)),
				REGISTER_HOLDER,
			),
			(
				"BIND_PAYER",
				new.sign(&payer_payload(genesis, &did("new"), &ANOTHER_PAYER, org)),
				BIND_PAYER,
			),
			(
				"ROTATE_KEY",
				new.sign(&rotation_payload(genesis, &did("admin"), 2, &key)),
				ROTATE_KEY,
			),
			(
				"REPLACE_KEY",
				new.sign(&rotation_payload(genesis, &did("operator"), 2, &key)),
				REPLACE_KEY,
			),
		] {
			assert_eq!(*signature.as_bytes(), bytes, "{name}");
		}
	}
}
