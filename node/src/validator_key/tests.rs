//! Keys of validators: from files and development names; refused where they would betray.

use super::*;
use fiscal_bft_primitives::{possession_payload, BlockHash};
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::{keyfile, verify};
use std::ffi::OsString;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse 电池";

/// A folder with a key file, and a password file that opens it.
struct Files {
	folder: TempDir,
	pair: Pair,
}

impl Files {
	fn of(pair: Pair) -> Self {
		let folder = TempDir::new().unwrap();
		// Few iterations: what is tested here is not the derivation.
		keyfile::save_with_iterations(folder.path().join("key.pem"), &pair, PASSWORD, 16).unwrap();
		let files = Self { folder, pair };
		files.write_password(&format!("{PASSWORD}\n"));
		files
	}

	fn new() -> Self {
		Self::of(Pair::generate())
	}

	fn path(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	fn write_password(&self, text: &str) {
		fs::write(self.path("password"), text).unwrap();
		self.chmod("password", 0o600);
	}

	fn chmod(&self, name: &str, mode: u32) {
		fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
	}

	fn args(&self) -> ValidatorKeyArgs {
		ValidatorKeyArgs {
			validator_key: Some(self.path("key.pem")),
			validator_key_password_file: Some(self.path("password")),
			dev_validator: None,
		}
	}

	fn load_live(&self) -> Result<Public, ValidatorKeyFault> {
		load(&self.args(), &ChainType::Live, Role::Authority)
			.map(|signer| signer.expect("an authority").public())
	}
}

fn dev(number: u8) -> ValidatorKeyArgs {
	ValidatorKeyArgs { dev_validator: Some(number), ..Default::default() }
}

/// The fault of a validator that must not start; `Arc<dyn Signer>` is not `Debug`.
fn refused(args: &ValidatorKeyArgs, chain_type: &ChainType, role: Role) -> ValidatorKeyFault {
	load(args, chain_type, role).map(|_| ()).unwrap_err()
}

#[test]
fn a_validator_signs_with_the_key_of_its_file() {
	let files = Files::new();
	let signer = load(&files.args(), &ChainType::Live, Role::Authority).unwrap().unwrap();
	assert_eq!(signer.public(), files.pair.public());
	let signature = signer.sign(b"a vote").unwrap();
	assert!(verify(&files.pair.public(), b"a vote", &signature));
}

#[test]
fn a_password_file_may_end_its_line_in_any_way() {
	let files = Files::new();
	for ending in ["", "\n", "\r\n"] {
		files.write_password(&format!("{PASSWORD}{ending}"));
		assert_eq!(files.load_live().unwrap(), files.pair.public(), "{ending:?}");
	}
}

#[test]
fn a_validator_without_a_key_is_told_how_to_get_one() {
	let none = ValidatorKeyArgs::default();
	let fault = refused(&none, &ChainType::Development, Role::Authority);
	assert!(matches!(fault, ValidatorKeyFault::Missing));
	let text = fault.to_string();
	for word in ["--validator-key", "validator-key generate", "--dev-validator"] {
		assert!(text.contains(word), "{text}");
	}
}

#[test]
fn a_missing_file_is_named() {
	let files = Files::new();
	fs::remove_file(files.path("key.pem")).unwrap();
	let fault = files.load_live().unwrap_err();
	assert!(
		matches!(
			&fault,
			ValidatorKeyFault::KeyFile { source: KeyFileFault::NotFound(path), .. }
				if *path == files.path("key.pem")
		),
		"{fault}"
	);
}

#[test]
fn a_missing_password_file_is_named() {
	let files = Files::new();
	fs::remove_file(files.path("password")).unwrap();
	let fault = files.load_live().unwrap_err();
	assert!(
		matches!(
			&fault,
			ValidatorKeyFault::PasswordFile { path, source }
				if *path == files.path("password") && source.kind() == io::ErrorKind::NotFound
		),
		"{fault}"
	);
}

#[test]
fn a_wrong_password_opens_nothing() {
	let files = Files::new();
	for wrong in ["correct horse", "correct horse 电池 ", " correct horse 电池"] {
		files.write_password(wrong);
		let fault = files.load_live().unwrap_err();
		assert!(
			matches!(
				&fault,
				ValidatorKeyFault::KeyFile { source: KeyFileFault::WrongPassword, .. }
			),
			"{wrong:?}: {fault}"
		);
	}
}

#[test]
fn what_is_no_password_is_refused_before_it_is_tried() {
	let files = Files::new();
	let long = "a".repeat(password::MAX_BYTES + 1);
	for text in ["", "\n", "two\nlines\n", long.as_str()] {
		files.write_password(text);
		let fault = files.load_live().unwrap_err();
		assert!(matches!(&fault, ValidatorKeyFault::NotAPassword { .. }), "{text:?}: {fault}");
	}
}

#[test]
fn files_that_others_may_read_or_write_are_refused() {
	for name in ["key.pem", "password"] {
		for mode in [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o777] {
			let files = Files::new();
			files.chmod(name, mode);
			match files.load_live() {
				Err(ValidatorKeyFault::TooOpen { path, mode: seen }) => {
					assert_eq!((path, seen), (files.path(name), mode));
				}
				other => panic!("{name} with mode {mode:o}: {other:?}"),
			}
		}
		for mode in [0o600, 0o400] {
			let files = Files::new();
			files.chmod(name, mode);
			assert_eq!(files.load_live().unwrap(), files.pair.public(), "{name}, {mode:o}");
		}
	}
}

#[test]
fn development_keys_are_four_and_known_to_everybody() {
	for chain_type in [ChainType::Development, ChainType::Local] {
		for number in 1..=DEV_VALIDATORS {
			let signer = load(&dev(number), &chain_type, Role::Authority).unwrap().unwrap();
			let known = Pair::from_dev_name(&format!("Validator-{number}"));
			assert_eq!(signer.public(), known.public());
		}
	}
}

#[test]
fn development_keys_are_refused_on_a_live_chain() {
	for chain_type in [ChainType::Live, ChainType::Custom("trial".into())] {
		for role in [Role::Authority, Role::Full] {
			let fault = refused(&dev(1), &chain_type, role);
			assert!(matches!(fault, ValidatorKeyFault::DevKeyOnLiveChain { .. }), "{fault}");
			assert!(fault.to_string().contains("--dev-validator 1"), "{fault}");
		}
	}
	// Neither does a file make a secret of one.
	let files = Files::of(dev_pair(3));
	let fault = files.load_live().unwrap_err();
	assert!(matches!(fault, ValidatorKeyFault::DevKeyOnLiveChain { .. }), "{fault}");
	let signer = load(&files.args(), &ChainType::Local, Role::Authority).unwrap().unwrap();
	assert_eq!(signer.public(), files.pair.public());
}

#[test]
fn a_node_that_is_no_validator_has_no_key() {
	let none = ValidatorKeyArgs::default();
	assert!(load(&none, &ChainType::Live, Role::Full).unwrap().is_none());
	assert!(load(&dev(1), &ChainType::Local, Role::Full).unwrap().is_none());
	// Nor does it open a file that it has no use for.
	let files = Files::new();
	files.write_password("wrong");
	assert!(load(&files.args(), &ChainType::Live, Role::Full).unwrap().is_none());
}

#[test]
fn dev_means_the_first_development_key_unless_a_key_is_named() {
	let mut args = ValidatorKeyArgs::default();
	args.imply_dev();
	assert_eq!(args.dev_validator, Some(1));
	let mut args = dev(3);
	args.imply_dev();
	assert_eq!(args.dev_validator, Some(3));
	let mut args = ValidatorKeyArgs { validator_key: Some("k".into()), ..Default::default() };
	args.imply_dev();
	assert_eq!(args.dev_validator, None);
}

#[test]
fn the_password_file_goes_before_the_environment() {
	let files = Files::new();
	let environment = || Some(OsString::from("from the environment"));
	let given = |file: Option<&Path>, environment| {
		password::given(file, environment).unwrap().map(|password| password.to_string())
	};
	let file = files.path("password");
	assert_eq!(given(Some(file.as_path()), environment()).as_deref(), Some(PASSWORD));
	assert_eq!(given(None, environment()).as_deref(), Some("from the environment"));
	assert_eq!(given(None, None), None);
	let empty = password::given(None, Some(OsString::new())).map(|_| ()).unwrap_err();
	assert!(empty.to_string().contains(password::VARIABLE), "{empty}");
}

#[test]
fn a_generated_key_is_private_and_opens_with_its_password() {
	let files = Files::new();
	let (out, password) = (files.path("new.pem"), files.path("password"));
	let public = command::generate(&out, Some(&password)).unwrap();
	assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
	assert_eq!(command::inspect(&out, Some(&password)).unwrap().public(), public);

	let before = fs::read(&out).unwrap();
	let again = command::generate(&out, Some(&password)).unwrap_err();
	assert!(
		matches!(again, ValidatorKeyFault::KeyFile { source: KeyFileFault::AlreadyExists(_), .. }),
		"{again}"
	);
	assert_eq!(fs::read(&out).unwrap(), before);
}

#[test]
fn a_new_key_wants_a_password_of_eight_bytes() {
	let files = Files::new();
	let (out, password) = (files.path("new.pem"), files.path("password"));
	files.write_password("1234567\n");
	let fault = command::generate(&out, Some(&password)).unwrap_err();
	assert!(matches!(fault, ValidatorKeyFault::PasswordTooShort), "{fault}");
	assert!(!out.exists());
	files.write_password("12345678\n");
	command::generate(&out, Some(&password)).unwrap();
}

#[test]
fn a_proof_holds_for_one_key_one_chain_and_one_participant() {
	let files = Files::new();
	let key = command::inspect(&files.path("key.pem"), Some(&files.path("password"))).unwrap();
	let (chain, other) = (BlockHash::repeat_byte(1), BlockHash::repeat_byte(2));
	let proof = command::prove(&key, &chain, ParticipantId(7)).unwrap();
	let holds = |chain: &BlockHash, participant, public: &Public| {
		verify(public, &possession_payload(chain, ParticipantId(participant), public), &proof)
	};
	let public = files.pair.public();
	assert!(holds(&chain, 7, &public));
	assert!(!holds(&other, 7, &public));
	assert!(!holds(&chain, 8, &public));
	assert!(!holds(&chain, 7, &dev_pair(1).public()));
}
