//! The compact JWS around the claims.

use crate::{base64url, json, Claims, Fault};
use fiscal_primitives::{Did, Digest};
use fiscal_sm_crypto::{sm3_256, verify, Public, Signature};

/// The longest compact form, in bytes.
pub const MAX_COMPACT: usize = 8 * 1024;

/// `alg`: SM2 over SM3, as GM/T 0125 names it.
pub const ALGORITHM: &str = "SGD_SM3_SM2";

/// `typ`: a credential secured with JOSE (VC-JOSE-COSE).
pub const TYPE: &str = "vc+jwt";

/// `kid`: the key that signed, as a DID URL such as `did:cpl:…#key-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyId {
	/// Whose key.
	pub did: Did,
	/// Version of the key, from 1.
	pub version: u32,
}

impl core::fmt::Display for KeyId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{}#key-{}", self.did, self.version)
	}
}

impl core::str::FromStr for KeyId {
	type Err = ();

	fn from_str(text: &str) -> Result<Self, ()> {
		let (did, version) = text.split_once("#key-").ok_or(())?;
		let canonical = matches!(version.bytes().next(), Some(b'1'..=b'9'));
		let version = version.parse().ok().filter(|_| canonical).ok_or(())?;
		Ok(Self { did: did.parse().map_err(|_| ())?, version })
	}
}

/// A credential whose form is in order. Whether its signature is good is another question:
/// [`Credential::is_signed_by`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential<'a> {
	/// The key it says it was signed with: one of the issuer's.
	pub key: KeyId,
	/// What it says.
	pub claims: Claims,
	/// SM3 of the compact form: the name of the credential on the chain.
	pub digest: Digest,
	signed: &'a [u8],
	signature: Signature,
}

impl<'a> Credential<'a> {
	/// Reads the compact form.
	///
	/// # Errors
	/// The first fault. No signature is checked and no curve touched.
	pub fn parse(compact: &'a [u8]) -> Result<Self, Fault> {
		if compact.len() > MAX_COMPACT {
			return Err(Fault::TooLong);
		}
		let mut parts = compact.split(|byte| *byte == b'.');
		let (Some(header), Some(payload), Some(signature), None) =
			(parts.next(), parts.next(), parts.next(), parts.next())
		else {
			return Err(Fault::NotThreeParts);
		};
		let length = header.len().saturating_add(1).saturating_add(payload.len());
		let signed = compact.get(..length).ok_or(Fault::NotThreeParts)?;
		let decode = |part, text| base64url::decode(text).ok_or(Fault::NotBase64(part));
		let key = read_header(&decode("header", header)?)?;
		let signature = Signature::from_slice(&decode("signature", signature)?)
			.map_err(|_| Fault::invalid("signature", "64 bytes, r and s"))?;
		let claims = Claims::from_json(&decode("payload", payload)?)?;
		if claims.issuer != key.did {
			return Err(Fault::invalid("header.kid", "a key of the issuer"));
		}
		Ok(Self { key, claims, digest: sm3_256(compact).into(), signed, signature })
	}

	/// Was it signed with this key? The caller takes the key from the chain, by the issuer's DID.
	pub fn is_signed_by(&self, key: &Public) -> bool {
		verify(key, self.signed, &self.signature)
	}
}

/// The header: `alg`, `typ` and `kid`, and nothing else but a `cty` of `vc`. Without `crit`, `jwk`,
/// `jku` and the like nobody but the chain says what key it is.
fn read_header(bytes: &[u8]) -> Result<KeyId, Fault> {
	let mut members = json::read("header", bytes).map_err(of_header)?;
	let mut read = || {
		members.exactly("alg", ALGORITHM)?;
		members.exactly("typ", TYPE)?;
		match members.optional("cty") {
			None => (),
			Some(json::Json::Text(text)) if text == "vc" => (),
			Some(_) => return Err(Fault::invalid("cty", "vc")),
		}
		members.parsed("kid", "a DID URL with a key, did:cpl:…#key-1")
	};
	let key = read().map_err(of_header)?;
	members.end().map_err(of_header)?;
	Ok(key)
}

/// Names members of the header as such.
fn of_header(fault: Fault) -> Fault {
	let name = |member| alloc::format!("header.{member}");
	match fault {
		Fault::Duplicate(member) => Fault::Duplicate(name(member)),
		Fault::Unknown(member) => Fault::Unknown(name(member)),
		Fault::Missing(member) => Fault::Missing(name(member)),
		Fault::Invalid { member, expected } => Fault::Invalid { member: name(member), expected },
		other => other,
	}
}

/// Why a credential could not be issued.
#[cfg(feature = "std")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssueFault {
	/// The signer's key did not sign.
	Sign(fiscal_sm_crypto::SignFault),
	/// The claims are not ones a credential may make.
	Claims(Fault),
}

#[cfg(feature = "std")]
impl core::fmt::Display for IssueFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Sign(fault) => fault.fmt(f),
			Self::Claims(fault) => fault.fmt(f),
		}
	}
}

#[cfg(feature = "std")]
impl std::error::Error for IssueFault {}

/// Signs claims as the issuer, with version `version` of its key, and gives the compact form.
///
/// # Errors
/// The signer does not sign, or [`Credential::parse`] would refuse the claims.
#[cfg(feature = "std")]
pub fn issue(
	claims: &Claims,
	version: u32,
	signer: &dyn fiscal_sm_crypto::Signer,
) -> Result<String, IssueFault> {
	let key = KeyId { did: claims.issuer, version };
	let header = format!(r#"{{"alg":"{ALGORITHM}","typ":"{TYPE}","kid":"{key}"}}"#);
	let compact = sign(&header, &claims.to_json(), signer).map_err(IssueFault::Sign)?;
	Credential::parse(compact.as_bytes()).map_err(IssueFault::Claims)?;
	Ok(compact)
}

/// Signs a header and a payload as they are, whatever they say.
///
/// # Errors
/// The signer does not sign.
#[cfg(feature = "std")]
pub fn sign(
	header: &str,
	payload: &str,
	signer: &dyn fiscal_sm_crypto::Signer,
) -> Result<String, fiscal_sm_crypto::SignFault> {
	let signed = [header, payload].map(|part| base64url::encode(part.as_bytes())).join(".");
	let signature = signer.sign(signed.as_bytes())?;
	Ok(format!("{signed}.{}", base64url::encode(signature.as_bytes())))
}
