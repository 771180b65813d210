//! Public halves of the development keys: SM2, compressed, in hexadecimal.
//!
//! A development key is derived from its public name (`fiscal_sm_crypto::Pair::from_dev_name`), so
//! these keys protect nothing. They stand here as a table because the runtime computes no curve
//! points; a test compares the table with the derivation.

use fiscal_sm_crypto::Public;

const KEYS: &[(&str, &str)] = &[
	("Validator-1", "0210d870a12d665ba64ddb46c1b0c1c565cd2a835e5b0a83e8f711f9f56b4c6a9b"),
	("Validator-2", "02d4a470ad482be90354c5b1697388418196885cd01dd7e68795af8bdd7a4a6afa"),
	("Validator-3", "02478b4113872d7b6aaf6c546cb78a3b016230b401968dbb1bb9b1e1448302dda3"),
	("Validator-4", "030457df470aaba8ece2ac8853d84284477d83a470435d0128611ccfa55743f89d"),
	("Finance", "02fa1def6a700d7fbdfb64bbdea5c631e707646d43c2cd5ea0437a36a3a5805591"),
	("Medicare", "0221f0e083c85c10cf6f6d79dbed391f7b2a179dfa11d14a86a714f0ae97b6af65"),
	("BigData", "036e14201b6f56ff398f0fb2d53165e269f20f82b7d606a9dd7b6e79b0a8b5df7a"),
	("Health", "028dffb5affccae8c4e468979d787589faf99d24c1e45cbb2e4a6b27c3a844a276"),
	("Treasury", "03cbc924cb7f414232ecf9550dee78b6beeaae4f73f02a9064bf3793f1e50b225e"),
	("Hospital", "03dd93f120a73a2009fc95afbaae0687cf100a829e6a8f003e168e8bfbf12c3f24"),
	("School", "03967f5154fe3df9a46c681dd579b8c7a381b6431d249a96fdd04f9d8d5100e9e6"),
	("Veterans", "0259a89da00e326e1dafb3e7da8f907e6380b8987c6e82e54a3df02f3ad722fbbd"),
	("Insurer-01", "03296085f16dc21f0c555f29fe4a719e0a25606b95958805af1763e2f9a240d253"),
	("Insurer-02", "02d2ee4b8d8ca2c7af48a1c586c2dd277bd72b521e7d04da91e78e9a667c6625f4"),
	("Insurer-03", "03b107eca3a278881ebbc5b2cb35cc5e4978144351987f9f22997e574f8308faab"),
	("Insurer-04", "0347493f3d58c5f4dd96b411cf0c52fb251c0cb2ea6157101e498a77af12acdd67"),
	("Insurer-05", "03e76aa446153107abc06e4bf385cb0b8c764f1c5446732acb8fd6b911771f60eb"),
	("Insurer-06", "03ed09f2a92388a8479cc1f11a9bd094f1cbceb8de674b05969cc33a14541b039a"),
	("Insurer-07", "034bde6c9c102261b9966398c1aa66d2f1042ce58db801dacebd52fe7adb264742"),
	("Insurer-08", "02fec985c81df79d88d9c95f244b82f2ea9ed7bf2d8fd63962ab6028770b448c93"),
	("Insurer-09", "02de6cff3bd3142a0d7a47c39ec60e4c93ad0230745a1451cb1b9476dec4fe1189"),
	("Insurer-10", "02ffe3d7b79c005bfc02eec22ad1b7967dd3fe68b3de5fabfa1b6d98aa715100d5"),
	("Insurer-11", "0224bf90bdc627679d4803725ac5239e8d40690bbf62760db8c34baf9654b680e8"),
	("Insurer-12", "02b27d2e2dea6e8968fceba971d17fc284017cc0e9c8cee2cc1464a6b0d46bff64"),
	("Insurer-13", "021819e287c4580fc4038897a6d65ae89f867f55d45b2e9a55d9e8ecc0af425b1d"),
	("Insurer-14", "0333f46eba94b2138ccfef6eaf685d0640bf4b6b2787e91e61f6dc95ddee4b99cb"),
	("Insurer-15", "03589207b46a88f2c98a79ea08d1ea02a475d895567d0c690d90f4b14611f142fb"),
	("Insurer-16", "027031205c06b8f74ca17b4566cf2636fb5adeb187e3cf14883c51b6b6e3efb127"),
	("Insurer-17", "03c2d7f78f2fa5dd500efd0f4002b9266e0340c32247ef6e60b59e0803b2ae0555"),
	("Insurer-18", "02a84c248a27c8842ac65eb62f02bfc139a4a2597e2d8fa806346d049a3c1adff5"),
	("Insurer-19", "02aba204c746094db8799a215c30a462a7644cb2b9a10dbd7a595e55ac6d8d3ee0"),
	("Insurer-20", "0382ce9136fc36447a216eb440b66b693d934b7887c46fbf3e64229cfc793f3870"),
	("Region-32", "0355e3eebc22c142b7928613e37b7e7e87858b7acc6be08e871ab606295c30be5a"),
	("Region-33", "02160ad2dcf53d30301998dd99327c89566f3e71d62be90a88550dc69efe0357e6"),
	("Region-34", "02c578049d67b75e1db55cda82d01cdc4d4180810232e1a18d753e105ccb28ece6"),
];

/// The names of the development keys of validators.
pub const VALIDATOR_NAMES: &[&str] = &["Validator-1", "Validator-2", "Validator-3", "Validator-4"];

/// The names of the development keys with which other provinces sign, by the number of each: Jiangsu
/// 江苏, Zhejiang 浙江, Anhui 安徽.
pub const PROVINCE_NAMES: &[(u8, &str)] =
	&[(32, "Region-32"), (33, "Region-33"), (34, "Region-34")];

/// The names of the development keys of participants.
pub const DEV_NAMES: &[&str] = &[
	"Finance",
	"Medicare",
	"BigData",
	"Health",
	"Treasury",
	"Hospital",
	"School",
	"Veterans",
	"Insurer-01",
	"Insurer-02",
	"Insurer-03",
	"Insurer-04",
	"Insurer-05",
	"Insurer-06",
	"Insurer-07",
	"Insurer-08",
	"Insurer-09",
	"Insurer-10",
	"Insurer-11",
	"Insurer-12",
	"Insurer-13",
	"Insurer-14",
	"Insurer-15",
	"Insurer-16",
	"Insurer-17",
	"Insurer-18",
	"Insurer-19",
	"Insurer-20",
];

/// The public key of a development name.
pub fn public_of(name: &str) -> Option<Public> {
	let (_, text) = KEYS.iter().find(|(known, _)| *known == name)?;
	let mut bytes = [0u8; 33];
	if text.len() != 66 {
		return None;
	}
	for (slot, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
		let digits = core::str::from_utf8(digits).ok()?;
		*slot = u8::from_str_radix(digits, 16).ok()?;
	}
	Public::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_table_agrees_with_the_derivation() {
		let provinces = PROVINCE_NAMES.iter().map(|(_, name)| name);
		let names: Vec<&&str> = DEV_NAMES.iter().chain(VALIDATOR_NAMES).chain(provinces).collect();
		assert_eq!(KEYS.len(), names.len());
		for name in names {
			assert_eq!(
				public_of(name),
				Some(fiscal_sm_crypto::Pair::from_dev_name(name).public()),
				"{name}"
			);
		}
	}
}
