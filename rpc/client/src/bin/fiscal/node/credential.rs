//! `fiscal node credential` (R028, R033).

use super::{
	make,
	terms::{moment, CredentialArgs},
};
use crate::{cli::ViaCouncil, context::Context, output::Report};
use clap::Subcommand;
use fiscal_client::{calls::access_nodes, queries::ParticipantName, Client, Fault};
use fiscal_primitives::{
	authorization::Scopes,
	node::{AccessNode, AdmissionId, NodeRequest, NodeRoles, NodeScenes},
	text::{Name, Reason},
	Did, Digest, Moment, NodeId, ParticipantId,
};
use fiscal_sm_crypto::{sm3_256, Signer};
use serde_json::json;
use std::{
	io::Write,
	path::{Path, PathBuf},
};

/// What can be done with credentials.
#[derive(Subcommand)]
pub enum CredentialCommand {
	/// Write the credential document of an application or of an access node, signed by --key or --dev
	Draft {
		/// Number of the application
		#[arg(long, value_name = "ID", required_unless_present = "node")]
		application: Option<AdmissionId>,
		/// Number of the access node, for a renewal
		#[arg(long, value_name = "ID", conflicts_with = "application")]
		node: Option<NodeId>,
		/// When it ends: a day (its beginning in China) or Unix ms
		#[arg(long, value_name = "DAY", value_parser = moment)]
		valid_until: Moment,
		/// The file; an existing one is not overwritten
		#[arg(long, value_name = "FILE")]
		out: PathBuf,
	},
	/// Issue another credential 续期
	Renew {
		/// Number of the access node
		node: NodeId,
		#[command(flatten)]
		credential: CredentialArgs,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Revoke the credential 吊销
	Revoke {
		/// Number of the access node
		node: NodeId,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Have the credential delivered to a device once more 手动下发
	Deliver {
		/// Number of the access node
		node: NodeId,
		/// DID of the device
		device: Did,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Confirm that a device has received the credential
	Acknowledge {
		/// Number of the access node
		node: NodeId,
		/// DID of the device
		device: Did,
		/// Version of the credential that was received [default: the one in use]
		#[arg(long, value_name = "VERSION")]
		received: Option<u32>,
	},
}

/// Runs a command.
pub async fn run(context: &Context, command: CredentialCommand) -> Result<Report, Fault> {
	match command {
		CredentialCommand::Draft { application, node, valid_until, out } => {
			draft(context, application, node, valid_until, &out).await
		}
		CredentialCommand::Renew { node, credential, via } => {
			let call = access_nodes::renew_credential(node, &credential.read()?);
			let what = format!("Renewed the credential of access node {node}.");
			make(context, &call, &via, &what, json!({ "id": node })).await
		}
		CredentialCommand::Revoke { node, reason, via } => {
			let call = access_nodes::revoke_credential(node, &reason);
			let what = format!("Revoked the credential of access node {node}.");
			make(context, &call, &via, &what, json!({ "id": node })).await
		}
		CredentialCommand::Deliver { node, device, via } => {
			let call = access_nodes::redeliver_credential(node, device);
			let what = format!("The credential of access node {node} goes to {device} once more.");
			make(context, &call, &via, &what, json!({ "id": node, "device": device })).await
		}
		CredentialCommand::Acknowledge { node, device, received } => {
			let version = match received {
				Some(version) => version,
				None => {
					let answer = context.client().await?.access_node(node).await?;
					let answer =
						answer.ok_or_else(|| Fault::NotFound(format!("access node {node}")))?;
					answer.node.credential.version
				}
			};
			let call = access_nodes::acknowledge_credential(node, device, version);
			let what = format!("{device} has received version {version} of the credential.");
			let more = json!({ "id": node, "device": device, "version": version });
			make(context, &call, &ViaCouncil::default(), &what, more).await
		}
	}
}

/// What a credential certifies: account, node and scenes in one (R028).
struct Subject {
	operator: ParticipantId,
	name: Name,
	capacities: NodeRoles,
	scenes: NodeScenes,
	resources: Scopes,
	form: Option<Digest>,
}

async fn subject(
	client: &Client,
	application: Option<AdmissionId>,
	node: Option<NodeId>,
) -> Result<Subject, Fault> {
	match (application, node) {
		(Some(id), _) => {
			let found = client.admission(id).await?;
			let found = found.ok_or_else(|| Fault::NotFound(format!("application {id}")))?;
			let NodeRequest { name, capacities, scenes, resources, form } = found.admission.request;
			let operator = found.admission.applicant;
			Ok(Subject { operator, name, capacities, scenes, resources, form: Some(form) })
		}
		(None, Some(id)) => {
			let found = client.access_node(id).await?;
			let found = found.ok_or_else(|| Fault::NotFound(format!("access node {id}")))?;
			let AccessNode { name, operator, capacities, scenes, resources, form, .. } = found.node;
			Ok(Subject { operator, name, capacities, scenes, resources, form })
		}
		(None, None) => Err(Fault::Input("credential: neither --application nor --node".into())),
	}
}

/// The document: a JWS in compact form (GM/T 0125), which anybody checks with the key of its issuer.
fn document(
	subject: &Subject,
	(operator, issuer): (Did, fiscal_vc::KeyId),
	genesis: Digest,
	valid_until: Moment,
	signer: &dyn Signer,
) -> Result<String, Fault> {
	let header = json!({
		"alg": fiscal_vc::ALGORITHM,
		"kid": issuer.to_string(),
		"typ": "access-node+jwt",
	});
	let payload = json!({
		"capacities": subject.capacities,
		"chain": genesis,
		"form": subject.form,
		"iss": issuer.did,
		"name": subject.name,
		"operator": subject.operator,
		"resources": subject.resources,
		"scenes": subject.scenes,
		"sub": operator,
		"validUntil": valid_until,
	});
	fiscal_vc::sign(&header.to_string(), &payload.to_string(), signer)
		.map_err(|fault| Fault::Key(fault.to_string()))
}

async fn draft(
	context: &Context,
	application: Option<AdmissionId>,
	node: Option<NodeId>,
	valid_until: Moment,
	out: &Path,
) -> Result<Report, Fault> {
	let signer = context
		.signer()?
		.ok_or_else(|| Fault::Key("this needs a signer: give --key FILE or --dev NAME".into()))?;
	let client = context.client().await?;
	let subject = subject(&client, application, node).await?;
	let operator = ParticipantName::Id(subject.operator);
	let operator = client.participant(&operator).await?;
	let operator = operator
		.ok_or_else(|| Fault::NotFound(format!("participant {}", subject.operator)))?
		.participant
		.did;
	let issuer = client.participant_of(&signer.public().account_id()).await?.participant;
	let issuer = fiscal_vc::KeyId { did: issuer.did, version: issuer.key_version };
	let genesis = client.genesis();
	let text = document(&subject, (operator, issuer), genesis, valid_until, signer.as_ref())?;
	std::fs::OpenOptions::new()
		.write(true)
		.create_new(true)
		.open(out)
		.and_then(|mut file| file.write_all(text.as_bytes()))
		.map_err(|fault| Fault::file(out, fault))?;
	let digest = Digest::from(sm3_256(text.as_bytes()));
	let shown = format!("Wrote {}, SM3 {digest:?}.", out.display());
	let json = json!({ "file": out, "digest": digest, "validUntil": valid_until });
	Ok(Report::new(json, shown))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;

	#[test]
	fn a_document_says_what_is_certified_and_is_signed() {
		let (issuer, operator) = (Pair::from_dev_name("Finance"), Pair::from_dev_name("Hospital"));
		let subject = Subject {
			operator: ParticipantId(6),
			name: "East".parse().unwrap(),
			capacities: NodeRoles::of(&NodeRoles::ALL),
			scenes: NodeScenes::default(),
			resources: Scopes::default(),
			form: None,
		};
		let key = fiscal_vc::KeyId { did: Did::of(&issuer.public()), version: 1 };
		let operator = Did::of(&operator.public());
		let text = document(&subject, (operator, key), Digest::zero(), 9, &issuer).unwrap();
		let (signed, signature) = text.rsplit_once('.').unwrap();
		assert_eq!((signed.split('.').count(), signature.len()), (2, 86));
		let same = document(&subject, (operator, key), Digest::zero(), 9, &issuer).unwrap();
		assert_eq!(text, same);
		let other = document(&subject, (operator, key), Digest::zero(), 10, &issuer).unwrap();
		assert_ne!(text, other);
		let stranger = Pair::from_dev_name("Hospital");
		let forged = document(&subject, (operator, key), Digest::zero(), 9, &stranger).unwrap();
		assert_eq!(forged.rsplit_once('.').unwrap().0, signed);
		assert_ne!(forged, text);
	}
}
