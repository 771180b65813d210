//! DID documents (W3C DID Core 1.0) in JSON.

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use fiscal_primitives::{
	did::{DidRecord, Service},
	participant::{KeyRecord, Status},
	Date, Did, Moment,
};
use fiscal_sm_crypto::Public;
use serde::Serialize;

const CONTEXT: [&str; 2] =
	["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"];
const CONTENT_TYPE: &str = "application/did+ld+json";
const KEY_TYPE: &str = "JsonWebKey2020";

/// An SM2 key as JWK; names as in GM/T 0125.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicKeyJwk {
	/// `EC`.
	pub kty: &'static str,
	/// `sm2p256v1`.
	pub crv: &'static str,
	/// The x coordinate, 32 bytes, base64url without padding.
	pub x: String,
	/// The y coordinate, as `x`.
	pub y: String,
}

impl PublicKeyJwk {
	/// The key; none if it is off the curve, which no key on the chain is.
	pub fn of(key: &Public) -> Option<Self> {
		let point = key.to_uncompressed().ok()?;
		let (x, y) = (point.get(1..33)?, point.get(33..65)?);
		let encode = |bytes| URL_SAFE_NO_PAD.encode(bytes);
		Some(Self { kty: "EC", crv: "sm2p256v1", x: encode(x), y: encode(y) })
	}
}

/// A key of the subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationMethod {
	/// The DID, and `#key-` with the version of the key.
	pub id: String,
	/// `JsonWebKey2020`.
	#[serde(rename = "type")]
	pub kind: &'static str,
	/// The DID of the subject.
	pub controller: Did,
	/// The key.
	pub public_key_jwk: PublicKeyJwk,
	/// Since when it is no longer in use, `2026-11-21T04:03:04Z`; left out while it is.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub revoked: Option<String>,
}

/// A service of the subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceEntry {
	/// The DID, and `#` with the name of the service.
	pub id: String,
	/// The kind of service.
	#[serde(rename = "type")]
	pub kind: String,
	/// Where it is.
	pub service_endpoint: String,
}

impl ServiceEntry {
	fn of(did: &Did, service: &Service) -> Self {
		Self {
			id: format!("{did}#{}", service.name),
			kind: service.kind.to_string(),
			service_endpoint: service.endpoint.to_string(),
		}
	}
}

/// A DID document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DidDocument {
	/// The contexts of JSON-LD.
	#[serde(rename = "@context")]
	pub context: [&'static str; 2],
	/// The DID.
	pub id: Did,
	/// The DID of the participant above it; left out for whoever answers for itself.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub controller: Option<Did>,
	/// Every key by version, the past ones with the time they were revoked.
	pub verification_method: Vec<VerificationMethod>,
	/// The key in use, with which the subject authenticates; none unless it is active.
	pub authentication: Vec<String>,
	/// The key in use, with which the subject signs credentials; none unless it is active.
	pub assertion_method: Vec<String>,
	/// Where the subject can be reached.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub service: Vec<ServiceEntry>,
}

impl DidDocument {
	fn of(record: &DidRecord) -> Self {
		let did = record.did;
		let id_of = |key: &KeyRecord| format!("{did}#key-{}", key.version);
		let method = |key: &KeyRecord| {
			Some(VerificationMethod {
				id: id_of(key),
				kind: KEY_TYPE,
				controller: did,
				public_key_jwk: PublicKeyJwk::of(&key.key)?,
				revoked: key.until.map(iso),
			})
		};
		let in_use = record.keys.iter().filter(|key| key.until.is_none());
		let serving: Vec<String> = match record.status {
			Status::Active => in_use.map(id_of).collect(),
			Status::Frozen | Status::Cancelled => Vec::new(),
		};
		Self {
			context: CONTEXT,
			id: did,
			controller: record.controller,
			verification_method: record.keys.iter().filter_map(method).collect(),
			authentication: serving.clone(),
			assertion_method: serving,
			service: record.services.iter().map(|one| ServiceEntry::of(&did, one)).collect(),
		}
	}
}

/// Metadata of a DID document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentMetadata {
	/// When the subject was admitted; left out for those of the genesis.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub created: Option<String>,
	/// When the subject last changed; left out while it did not since the genesis.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub updated: Option<String>,
	/// Version of the key and time of the last change, Unix ms: `2.1795190400000`.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub version_id: Option<String>,
	/// True when the subject, or what stands above it, is cancelled, for ever.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub deactivated: Option<bool>,
	/// The severest state of the subject and of what stands above it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub status: Option<Status>,
}

/// Metadata of a resolution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolutionMetadata {
	/// The media type of the document.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub content_type: Option<&'static str>,
	/// Why there is no document: `invalidDid` or `notFound`.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub error: Option<&'static str>,
}

/// The answer of `did_resolve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DidResolution {
	/// The document; null when there is none.
	pub did_document: Option<DidDocument>,
	/// Metadata of the document.
	pub did_document_metadata: DocumentMetadata,
	/// Metadata of the resolution.
	pub did_resolution_metadata: ResolutionMetadata,
}

impl DidResolution {
	/// The resolution of what the chain says of a DID.
	pub fn of(record: &DidRecord) -> Self {
		let moment = |at: Moment| (at > 0).then(|| iso(at));
		let version = record.keys.last().map_or(0, |key| key.version);
		let content_type = Some(CONTENT_TYPE);
		Self {
			did_document: Some(DidDocument::of(record)),
			did_document_metadata: DocumentMetadata {
				created: moment(record.created),
				updated: moment(record.updated),
				version_id: Some(format!("{version}.{}", record.updated)),
				deactivated: Some(record.status == Status::Cancelled),
				status: Some(record.status),
			},
			did_resolution_metadata: ResolutionMetadata { content_type, error: None },
		}
	}

	/// A resolution that found no document.
	pub fn failed(error: &'static str) -> Self {
		Self {
			did_document: None,
			did_document_metadata: DocumentMetadata::default(),
			did_resolution_metadata: ResolutionMetadata { content_type: None, error: Some(error) },
		}
	}
}

/// `2026-11-21T04:03:04Z`.
fn iso(at: Moment) -> String {
	const CHINA_STANDARD_TIME_MS: u64 = 8 * 3_600_000;
	// `Date::at` gives the day in China; eight hours earlier it is that day in UTC.
	let day = Date::at(at.saturating_sub(CHINA_STANDARD_TIME_MS));
	let seconds = at / 1_000 % 86_400;
	format!("{day}T{:02}:{:02}:{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{did::Services, ParticipantId};
	use fiscal_sm_crypto::Pair;
	use serde_json::{json, Value};

	const T1: Moment = 1_795_190_400_000;
	const T2: Moment = 1_795_219_200_000;

	fn record() -> DidRecord {
		let key = |version: u32, from, until| {
			let key = Pair::from_dev_name(&format!("key-{version}")).public();
			KeyRecord { version, key, account: key.account_id(), from, until }
		};
		let service = serde_json::from_value(json!([
			{ "name": "node", "type": "AccessNode", "endpoint": "https://node.example.cn" }
		]));
		DidRecord {
			did: Did::of(&Pair::from_dev_name("key-1").public()),
			participant: ParticipantId(2),
			controller: Some(Did([7; 22])),
			status: Status::Active,
			keys: vec![key(1, T1, Some(T2)), key(2, T2, None)],
			services: service.unwrap(),
			created: T1,
			updated: T2,
		}
	}

	fn resolved(record: &DidRecord) -> Value {
		serde_json::to_value(DidResolution::of(record)).unwrap()
	}

	#[test]
	fn a_document_has_the_properties_that_did_core_requires() {
		let record = record();
		let resolution = resolved(&record);
		let document = &resolution["didDocument"];
		let did = record.did.to_string();
		// 4.1 and 6.3: the first context is that of DIDs; 5.1.1: the id is the DID.
		assert_eq!(document["@context"][0], "https://www.w3.org/ns/did/v1");
		assert_eq!(document["id"], did);
		// 5.1.2: a controller is a DID.
		assert!(document["controller"].as_str().unwrap().parse::<Did>().is_ok());
		// 5.2: each method has an id that is a DID URL, a type, a controller and one key.
		let methods = document["verificationMethod"].as_array().unwrap();
		assert_eq!(methods.len(), 2);
		for (method, version) in methods.iter().zip(1..) {
			assert_eq!(method["id"], format!("{did}#key-{version}"));
			assert_eq!(method["type"], "JsonWebKey2020");
			assert_eq!(method["controller"], did);
			let jwk = method["publicKeyJwk"].as_object().unwrap();
			assert_eq!((&jwk["kty"], &jwk["crv"]), (&json!("EC"), &json!("sm2p256v1")));
			// 5.2.1: a JWK has nothing private in it.
			assert_eq!(jwk.len(), 4, "d and other members of private keys have no place here");
		}
		// Past keys are marked and serve nothing any more.
		assert_eq!(methods[0]["revoked"], "2026-11-21T00:00:00Z");
		assert!(methods[1].get("revoked").is_none());
		// 5.3: relationships refer to methods of the document.
		for relationship in ["authentication", "assertionMethod"] {
			assert_eq!(document[relationship], json!([format!("{did}#key-2")]));
		}
		// 5.4: a service has an id that is a URI, a type and an endpoint that is one.
		let service = &document["service"][0];
		assert_eq!(service["id"], format!("{did}#node"));
		assert_eq!(service["type"], "AccessNode");
		assert_eq!(service["serviceEndpoint"], "https://node.example.cn");
	}

	#[test]
	fn a_key_comes_back_from_its_jwk() {
		let key = Pair::from_dev_name("key-1").public();
		let jwk = PublicKeyJwk::of(&key).unwrap();
		let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
		let point = [vec![4], decode(&jwk.x), decode(&jwk.y)].concat();
		assert_eq!(Public::from_sec1(&point).unwrap(), key);
	}

	#[test]
	fn metadata_are_as_did_core_7_1_3_says() {
		let mut record = record();
		let metadata = resolved(&record)["didDocumentMetadata"].clone();
		assert_eq!(metadata["created"], "2026-11-20T16:00:00Z");
		assert_eq!(metadata["updated"], "2026-11-21T00:00:00Z");
		assert_eq!(metadata["versionId"], "2.1795219200000");
		assert_eq!(metadata["deactivated"], false);
		let media = resolved(&record)["didResolutionMetadata"].clone();
		assert_eq!(media, json!({ "contentType": "application/did+ld+json" }));
		(record.created, record.updated) = (0, 0);
		assert!(resolved(&record)["didDocumentMetadata"].get("created").is_none());
	}

	#[test]
	fn whoever_is_not_active_authenticates_with_nothing() {
		let mut record = record();
		for (status, deactivated) in [(Status::Frozen, false), (Status::Cancelled, true)] {
			record.status = status;
			let resolution = resolved(&record);
			assert_eq!(resolution["didDocument"]["authentication"], json!([]));
			assert_eq!(resolution["didDocument"]["assertionMethod"], json!([]));
			assert_eq!(resolution["didDocumentMetadata"]["deactivated"], deactivated);
		}
	}

	#[test]
	fn whoever_answers_for_itself_has_no_controller_and_may_have_no_service() {
		let record = DidRecord { controller: None, services: Services::default(), ..record() };
		let document = resolved(&record)["didDocument"].clone();
		assert!(document.get("controller").is_none() && document.get("service").is_none());
	}

	#[test]
	fn a_failed_resolution_says_why_and_has_no_document() {
		let failed = serde_json::to_value(DidResolution::failed("notFound")).unwrap();
		assert_eq!(
			failed,
			json!({
				"didDocument": null,
				"didDocumentMetadata": {},
				"didResolutionMetadata": { "error": "notFound" },
			})
		);
	}
}
