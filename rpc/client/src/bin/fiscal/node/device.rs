//! `fiscal node activate` and `fiscal node device` (R031, R032, R034).

use super::{make, terms::file_or_digest};
use crate::{
	cli::ViaCouncil,
	context::{open_key, Context},
	output::{to_json, word, Report},
	values::digest,
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::access_nodes, client::Outcome, Fault};
use fiscal_primitives::{
	node::{
		binding_message, ActivationFault, CodeText, DeviceAnswer, DeviceName, DeviceRequest,
		DeviceStatus, Endpoint,
	},
	text::Reason,
	Did, Digest, NodeId,
};
use fiscal_sm_crypto::{Pair, Signature, Signer};
use serde_json::json;
use std::{path::PathBuf, sync::Arc};

/// The activation of a device.
#[derive(Args)]
pub struct ActivateArgs {
	/// Number of the access node
	node: NodeId,
	/// The activation code, with or without its separators
	#[arg(long)]
	code: CodeText,
	/// Name of the device, 1 to 64 bytes
	#[arg(long)]
	name: DeviceName,
	/// Where the device listens: host:port
	#[arg(long, value_name = "HOST:PORT")]
	endpoint: Endpoint,
	/// File that describes the device; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE", required_unless_present = "info_digest")]
	info: Option<PathBuf>,
	/// SM3 of the description
	#[arg(long, value_name = "HEX", value_parser = digest, conflicts_with = "info")]
	info_digest: Option<Digest>,
	/// TLCP certificate of the device; its SM3 is what reaches the chain
	#[arg(long, value_name = "FILE")]
	certificate: Option<PathBuf>,
	/// Key file of the device; its password comes from FISCAL_KEY_PASSWORD or is asked for
	#[arg(long, value_name = "FILE", required_unless_present = "device_dev")]
	device_key: Option<PathBuf>,
	/// Development key of the device, for development chains alone
	#[arg(long, value_name = "NAME", conflicts_with = "device_key")]
	device_dev: Option<String>,
	/// DID of the device that it replaces
	#[arg(long, value_name = "DID")]
	replaces: Option<Did>,
}

/// What can be done with devices.
#[derive(Subcommand)]
pub enum DeviceCommand {
	/// List the devices of an access node
	List {
		/// Number of the access node
		node: NodeId,
	},
	/// Change what a device says of itself
	Update {
		/// Number of the access node
		node: NodeId,
		/// DID of the device
		device: Did,
		/// File that describes the device
		#[arg(long, value_name = "FILE", required_unless_present_any = ["endpoint", "certificate"])]
		info: Option<PathBuf>,
		/// Where the device listens: host:port
		#[arg(long, value_name = "HOST:PORT")]
		endpoint: Option<Endpoint>,
		/// TLCP certificate of the device
		#[arg(long, value_name = "FILE")]
		certificate: Option<PathBuf>,
	},
	/// Enable a device 启用
	Enable(DeviceChange),
	/// Disable a device 停用 until it is enabled
	Disable(DeviceChange),
	/// Block a device 封禁, so that its operator cannot enable it
	Block(DeviceChange),
	/// End the binding of a device 解绑
	Unbind(DeviceChange),
}

/// A device and why its state changes.
#[derive(Args)]
pub struct DeviceChange {
	/// Number of the access node
	node: NodeId,
	/// DID of the device
	device: Did,
	/// Why, for the record
	#[arg(long)]
	reason: Reason,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Activates a device.
pub async fn activate(context: &Context, arguments: ActivateArgs) -> Result<Report, Fault> {
	let signer: Arc<dyn Signer> = match (&arguments.device_key, &arguments.device_dev) {
		(Some(path), _) => open_key(path)?,
		(None, Some(name)) => Arc::new(Pair::from_dev_name(name)),
		(None, None) => return Err(Fault::Key("the device needs a key".into())),
	};
	let ActivateArgs { node, code, name, endpoint, info, info_digest, replaces, .. } = arguments;
	let certificate = arguments.certificate.map(|path| file_or_digest("", Some(path), None));
	let request = DeviceRequest {
		name,
		key: signer.public(),
		info: file_or_digest("info", info, info_digest)?,
		endpoint,
		certificate: certificate.transpose()?,
		proof: Signature::from_bytes([0; 64]),
	};
	let genesis = context.client().await?.genesis();
	let request = prove(request, genesis, node, signer.as_ref())?;
	let device = Did::of(&request.key);
	let call = access_nodes::activate(node, &code, replaces, &request);
	let what = format!("Activated {device} for access node {node}.");
	let more =
		|outcome: &Outcome| refusal(outcome).map(|()| json!({ "id": node, "device": device }));
	context.make(&call, &ViaCouncil::default(), &what, more).await
}

fn prove(
	request: DeviceRequest,
	genesis: Digest,
	node: NodeId,
	signer: &dyn Signer,
) -> Result<DeviceRequest, Fault> {
	let message = binding_message(genesis, node, &request);
	let proof = signer.sign(&message).map_err(|fault| Fault::Key(fault.to_string()))?;
	Ok(DeviceRequest { proof, ..request })
}

/// A wrong code is counted by a transaction that succeeds; here it is a fault all the same.
fn refusal(outcome: &Outcome) -> Result<(), Fault> {
	let refused =
		|event: &&fiscal_client::events::Event| event.is("AccessNodes", "ActivationRefused");
	let Some(event) = outcome.events.iter().find(refused) else { return Ok(()) };
	let (fault, failed) = (event.field::<ActivationFault>("fault")?, event.field::<u8>("failed")?);
	Err(Fault::Input(format!(
		"code: {} ({failed} wrong in a row; after {} the codes of the node are frozen)",
		word(&fault),
		fiscal_primitives::node::MAX_CODE_ATTEMPTS
	)))
}

/// Runs a command.
pub async fn run(context: &Context, command: DeviceCommand) -> Result<Report, Fault> {
	match command {
		DeviceCommand::List { node } => {
			let devices = context.client().await?.node_devices(node).await?;
			let text: String = devices.iter().map(line).collect();
			Ok(Report::new(json!({ "id": node, "devices": to_json(&devices)? }), text))
		}
		DeviceCommand::Update { node, device, info, endpoint, certificate } => {
			let read = |file: Option<PathBuf>| {
				file.map(|path| file_or_digest("", Some(path), None)).transpose()
			};
			let (info, certificate) = (read(info)?, read(certificate)?);
			let call =
				access_nodes::update_device(node, device, info, endpoint.as_ref(), certificate);
			let what = format!("Updated {device} of access node {node}.");
			let more = json!({ "id": node, "device": device });
			make(context, &call, &ViaCouncil::default(), &what, more).await
		}
		DeviceCommand::Enable(change) => {
			set_status(context, change, DeviceStatus::Active, "Enabled").await
		}
		DeviceCommand::Disable(change) => {
			set_status(context, change, DeviceStatus::Disabled, "Disabled").await
		}
		DeviceCommand::Block(change) => {
			set_status(context, change, DeviceStatus::Blocked, "Blocked").await
		}
		DeviceCommand::Unbind(DeviceChange { node, device, reason, via }) => {
			let call = access_nodes::unbind_device(node, device, &reason);
			let what = format!("Unbound {device} from access node {node}.");
			make(context, &call, &via, &what, json!({ "id": node, "device": device })).await
		}
	}
}

async fn set_status(
	context: &Context,
	change: DeviceChange,
	status: DeviceStatus,
	done: &str,
) -> Result<Report, Fault> {
	let DeviceChange { node, device, reason, via } = change;
	let call = access_nodes::set_device_status(node, device, status, &reason);
	let more = json!({ "id": node, "device": device, "status": status });
	make(context, &call, &via, &format!("{done} {device} of access node {node}."), more).await
}

fn line(answer: &DeviceAnswer) -> String {
	let device = &answer.device;
	let credential = if answer.credential_received { "received" } else { "not received" };
	format!(
		"{}  {}  {}, {}, credential {credential}\n",
		device.did,
		device.name,
		device.endpoint,
		word(&device.status)
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::verify;

	#[test]
	fn a_device_signs_for_one_node_of_one_chain() {
		let pair = Pair::from_dev_name("Device");
		let request = DeviceRequest {
			name: "front".parse().unwrap(),
			key: pair.public(),
			info: Digest::repeat_byte(1),
			endpoint: "node.example:9443".parse().unwrap(),
			certificate: None,
			proof: Signature::from_bytes([0; 64]),
		};
		let (genesis, node) = (Digest::repeat_byte(7), NodeId(3));
		let proved = prove(request, genesis, node, &pair).unwrap();
		let holds = |genesis, node| {
			verify(&proved.key, &binding_message(genesis, node, &proved), &proved.proof)
		};
		assert!(holds(genesis, node));
		assert!(!holds(genesis, NodeId(4)) && !holds(Digest::repeat_byte(8), node));
	}
}
