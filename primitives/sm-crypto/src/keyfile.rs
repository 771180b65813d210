//! Key files: one SM2 key, encrypted with SM4 under a password.
//!
//! The form is PKCS#8 `EncryptedPrivateKeyInfo` in PEM (`ENCRYPTED PRIVATE KEY`) with PBES2:
//! PBKDF2 over HMAC-SM3 derives the key, SM4-CBC encrypts a `PrivateKeyInfo` (id-ecPublicKey,
//! sm2p256v1, SEC 1 `ECPrivateKey`). GmSSL 3 writes and reads the same form.
//!
//! What is read is bounded: [`MAX_FILE_BYTES`], [`MAX_ITERATIONS`], [`MAX_SALT_BYTES`]; any other
//! algorithm is refused by name.

use crate::{pair::Pair, KeyFault, Public, SignFault, Signature, Signer};
use cbc::cipher::{block_padding::Pkcs7, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use pkcs8::{
	der::{
		asn1::{AnyRef, OctetStringRef},
		Decode, Encode, Reader, SecretDocument, SliceReader, Tag,
	},
	spki::AlgorithmIdentifierRef,
	LineEnding, ObjectIdentifier,
};
use sm4::Sm4;
use std::{
	fs::{File, OpenOptions},
	io::{self, Read, Write},
	path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// PBKDF2 iterations a new file gets.
pub const DEFAULT_ITERATIONS: u32 = 65_536;
/// PBKDF2 iterations accepted when reading, at most.
pub const MAX_ITERATIONS: u32 = 10_000_000;
/// Size of a file accepted when reading, at most.
pub const MAX_FILE_BYTES: u64 = 16_384;
/// Length of a PBKDF2 salt accepted when reading, at most.
pub const MAX_SALT_BYTES: usize = 64;

const PEM_LABEL: &str = "ENCRYPTED PRIVATE KEY";
const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const HMAC_SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401.2");
const SM4_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.104.2");
const KEY_BYTES: usize = 16;
const IV_BYTES: usize = 16;
const NEW_SALT_BYTES: usize = 16;

/// Why a key file could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileFault {
	/// There is no such file.
	#[error("key file {0} not found")]
	NotFound(PathBuf),
	/// The file exists; key files are never overwritten.
	#[error("key file {0} exists already and is not overwritten")]
	AlreadyExists(PathBuf),
	/// The file system refused.
	#[error("key file {path}: {source}")]
	Io {
		/// The file.
		path: PathBuf,
		/// What the file system said.
		source: io::Error,
	},
	/// The file is larger than [`MAX_FILE_BYTES`].
	#[error("key file is larger than {MAX_FILE_BYTES} bytes")]
	MaxSizeExceeded,
	/// The file asks for more than [`MAX_ITERATIONS`] PBKDF2 iterations.
	#[error("key file asks for {0} PBKDF2 iterations, more than {MAX_ITERATIONS}")]
	MaxIterationsExceeded(u64),
	/// The file is not an `ENCRYPTED PRIVATE KEY` in PEM, or its structure is broken.
	#[error("not an encrypted key file: {0}")]
	Malformed(&'static str),
	/// The file uses an algorithm other than PBES2 with PBKDF2, HMAC-SM3 and SM4-CBC.
	#[error("key file uses an unsupported algorithm: {0}")]
	Unsupported(String),
	/// The password does not open the file, or the encrypted part is damaged.
	#[error("wrong password, or the key file is damaged")]
	WrongPassword,
	/// The pair cannot be encoded, or the operating system gives no random bytes.
	#[error("key file cannot be made: {0}")]
	Encoding(String),
}

/// Writes `pair` to a new file at `path`, encrypted under `password`, with mode 0600 and
/// [`DEFAULT_ITERATIONS`].
///
/// # Errors
/// [`KeyFileFault::AlreadyExists`] if there is a file, [`KeyFileFault::Io`] if it cannot be written.
pub fn save(
	path: impl AsRef<Path>,
	pair: &Pair,
	password: impl AsRef<[u8]>,
) -> Result<(), KeyFileFault> {
	save_with_iterations(path, pair, password, DEFAULT_ITERATIONS)
}

/// As [`save`], with a chosen number of PBKDF2 iterations.
///
/// # Errors
/// As [`save`], and [`KeyFileFault::MaxIterationsExceeded`] above [`MAX_ITERATIONS`].
pub fn save_with_iterations(
	path: impl AsRef<Path>,
	pair: &Pair,
	password: impl AsRef<[u8]>,
	iterations: u32,
) -> Result<(), KeyFileFault> {
	let path = path.as_ref();
	let io_fault = |source| KeyFileFault::Io { path: path.into(), source };
	let text = to_pem(pair, password, iterations)?;

	let mut options = OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	{
		use std::os::unix::fs::OpenOptionsExt;
		options.mode(0o600);
	}
	let mut file = options.open(path).map_err(|source| match source.kind() {
		io::ErrorKind::AlreadyExists => KeyFileFault::AlreadyExists(path.into()),
		_ => io_fault(source),
	})?;
	file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|source| {
		// A file cut short would only stand in the way of the next attempt.
		let _ = std::fs::remove_file(path);
		io_fault(source)
	})
}

/// Reads the pair of the file at `path`.
///
/// # Errors
/// [`KeyFileFault::NotFound`], [`KeyFileFault::Io`], and as [`from_pem`].
pub fn load(path: impl AsRef<Path>, password: impl AsRef<[u8]>) -> Result<Pair, KeyFileFault> {
	let path = path.as_ref();
	let io_fault = |source: io::Error| match source.kind() {
		io::ErrorKind::NotFound => KeyFileFault::NotFound(path.into()),
		_ => KeyFileFault::Io { path: path.into(), source },
	};
	let mut bytes = Vec::new();
	File::open(path)
		.and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
		.map_err(io_fault)?;
	if bytes.len() as u64 > MAX_FILE_BYTES {
		return Err(KeyFileFault::MaxSizeExceeded);
	}
	let text = std::str::from_utf8(&bytes).map_err(|_| KeyFileFault::Malformed("not text"))?;
	from_pem(text, password)
}

/// The PEM text of a key file.
///
/// # Errors
/// [`KeyFileFault::MaxIterationsExceeded`], or [`KeyFileFault::Encoding`] without random bytes or
/// with 0 iterations.
pub fn to_pem(
	pair: &Pair,
	password: impl AsRef<[u8]>,
	iterations: u32,
) -> Result<String, KeyFileFault> {
	if iterations > MAX_ITERATIONS {
		return Err(KeyFileFault::MaxIterationsExceeded(iterations.into()));
	}
	if iterations == 0 {
		return Err(KeyFileFault::Encoding("0 PBKDF2 iterations".into()));
	}
	let mut salt = [0u8; NEW_SALT_BYTES];
	let mut iv = [0u8; IV_BYTES];
	for bytes in [&mut salt[..], &mut iv[..]] {
		getrandom::fill(bytes).map_err(|fault| KeyFileFault::Encoding(fault.to_string()))?;
	}
	let key = derive(password.as_ref(), &salt, iterations);
	let plain = pair.to_pkcs8_der().map_err(|fault| KeyFileFault::Encoding(fault.to_string()))?;
	let encrypted = cbc::Encryptor::<Sm4>::new((&*key).into(), (&iv).into())
		.encrypt_padded_vec::<Pkcs7>(&plain);
	encode(&salt, iterations, &iv, &encrypted)
		.map_err(|fault| KeyFileFault::Encoding(fault.to_string()))
}

/// Reads the pair out of the PEM text of a key file.
///
/// # Errors
/// [`KeyFileFault::Malformed`], [`KeyFileFault::Unsupported`],
/// [`KeyFileFault::MaxIterationsExceeded`], [`KeyFileFault::MaxSizeExceeded`] or
/// [`KeyFileFault::WrongPassword`].
pub fn from_pem(text: &str, password: impl AsRef<[u8]>) -> Result<Pair, KeyFileFault> {
	if text.len() as u64 > MAX_FILE_BYTES {
		return Err(KeyFileFault::MaxSizeExceeded);
	}
	let (label, document) = SecretDocument::from_pem(text.trim())
		.map_err(|_| KeyFileFault::Malformed("the PEM or DER encoding is broken"))?;
	if label != PEM_LABEL {
		return Err(KeyFileFault::Malformed("the PEM label is not ENCRYPTED PRIVATE KEY"));
	}
	let sealed = Sealed::read(document.as_bytes())?;
	let key = derive(password.as_ref(), sealed.salt, sealed.iterations);
	let plain = cbc::Decryptor::<Sm4>::new((&*key).into(), sealed.iv.into())
		.decrypt_padded_vec::<Pkcs7>(sealed.encrypted)
		.map(Zeroizing::new)
		.map_err(|_| KeyFileFault::WrongPassword)?;
	Pair::from_pkcs8_der(&plain).map_err(|_: KeyFault| KeyFileFault::WrongPassword)
}

fn derive(password: &[u8], salt: &[u8], iterations: u32) -> Zeroizing<[u8; KEY_BYTES]> {
	let mut key = Zeroizing::new([0u8; KEY_BYTES]);
	pbkdf2::pbkdf2_hmac::<sm3::Sm3>(password, salt, iterations, &mut *key);
	key
}

fn encode(salt: &[u8], iterations: u32, iv: &[u8], encrypted: &[u8]) -> pkcs8::der::Result<String> {
	let prf = AlgorithmIdentifierRef { oid: HMAC_SM3, parameters: None };
	let kdf_parameters = [
		OctetStringRef::new(salt)?.to_der()?,
		iterations.to_der()?,
		(KEY_BYTES as u64).to_der()?,
		prf.to_der()?,
	]
	.concat();
	let kdf = AlgorithmIdentifierRef {
		oid: PBKDF2,
		parameters: Some(AnyRef::new(Tag::Sequence, &kdf_parameters)?),
	};
	let cipher = AlgorithmIdentifierRef {
		oid: SM4_CBC,
		parameters: Some(AnyRef::new(Tag::OctetString, iv)?),
	};
	let scheme_parameters = [kdf.to_der()?, cipher.to_der()?].concat();
	let scheme = AlgorithmIdentifierRef {
		oid: PBES2,
		parameters: Some(AnyRef::new(Tag::Sequence, &scheme_parameters)?),
	};
	let info = [scheme.to_der()?, OctetStringRef::new(encrypted)?.to_der()?].concat();
	let document = SecretDocument::encode_msg(&AnyRef::new(Tag::Sequence, &info)?)?;
	document.to_pem(PEM_LABEL, LineEnding::LF).map(|text| text.to_string())
}

/// The parts of an `EncryptedPrivateKeyInfo` this module understands.
struct Sealed<'a> {
	salt: &'a [u8],
	iterations: u32,
	iv: &'a [u8; IV_BYTES],
	encrypted: &'a [u8],
}

impl<'a> Sealed<'a> {
	fn read(der: &'a [u8]) -> Result<Self, KeyFileFault> {
		let (scheme, encrypted) = decode_all(der, |reader| {
			reader.sequence(|inner| {
				let scheme = AlgorithmIdentifierRef::decode(inner)?;
				let encrypted = <&OctetStringRef>::decode(inner)?;
				Ok((scheme, encrypted.as_bytes()))
			})
		})?;
		let (kdf, cipher) = parameters(&scheme, PBES2, |reader| {
			Ok((AlgorithmIdentifierRef::decode(reader)?, AlgorithmIdentifierRef::decode(reader)?))
		})?;
		let (salt, iterations, key_bytes, prf) = parameters(&kdf, PBKDF2, |reader| {
			Ok((
				<&OctetStringRef>::decode(reader)?.as_bytes(),
				u64::decode(reader)?,
				Option::<u64>::decode(reader)?,
				Option::<AlgorithmIdentifierRef<'_>>::decode(reader)?,
			))
		})?;
		let prf = prf.ok_or_else(|| KeyFileFault::Unsupported("HMAC-SHA1".into()))?;
		if prf.oid != HMAC_SM3 {
			return Err(KeyFileFault::Unsupported(prf.oid.to_string()));
		}
		if prf.parameters.is_some_and(|parameters| !parameters.is_null()) {
			return Err(KeyFileFault::Malformed("HMAC-SM3 has parameters"));
		}
		if key_bytes.is_some_and(|bytes| bytes != KEY_BYTES as u64) {
			return Err(KeyFileFault::Malformed("SM4 keys have 16 bytes"));
		}
		if salt.is_empty() || salt.len() > MAX_SALT_BYTES {
			return Err(KeyFileFault::Malformed("the salt has not 1 to 64 bytes"));
		}
		if iterations == 0 {
			return Err(KeyFileFault::Malformed("0 PBKDF2 iterations"));
		}
		let iterations = u32::try_from(iterations)
			.ok()
			.filter(|iterations| *iterations <= MAX_ITERATIONS)
			.ok_or(KeyFileFault::MaxIterationsExceeded(iterations))?;
		if cipher.oid != SM4_CBC {
			return Err(KeyFileFault::Unsupported(cipher.oid.to_string()));
		}
		let iv = cipher
			.parameters
			.and_then(|iv| iv.decode_as::<&OctetStringRef>().ok())
			.and_then(|iv| <&[u8; IV_BYTES]>::try_from(iv.as_bytes()).ok())
			.ok_or(KeyFileFault::Malformed("the initialization vector has not 16 bytes"))?;
		Ok(Self { salt, iterations, iv, encrypted })
	}
}

fn decode_all<'a, T>(
	der: &'a [u8],
	read: impl FnOnce(&mut SliceReader<'a>) -> pkcs8::der::Result<T>,
) -> Result<T, KeyFileFault> {
	SliceReader::new(der)
		.and_then(|mut reader| {
			let value = read(&mut reader)?;
			reader.finish()?;
			Ok(value)
		})
		.map_err(|_| KeyFileFault::Malformed("the DER structure is broken"))
}

fn parameters<'a, T>(
	algorithm: &AlgorithmIdentifierRef<'a>,
	expected: ObjectIdentifier,
	read: impl FnOnce(&mut SliceReader<'a>) -> pkcs8::der::Result<T>,
) -> Result<T, KeyFileFault> {
	if algorithm.oid != expected {
		return Err(KeyFileFault::Unsupported(algorithm.oid.to_string()));
	}
	algorithm
		.parameters
		.ok_or(KeyFileFault::Malformed("an algorithm lacks its parameters"))?
		.sequence(read)
		.map_err(|_| KeyFileFault::Malformed("the DER structure is broken"))
}

/// A signer whose key was opened from a key file.
///
/// The key stays in memory, decrypted, until this value is dropped.
#[derive(Debug)]
pub struct KeyFile {
	path: PathBuf,
	pair: Pair,
}

impl KeyFile {
	/// Opens the file at `path` with `password`.
	///
	/// # Errors
	/// As [`load`].
	pub fn open(path: impl AsRef<Path>, password: impl AsRef<[u8]>) -> Result<Self, KeyFileFault> {
		let path = path.as_ref();
		Ok(Self { pair: load(path, password)?, path: path.into() })
	}

	/// Where the file is.
	pub fn path(&self) -> &Path {
		&self.path
	}
}

impl Signer for KeyFile {
	fn public(&self) -> Public {
		self.pair.public()
	}

	fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
		Ok(self.pair.sign(message))
	}
}
