//! `fiscal participant keys`, `sign`, `rotate-key`, `replace-key` (R012, R216).

use super::admission::{child_kind, Identity};
use crate::{
	cli::ViaCouncil,
	context::{open_key, Context},
	output::{table, to_json, Report},
	values::{choice, digest},
};
use clap::{Args, Subcommand};
use fiscal_client::{
	calls::participants::{self, Child},
	time, Client, Fault, ParticipantName,
};
use fiscal_primitives::{
	participant::{
		admission_payload, endorsement_payload, payer_payload, rotation_payload, ChildKind,
		EndorsementProof, Role, Roles,
	},
	rpc::ParticipantAnswer,
	text::Reason,
	Did, Digest, Moment, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::{Pair, Public, Signature, Signer};
use serde_json::json;
use std::{path::PathBuf, sync::Arc, time::SystemTime};

/// How long an endorsement serves that is made as it is used, ms.
const ENDORSED_FOR: Moment = 3_600_000;

/// A new key and the proof that whoever offers it holds it.
#[derive(Args)]
#[group(skip)]
pub struct NewKey {
	/// The new SM2 key, 66 hexadecimal digits
	#[arg(
		long,
		value_name = "HEX",
		requires = "proof",
		conflicts_with_all = ["new_key", "new_dev"],
		required_unless_present_any = ["new_key", "new_dev"]
	)]
	public: Option<Public>,
	/// What it signed: see `fiscal participant sign`
	#[arg(long, value_name = "HEX", requires = "public")]
	proof: Option<Signature>,
	/// Key file of the new key, which signs the proof here
	#[arg(long, value_name = "FILE", conflicts_with = "new_dev")]
	new_key: Option<PathBuf>,
	/// Development key that is new, and signs the proof here
	#[arg(long, value_name = "NAME")]
	new_dev: Option<String>,
}

impl NewKey {
	/// The key and its signature over the payload.
	pub fn prove(
		&self,
		payload: impl FnOnce(&Public) -> Vec<u8>,
	) -> Result<(Public, Signature), Fault> {
		let signer: Arc<dyn Signer> = match (self.public, self.proof, &self.new_key, &self.new_dev)
		{
			(Some(public), Some(proof), ..) => return Ok((public, proof)),
			(_, _, Some(path), _) => open_key(path)?,
			(.., Some(name)) => Arc::new(Pair::from_dev_name(name)),
			_ => return Err(Fault::Input("key: give --public and --proof, or --new-key".into())),
		};
		let public = signer.public();
		Ok((public, sign_with(signer.as_ref(), &payload(&public))?))
	}
}

fn sign_with(signer: &dyn Signer, payload: &[u8]) -> Result<Signature, Fault> {
	signer.sign(payload).map_err(|fault| Fault::Key(fault.to_string()))
}

/// An endorsement that was signed elsewhere; without one the signer of the transaction endorses.
#[derive(Args, Default)]
#[group(skip)]
pub struct Endorsed {
	/// The endorsement of the parent: see `fiscal participant sign endorsement`
	#[arg(long, value_name = "HEX", requires_all = ["endorsed_by", "expires"])]
	endorsement: Option<Signature>,
	/// Number of the participant whose key endorsed
	#[arg(long, value_name = "ID", requires = "endorsement")]
	endorsed_by: Option<ParticipantId>,
	/// Until when the endorsement serves, Unix ms
	#[arg(long, value_name = "MS", requires = "endorsement")]
	expires: Option<Moment>,
}

impl Endorsed {
	/// The endorsement of a child below `parent`.
	pub async fn resolve(
		&self,
		context: &Context,
		client: &Client,
		parent: ParticipantId,
		child: &Child,
	) -> Result<EndorsementProof, Fault> {
		if let (Some(signature), Some(by), Some(expires)) =
			(self.endorsement, self.endorsed_by, self.expires)
		{
			return Ok(EndorsementProof { by, expires, signature });
		}
		let account = context.account()?;
		let by = client.participant_of(account.id()).await?.id;
		let expires = now().saturating_add(ENDORSED_FOR);
		let Child { kind, key, roles, identity, .. } = child;
		let genesis = client.genesis();
		let payload = endorsement_payload(&genesis, parent, *kind, key, *roles, identity, expires);
		let signature = account.sign(&payload)?.signature;
		Ok(EndorsementProof { by, expires, signature })
	}
}

fn now() -> Moment {
	let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
	Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}

/// What is signed with the key that --key or --dev names. Without --genesis the node is asked.
#[derive(Subcommand)]
pub enum Sign {
	/// That the holder of the key asks to be admitted
	Admission {
		/// Number of the participant below which it is to stand; none in the first tier
		#[arg(long, value_name = "ID")]
		parent: Option<ParticipantId>,
		#[command(flatten)]
		chain: ChainOf,
	},
	/// That the parent, or an administrator of its domain, endorses a child
	Endorsement {
		/// Number of the parent
		#[arg(long, value_name = "ID")]
		parent: ParticipantId,
		/// What the child is: organisation, operator, or scene:NUMBER
		#[arg(long, value_parser = child_kind)]
		kind: ChildKind,
		/// The child's key
		#[arg(long, value_name = "HEX")]
		public: Public,
		#[command(flatten)]
		identity: Identity,
		/// A role of the child; may stand several times
		#[arg(long, required = true, value_parser = choice::<Role>(super::ROLES))]
		role: Vec<Role>,
		/// Until when it serves, Unix ms
		#[arg(long, value_name = "MS")]
		expires: Moment,
		#[command(flatten)]
		chain: ChainOf,
	},
	/// That the key becomes the next one of a participant
	Rotation {
		/// The participant's DID
		#[arg(long)]
		did: Did,
		/// The version the key gets: one more than the version in use
		#[arg(long)]
		key_version: u32,
		#[command(flatten)]
		chain: ChainOf,
	},
	/// That a platform may bind a payer reference to the DID of a citizen or organisation
	Payer {
		/// Its DID; that of the key when left out
		#[arg(long)]
		did: Option<Did>,
		/// The payer reference
		#[arg(long, value_name = "HEX")]
		payer: PayerRef,
		/// Number of the platform
		#[arg(long, value_name = "ID")]
		platform: ParticipantId,
		#[command(flatten)]
		chain: ChainOf,
	},
}

/// The chain a signature is for.
#[derive(Args)]
#[group(skip)]
pub struct ChainOf {
	/// Hash of its genesis block, to sign without a node
	#[arg(long, value_name = "HEX", value_parser = digest)]
	genesis: Option<Digest>,
}

impl Sign {
	const fn chain(&self) -> &ChainOf {
		match self {
			Self::Admission { chain, .. }
			| Self::Endorsement { chain, .. }
			| Self::Rotation { chain, .. }
			| Self::Payer { chain, .. } => chain,
		}
	}

	fn payload(&self, genesis: &Digest, key: &Public) -> Result<Vec<u8>, Fault> {
		Ok(match self {
			Self::Admission { parent, .. } => admission_payload(genesis, *parent, key),
			Self::Endorsement { parent, kind, public, identity, role, expires, .. } => {
				let (roles, identity) = (Roles::of(role), identity.resolve()?);
				endorsement_payload(genesis, *parent, *kind, public, roles, &identity, *expires)
			}
			Self::Rotation { did, key_version, .. } => {
				rotation_payload(genesis, did, *key_version, key)
			}
			Self::Payer { did, payer, platform, .. } => {
				payer_payload(genesis, &did.unwrap_or_else(|| Did::of(key)), payer, *platform)
			}
		})
	}
}

/// Signs, and changes nothing.
pub async fn sign(context: &Context, command: Sign) -> Result<Report, Fault> {
	let signer = context
		.signer()?
		.ok_or_else(|| Fault::Key("this needs a signer: give --key FILE or --dev NAME".into()))?;
	let genesis = match command.chain().genesis {
		Some(genesis) => genesis,
		None => context.client().await?.genesis(),
	};
	let public = signer.public();
	let payload = command.payload(&genesis, &public)?;
	let signature = sign_with(signer.as_ref(), &payload)?;
	let payload = format!("0x{}", hex::encode(payload));
	let json =
		json!({ "public": public, "signature": signature, "payload": payload, "genesis": genesis });
	let text = table(&[("public", public.to_string()), ("signature", signature.to_string())]);
	Ok(Report::new(json, text))
}

/// Lists the keys of a participant.
pub async fn list(context: &Context, name: &ParticipantName) -> Result<Report, Fault> {
	let keys = context.client().await?.participant_keys(name).await?;
	if keys.is_empty() {
		return Err(Fault::NotFound(format!("participant {name}")));
	}
	let line = |key: &fiscal_primitives::participant::KeyRecord| {
		let until = key.until.map_or_else(|| "in use".into(), time::display);
		let from = time::display(key.from);
		format!("{:>3}  {}  from {from} until {until}\n", key.version, key.key)
	};
	Ok(Report::new(to_json(&keys)?, keys.iter().map(line).collect::<String>()))
}

/// Who gets a new key.
async fn known(client: &Client, name: ParticipantName) -> Result<ParticipantAnswer, Fault> {
	let answer = client.participant(&name).await?;
	answer.ok_or_else(|| Fault::NotFound(format!("participant {name}")))
}

/// Replaces the signer's own key.
pub async fn rotate(context: &Context, command: NewKey) -> Result<Report, Fault> {
	let client = context.client().await?;
	let account = context.account()?;
	let answer = client.participant_of(account.id()).await?;
	let version = answer.participant.key_version.saturating_add(1);
	let did = answer.participant.did;
	let payload = |key: &Public| rotation_payload(&client.genesis(), &did, version, key);
	let (key, proof) = command.prove(payload)?;
	let outcome = client.submit(&participants::rotate_key(key, proof), &account).await?;
	let what = format!("Participant {} signs with {key} from now on.", answer.id);
	let more = json!({ "id": answer.id, "version": version, "key": key });
	Ok(Report::of_transaction(&outcome, &what, more))
}

/// Whose lost key is replaced.
#[derive(Args)]
pub struct ReplaceKey {
	/// Its number
	id: ParticipantId,
	#[command(flatten)]
	key: NewKey,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Replaces the key of somebody else.
pub async fn replace(context: &Context, command: ReplaceKey) -> Result<Report, Fault> {
	let ReplaceKey { id, key, reason, via } = command;
	let client = context.client().await?;
	let answer = known(&client, ParticipantName::Id(id)).await?;
	let version = answer.participant.key_version.saturating_add(1);
	let did = answer.participant.did;
	let payload = |key: &Public| rotation_payload(&client.genesis(), &did, version, key);
	let (key, proof) = key.prove(payload)?;
	let call = participants::replace_key(id, key, proof, &reason);
	let more = json!({ "id": id, "version": version, "key": key });
	context.make(&call, &via, &format!("Replaced the key of participant {id}."), |_| Ok(more)).await
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::verify;

	#[test]
	fn a_new_key_proves_itself_or_brings_its_proof() {
		let payload = |key: &Public| admission_payload(&Digest::zero(), None, key);
		let here =
			NewKey { public: None, proof: None, new_key: None, new_dev: Some("Hospital".into()) };
		let (public, proof) = here.prove(payload).unwrap();
		assert_eq!(public, Pair::from_dev_name("Hospital").public());
		assert!(verify(&public, &payload(&public), &proof));
		let elsewhere =
			NewKey { public: Some(public), proof: Some(proof), new_key: None, new_dev: None };
		assert_eq!(elsewhere.prove(|_| Vec::new()).unwrap(), (public, proof));
		let nothing = NewKey { public: None, proof: None, new_key: None, new_dev: None };
		assert!(matches!(nothing.prove(payload), Err(Fault::Input(_))));
	}

	#[test]
	fn what_is_signed_is_what_the_runtime_verifies() {
		let key = Pair::from_dev_name("Hospital").public();
		let genesis = Digest::repeat_byte(1);
		let chain = || ChainOf { genesis: None };
		let (id, payer) = (ParticipantId(7), PayerRef(Digest::repeat_byte(2)));
		let admission = Sign::Admission { parent: Some(id), chain: chain() };
		let signed = |command: &Sign| command.payload(&genesis, &key).unwrap();
		assert_eq!(signed(&admission), admission_payload(&genesis, Some(id), &key));
		let child = Pair::from_dev_name("School").public();
		let (kind, identity) = (ChildKind::Organisation, Digest::repeat_byte(3));
		let endorsement = Sign::Endorsement {
			parent: id,
			kind,
			public: child,
			identity: Identity::known(identity),
			role: vec![Role::Issuer],
			expires: 9,
			chain: chain(),
		};
		let roles = Roles::of(&[Role::Issuer]);
		assert_eq!(
			signed(&endorsement),
			endorsement_payload(&genesis, id, kind, &child, roles, &identity, 9)
		);
		let payer_of_key = Sign::Payer { did: None, payer, platform: id, chain: chain() };
		assert_eq!(signed(&payer_of_key), payer_payload(&genesis, &Did::of(&key), &payer, id));
	}
}
