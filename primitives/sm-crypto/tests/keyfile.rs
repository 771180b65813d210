//! Key files: written and read back, read as GmSSL writes them, refused when broken.

use fiscal_sm_crypto::{
	keyfile::{self, KeyFile, KeyFileFault, DEFAULT_ITERATIONS, MAX_FILE_BYTES, MAX_ITERATIONS},
	verify_uncached, Pair, Public, Signer,
};
use pkcs8::der::{Document, Encode};
use std::{fs, sync::Arc};

const PASSWORD: &str = "correct horse 电池";

fn pair() -> Pair {
	Pair::from_dev_name("key file")
}

fn der_of(pem: &str) -> Vec<u8> {
	let (label, document) = Document::from_pem(pem).unwrap();
	assert_eq!(label, "ENCRYPTED PRIVATE KEY");
	document.into_vec()
}

fn pem_of(der: &[u8]) -> String {
	let document = Document::try_from(der).unwrap();
	document.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF).unwrap()
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
	let length = pkcs8::der::Length::try_from(content.len()).unwrap().to_der().unwrap();
	[&[tag], &length[..], content].concat()
}

/// The parts of a key file, each as DER, to be put together wrongly.
#[derive(Clone)]
struct Parts {
	scheme: Vec<u8>,
	kdf: Vec<u8>,
	salt: Vec<u8>,
	iterations: Vec<u8>,
	key_bytes: Vec<u8>,
	prf: Vec<u8>,
	cipher: Vec<u8>,
	iv: Vec<u8>,
	encrypted: Vec<u8>,
}

impl Parts {
	fn new() -> Self {
		let oid = |content: &str| tlv(0x06, &hex::decode(content).unwrap());
		Self {
			scheme: oid("2a864886f70d01050d"),
			kdf: oid("2a864886f70d01050c"),
			salt: tlv(0x04, &[7; 16]),
			iterations: tlv(0x02, &[1]),
			key_bytes: tlv(0x02, &[16]),
			prf: tlv(0x30, &oid("2a811ccf5501831102")),
			cipher: oid("2a811ccf55016802"),
			iv: tlv(0x04, &[9; 16]),
			encrypted: tlv(0x04, &[1; 160]),
		}
	}

	fn read(&self) -> KeyFileFault {
		let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
		let kdf = sequence(&[
			&self.kdf,
			&sequence(&[&self.salt, &self.iterations, &self.key_bytes, &self.prf]),
		]);
		let cipher = sequence(&[&self.cipher, &self.iv]);
		let scheme = sequence(&[&self.scheme, &sequence(&[&kdf, &cipher])]);
		let info = sequence(&[&scheme, &self.encrypted]);
		keyfile::from_pem(&pem_of(&info), PASSWORD).map(|pair| pair.public()).unwrap_err()
	}
}

#[test]
fn written_and_read_back() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("validator.pem");
	keyfile::save(&path, &pair(), PASSWORD).unwrap();
	let text = fs::read_to_string(&path).unwrap();
	assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
	let secret = pair().to_pkcs8_der().unwrap();
	assert!(!der_of(&text).windows(32).any(|window| window == &secret[36..68]));
	assert_eq!(keyfile::load(&path, PASSWORD).unwrap().public(), pair().public());

	let opened: Arc<dyn Signer> = Arc::new(KeyFile::open(&path, PASSWORD).unwrap());
	assert_eq!(opened.public(), pair().public());
	assert_eq!(opened.sign(b"vote").unwrap(), pair().sign(b"vote"));
	assert!(verify_uncached(&opened.public(), b"vote", &opened.sign(b"vote").unwrap()));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
	use std::os::unix::fs::PermissionsExt;
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key.pem");
	keyfile::save_with_iterations(&path, &pair(), PASSWORD, 1).unwrap();
	assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn never_overwritten() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key.pem");
	keyfile::save_with_iterations(&path, &pair(), PASSWORD, 1).unwrap();
	let before = fs::read(&path).unwrap();
	let other = Pair::from_dev_name("other");
	let fault = keyfile::save_with_iterations(&path, &other, PASSWORD, 1).unwrap_err();
	assert!(matches!(&fault, KeyFileFault::AlreadyExists(at) if *at == path), "{fault}");
	assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn salt_and_vector_are_new_each_time() {
	let write = || keyfile::to_pem(&pair(), PASSWORD, 1).unwrap();
	assert_ne!(write(), write());
}

#[test]
fn wrong_password() {
	let text = keyfile::to_pem(&pair(), PASSWORD, 1).unwrap();
	// One in 256 wrong keys leaves valid padding; none may leave a key.
	for attempt in 0..2000 {
		let fault = keyfile::from_pem(&text, format!("wrong {attempt}")).unwrap_err();
		assert!(matches!(fault, KeyFileFault::WrongPassword), "{fault}");
		assert_eq!(fault.to_string(), "wrong password, or the key file is damaged");
	}
	assert!(matches!(keyfile::from_pem(&text, ""), Err(KeyFileFault::WrongPassword)));
}

#[test]
fn missing_and_oversized_files() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key.pem");
	assert!(
		matches!(keyfile::load(&path, PASSWORD), Err(KeyFileFault::NotFound(at)) if at == path)
	);
	assert!(matches!(keyfile::load(folder.path(), PASSWORD), Err(KeyFileFault::Io { .. })));
	let absent = folder.path().join("absent/key.pem");
	assert!(matches!(
		keyfile::save_with_iterations(&absent, &pair(), PASSWORD, 1),
		Err(KeyFileFault::Io { .. })
	));

	let text = keyfile::to_pem(&pair(), PASSWORD, 1).unwrap();
	let padding = MAX_FILE_BYTES as usize - text.len();
	fs::write(&path, format!("{text}{}", "\n".repeat(padding))).unwrap();
	assert_eq!(keyfile::load(&path, PASSWORD).unwrap().public(), pair().public());
	fs::write(&path, format!("{text}{}", "\n".repeat(padding + 1))).unwrap();
	assert!(matches!(keyfile::load(&path, PASSWORD), Err(KeyFileFault::MaxSizeExceeded)));
	fs::write(&path, [0xff, 0xfe]).unwrap();
	assert!(matches!(keyfile::load(&path, PASSWORD), Err(KeyFileFault::Malformed(_))));
}

#[test]
fn iterations_are_bounded() {
	let mut parts = Parts::new();
	for (content, asked) in [
		("00989681", u64::from(MAX_ITERATIONS) + 1),
		("7fffffff", 0x7fff_ffff),
		("0100000001", 0x1_0000_0001),
		("00ffffffffffffffff", u64::MAX),
	] {
		parts.iterations = tlv(0x02, &hex::decode(content).unwrap());
		let fault = parts.read();
		assert!(matches!(fault, KeyFileFault::MaxIterationsExceeded(n) if n == asked), "{fault}");
	}
	for content in ["00", "ff", "01000000000000000000"] {
		parts.iterations = tlv(0x02, &hex::decode(content).unwrap());
		assert!(matches!(parts.read(), KeyFileFault::Malformed(_)), "{content}");
	}
	for iterations in [0, MAX_ITERATIONS + 1] {
		assert!(keyfile::to_pem(&pair(), PASSWORD, iterations).is_err());
	}
}

#[test]
fn the_default_is_what_the_file_says() {
	let der = der_of(&keyfile::to_pem(&pair(), PASSWORD, DEFAULT_ITERATIONS).unwrap());
	let iterations = tlv(0x02, &[0x01, 0x00, 0x00]);
	assert!(der.windows(5).any(|window| window == iterations));
}

#[test]
fn other_algorithms_are_refused_by_name() {
	let oid = |content: &str| tlv(0x06, &hex::decode(content).unwrap());
	let good = Parts::new();
	assert!(matches!(good.read(), KeyFileFault::WrongPassword));
	for (parts, name) in [
		// scrypt, HMAC-SHA256, AES-256-CBC, PBES1, and the default of an absent PRF.
		(Parts { kdf: oid("2b06010401da47040b"), ..good.clone() }, "1.3.6.1.4.1.11591.4.11"),
		(Parts { prf: tlv(0x30, &oid("2a864886f70d0209")), ..good.clone() }, "1.2.840.113549.2.9"),
		(Parts { cipher: oid("60864801650304012a"), ..good.clone() }, "2.16.840.1.101.3.4.1.42"),
		(Parts { scheme: oid("2a864886f70d010503"), ..good.clone() }, "1.2.840.113549.1.5.3"),
		(Parts { prf: vec![], ..good.clone() }, "HMAC-SHA1"),
	] {
		let fault = parts.read();
		assert!(matches!(&fault, KeyFileFault::Unsupported(found) if found == name), "{fault}");
	}
}

#[test]
fn broken_structures() {
	let good = Parts::new();
	let null = [0x05, 0x00];
	let prf = |extra: &[u8]| {
		tlv(0x30, &[&hex::decode("06092a811ccf5501831102").unwrap(), extra].concat())
	};
	for parts in [
		Parts { salt: tlv(0x04, &[]), ..good.clone() },
		Parts { salt: tlv(0x04, &[7; 65]), ..good.clone() },
		Parts { salt: vec![], ..good.clone() },
		Parts { key_bytes: tlv(0x02, &[32]), ..good.clone() },
		Parts { prf: prf(&tlv(0x04, b"x")), ..good.clone() },
		Parts { iv: tlv(0x04, &[9; 15]), ..good.clone() },
		Parts { iv: tlv(0x04, &[9; 17]), ..good.clone() },
		Parts { iv: null.to_vec(), ..good.clone() },
		Parts { iv: vec![], ..good.clone() },
		Parts { encrypted: vec![], ..good.clone() },
		Parts { encrypted: [tlv(0x04, &[1; 160]), tlv(0x04, &[])].concat(), ..good.clone() },
	] {
		let fault = parts.read();
		assert!(matches!(fault, KeyFileFault::Malformed(_)), "{fault}");
	}
	// Absent key length and a NULL after the PRF are read as well: other writers do so.
	for parts in
		[Parts { key_bytes: vec![], ..good.clone() }, Parts { prf: prf(&null), ..good.clone() }]
	{
		assert!(matches!(parts.read(), KeyFileFault::WrongPassword));
	}
	// Encrypted data that is not whole blocks is damage.
	for length in [0, 15, 161] {
		let parts = Parts { encrypted: tlv(0x04, &vec![1; length]), ..good.clone() };
		assert!(matches!(parts.read(), KeyFileFault::WrongPassword));
	}
}

/// SM4-CBC does not authenticate, so it is the public key beside the secret one that shows damage.
#[test]
fn every_damaged_byte() {
	let der = der_of(&keyfile::to_pem(&pair(), PASSWORD, 1).unwrap());
	let mut opened = 0;
	for position in 0..der.len() {
		for bit in 0..8 {
			let mut damaged = der.clone();
			damaged[position] ^= 1 << bit;
			let Ok(document) = Document::try_from(&damaged[..]) else { continue };
			let pem = document.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF).unwrap();
			if let Ok(read) = keyfile::from_pem(&pem, PASSWORD) {
				assert_eq!(read.public(), pair().public(), "bit {bit} of byte {position}");
				opened += 1;
			}
		}
	}
	assert!(opened < 8, "{opened} damaged files opened");
}

#[test]
fn other_pem() {
	let plain = pair().to_pkcs8_pem().unwrap();
	let public = pair().public().to_pem().unwrap();
	for text in ["", "-----BEGIN", "key", &plain, &public] {
		let fault = keyfile::from_pem(text, PASSWORD).unwrap_err();
		assert!(matches!(fault, KeyFileFault::Malformed(_)), "{fault}");
	}
	let text = keyfile::to_pem(&pair(), PASSWORD, 1).unwrap();
	assert!(keyfile::from_pem(&text.replace('\n', "\r\n"), PASSWORD).is_ok());
	assert!(keyfile::from_pem(&format!("{text}{text}"), PASSWORD).is_err());
}

/// Key pairs printed in the documentation of GmSSL-Python and GmSSL-Java, made by GmSSL 3.
#[test]
fn files_written_by_gmssl() {
	for (private, password, public) in [
		(include_str!("data/gmssl-python.pem"), "password", include_str!("data/gmssl-python.pub")),
		(include_str!("data/gmssl-java.pem"), "Password", include_str!("data/gmssl-java.pub")),
	] {
		let pair = keyfile::from_pem(private, password).unwrap();
		assert_eq!(pair.public(), Public::from_pem(public).unwrap());
		assert!(matches!(keyfile::from_pem(private, "PASSWORD"), Err(KeyFileFault::WrongPassword)));
		// And ours has the same algorithms in the same places.
		let (theirs, ours) =
			(der_of(private), der_of(&keyfile::to_pem(&pair, password, 65_536).unwrap()));
		// All but salt, initialization vector and encrypted key.
		let heads = [0..36, 52..87, 103..106];
		for range in heads {
			assert_eq!(hex::encode(&theirs[range.clone()]), hex::encode(&ours[range]));
		}
	}
}
