//! `fiscal node config`: the configuration file 涉链配置文件 that an access node imports (R030). The
//! same chain and the same options give the same file; it names keys and holds none.

mod distributed;

use super::show::table_of;
use crate::{
	context::Context,
	output::{to_json, Report},
};
use clap::Args;
use distributed::PoliciesSection;
use fiscal_client::{Client, Fault};
use fiscal_primitives::{
	authorization::Scope,
	node::{DeviceAnswer, DeviceStatus, NodeRole, Route},
	rpc::NodeAnswer,
	scene::SceneDetail,
	Did, Digest, Moment, NodeId, ParticipantId, SceneId,
};
use serde::{Deserialize, Serialize};
use std::{io::Write, path::PathBuf};

/// What the configuration file says besides what the chain says.
#[derive(Args)]
pub struct ConfigArgs {
	/// Number of the access node
	id: NodeId,
	/// RPC address of a validator, ws:// or wss://; may be given several times
	#[arg(long = "rpc", value_name = "URL", required = true, value_parser = rpc_url)]
	rpc: Vec<String>,
	/// SM3 of the TLCP certificate of the platform's end of the channel; may be given several times
	#[arg(long = "peer-certificate", value_name = "HEX", value_parser = crate::values::digest)]
	peer_certificates: Vec<Digest>,
	/// Name of the file with the key of the operator, in the key folder of the node
	#[arg(long, value_name = "NAME", default_value = "operator.pem", value_parser = file_name)]
	operator_key: String,
	/// Name of the file with the index key, in the key folder of the node
	#[arg(long, value_name = "NAME", default_value = "index.key", value_parser = file_name)]
	index_key: String,
	/// How often the node compares its bills with the chain 链数稽核, in minutes
	#[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=10_080))]
	audit_every: u32,
	/// How many bills one comparison asks for at once
	#[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=500))]
	audit_batch: u32,
	/// Where to write it; an existing file is not overwritten [default: it is printed]
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// The file, version 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeConfig {
	/// Version of this form: 2.
	pub version: u32,
	/// The chain and where to reach it.
	pub chain: ChainSection,
	/// The access node itself.
	pub node: NodeSection,
	/// Its credential.
	pub credential: CredentialSection,
	/// The mutually authenticated channel to the platform.
	pub channel: ChannelSection,
	/// Names of key files.
	pub keys: KeysSection,
	/// Comparison of the node's bills with the chain.
	pub audit: AuditSection,
	/// The policies that were distributed to it; none before the first distribution reached it.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub policies: Option<PoliciesSection>,
	/// The other access nodes in service and where they listen.
	pub network: NetworkSection,
	/// The scenes it is admitted for, in the order of their numbers.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub scenes: Vec<SceneSection>,
	/// Its devices in service, in the order they were bound.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub devices: Vec<DeviceSection>,
}

/// The chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainSection {
	/// Hash of the genesis block.
	pub genesis: Digest,
	/// Version of the runtime that was in force when the file was made.
	pub spec_version: u32,
	/// RPC addresses of validators, in the order they were given.
	pub rpc: Vec<String>,
}

/// The node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeSection {
	/// Its number.
	pub id: NodeId,
	/// Its name.
	pub name: String,
	/// Who runs it.
	pub operator: ParticipantId,
	/// The DID of its operator.
	pub operator_did: Did,
	/// In what capacities it serves.
	pub capacities: Vec<NodeRole>,
	/// The kinds of resources it is admitted for.
	pub resources: Vec<Scope>,
}

/// The credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialSection {
	/// Its SM3.
	pub digest: Digest,
	/// Its version.
	pub version: u32,
	/// Its beginning, Unix ms.
	pub valid_from: Moment,
	/// Its end, Unix ms.
	pub valid_until: Moment,
}

/// The channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelSection {
	/// The protocol: TLCP, GB/T 38636.
	pub protocol: String,
	/// SM3 of the certificates of the other end that the node accepts.
	pub peer_certificates: Vec<Digest>,
}

/// Names of files in the key folder of the node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysSection {
	/// The key that signs transactions.
	pub operator: String,
	/// The index key, of which payer references are made.
	pub index: String,
}

/// Comparison with the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSection {
	/// How often, in minutes.
	pub every_minutes: u32,
	/// How many bills at once.
	pub batch: u32,
}

/// The network 组网: what the routing table said when the file was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSection {
	/// Version of the routing table.
	pub version: u64,
	/// The endpoints of the other nodes, in the order of the nodes' numbers.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub endpoints: Vec<EndpointSection>,
}

/// An endpoint of another access node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointSection {
	/// The access node.
	pub node: NodeId,
	/// The DID of its device.
	pub did: Did,
	/// Where it listens.
	pub endpoint: String,
	/// SM3 of its TLCP certificate.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub certificate: Option<Digest>,
}

/// A scene.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SceneSection {
	/// Its number.
	pub id: SceneId,
	/// Its name.
	pub name: String,
	/// Version of its field rules; 0 where it has none.
	pub rules_version: u32,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceSection {
	/// Its DID.
	pub did: Did,
	/// Where it listens.
	pub endpoint: String,
	/// SM3 of its TLCP certificate.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub certificate: Option<Digest>,
}

fn rpc_url(text: &str) -> Result<String, String> {
	let rest = text.strip_prefix("wss://").or_else(|| text.strip_prefix("ws://"));
	let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
	let plain = text.chars().all(|c| c.is_ascii_graphic());
	if host.is_empty() || !plain || host.contains('@') {
		return Err("not ws://host:port or wss://host:port".into());
	}
	Ok(text.into())
}

/// A file is named, never placed: a path would tell of a machine, and a secret does not fit.
fn file_name(text: &str) -> Result<String, String> {
	let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
	if text.is_empty() || text.len() > 64 || text.starts_with('.') || !text.chars().all(plain) {
		return Err("not a file name of 1 to 64 letters, digits, - _ and .".into());
	}
	Ok(text.into())
}

/// Writes or prints the file.
pub async fn run(context: &Context, arguments: ConfigArgs) -> Result<Report, Fault> {
	let client = context.client().await?;
	let config = gather(&client, &arguments).await?;
	let text = render(&config)?;
	match &arguments.out {
		None => Ok(Report::new(to_json(&config)?, text)),
		Some(path) => {
			std::fs::OpenOptions::new()
				.write(true)
				.create_new(true)
				.open(path)
				.and_then(|mut file| file.write_all(text.as_bytes()))
				.map_err(|fault| Fault::file(path, fault))?;
			let shown = format!("Wrote {}.", path.display());
			Ok(Report::new(to_json(&config)?, shown))
		}
	}
}

async fn gather(client: &Client, arguments: &ConfigArgs) -> Result<NodeConfig, Fault> {
	let id = arguments.id;
	let answer = client.access_node(id).await?;
	let answer = answer.ok_or_else(|| Fault::NotFound(format!("access node {id}")))?;
	let operator = answer.node.operator;
	let name = fiscal_client::queries::ParticipantName::Id(operator);
	let operator = client.participant(&name).await?;
	let operator = operator.ok_or_else(|| Fault::NotFound(format!("participant {name}")))?;
	let mut scenes = Vec::new();
	for scene in answer.node.scenes.iter() {
		let found = client.scene(*scene).await?;
		scenes.push(found.ok_or_else(|| Fault::NotFound(format!("scene {scene}")))?);
	}
	let devices = client.node_devices(id).await?;
	let policies = distributed::to(client, id).await?;
	let routes = table_of(client).await?;
	let spec_version = client.runtime(None).await?.spec_version();
	let chain = (client.genesis(), spec_version);
	let did = operator.participant.did;
	let config = assemble(arguments, chain, &answer, did, &scenes, &devices, &routes);
	Ok(NodeConfig { policies, ..config })
}

fn assemble(
	arguments: &ConfigArgs,
	(genesis, spec_version): (Digest, u32),
	answer: &NodeAnswer,
	operator_did: Did,
	scenes: &[SceneDetail],
	devices: &[DeviceAnswer],
	(version, routes): &(u64, Vec<Route>),
) -> NodeConfig {
	let node = &answer.node;
	NodeConfig {
		version: 2,
		chain: ChainSection { genesis, spec_version, rpc: arguments.rpc.clone() },
		node: NodeSection {
			id: answer.id,
			name: node.name.to_string(),
			operator: node.operator,
			operator_did,
			capacities: node.capacities.iter().collect(),
			resources: node.resources.iter().collect(),
		},
		credential: CredentialSection {
			digest: node.credential.digest,
			version: node.credential.version,
			valid_from: node.credential.valid_from,
			valid_until: node.credential.valid_until,
		},
		channel: ChannelSection {
			protocol: "TLCP".into(),
			peer_certificates: arguments.peer_certificates.clone(),
		},
		keys: KeysSection {
			operator: arguments.operator_key.clone(),
			index: arguments.index_key.clone(),
		},
		audit: AuditSection { every_minutes: arguments.audit_every, batch: arguments.audit_batch },
		policies: None,
		network: NetworkSection { version: *version, endpoints: endpoints(answer.id, routes) },
		scenes: scenes
			.iter()
			.map(|detail| SceneSection {
				id: detail.id,
				name: detail.scene.name.to_string(),
				rules_version: detail.scene.rules_version,
			})
			.collect(),
		devices: devices
			.iter()
			.map(|answer| &answer.device)
			.filter(|device| device.status == DeviceStatus::Active)
			.map(|device| DeviceSection {
				did: device.did,
				endpoint: device.endpoint.to_string(),
				certificate: device.certificate,
			})
			.collect(),
	}
}

/// Where the nodes other than `own` listen.
fn endpoints(own: NodeId, routes: &[Route]) -> Vec<EndpointSection> {
	let others = routes.iter().filter(|route| route.node != own);
	let each = others.flat_map(|route| route.devices.iter().map(|device| (route.node, device)));
	each.map(|(node, device)| EndpointSection {
		node,
		did: device.did,
		endpoint: device.endpoint.to_string(),
		certificate: device.certificate,
	})
	.collect()
}

/// The TOML text.
fn render(config: &NodeConfig) -> Result<String, Fault> {
	let body = toml::to_string(config).map_err(|fault| Fault::Internal(fault.to_string()))?;
	Ok(format!(
		"# Configuration of an access node 接入端涉链配置. Keys are named here and kept elsewhere.\n{body}"
	))
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;
	use distributed::PolicySection;
	use fiscal_primitives::{
		authorization::Scopes,
		node::{
			AccessNode, ActivationState, Credential, CredentialStatus, Device, NodeRoles,
			NodeScenes, NodeStatus, RouteDevice,
		},
		PolicyId,
	};
	use fiscal_sm_crypto::Pair;

	#[derive(Parser)]
	struct Line {
		#[command(flatten)]
		arguments: ConfigArgs,
	}

	fn arguments(line: &str) -> Result<ConfigArgs, clap::Error> {
		Line::try_parse_from(line.split_whitespace()).map(|line| line.arguments)
	}

	fn route(node: u32, endpoint: &str) -> Route {
		let key = Pair::from_dev_name(endpoint).public();
		let certificate = Some(Digest::repeat_byte(1));
		let endpoint = endpoint.parse().unwrap();
		let device = RouteDevice { did: Did::of(&key), key, endpoint, certificate };
		Route {
			node: NodeId(node),
			name: "one".parse().unwrap(),
			operator: ParticipantId(6),
			operator_did: None,
			capacities: NodeRoles::of(&[NodeRole::Issuer]),
			scenes: NodeScenes::default(),
			resources: Scopes::of(&[]),
			credential: Digest::zero(),
			valid_until: 9,
			devices: vec![device],
		}
	}

	fn config() -> NodeConfig {
		let node = AccessNode {
			name: "东区 \"一\" 号".parse().unwrap(),
			operator: ParticipantId(6),
			capacities: NodeRoles::of(&[NodeRole::Issuer]),
			scenes: NodeScenes::default(),
			resources: Scopes::of(&[Scope::List, Scope::Pdf]),
			form: None,
			credential: Credential {
				digest: Digest::repeat_byte(8),
				version: 2,
				valid_from: 5,
				valid_until: Credential::NO_END,
				revoked_at: None,
			},
			status: NodeStatus::Normal,
			activated_at: Some(0),
			registered_at: 0,
			changed_at: 0,
		};
		let answer = NodeAnswer {
			id: NodeId(3),
			node,
			normal: true,
			credential_status: CredentialStatus::Valid,
			decision: None,
			activation: ActivationState::default(),
			serves: vec![],
		};
		let device = |name: &str, status, certificate| {
			let key = Pair::from_dev_name(name).public();
			DeviceAnswer {
				device: Device {
					did: Did::of(&key),
					key,
					name: name.parse().unwrap(),
					info: Digest::zero(),
					endpoint: "node.example:9443".parse().unwrap(),
					certificate,
					status,
					code: Digest::zero(),
					bound_at: 1,
					changed_at: 1,
					acknowledged: None,
				},
				credential_received: false,
			}
		};
		let devices = [
			device("A", DeviceStatus::Active, Some(Digest::repeat_byte(1))),
			device("B", DeviceStatus::Disabled, None),
			device("C", DeviceStatus::Active, None),
		];
		let line = format!(
			"config 3 --rpc wss://a.example:443 --rpc ws://10.0.0.1:9944 --peer-certificate {:?}",
			Digest::repeat_byte(2)
		);
		let did = Did::of(&Pair::from_dev_name("Hospital").public());
		let arguments = arguments(&line).unwrap();
		let routes = (9, vec![route(3, "own.example:1"), route(4, "other.example:9443")]);
		assemble(&arguments, (Digest::repeat_byte(7), 101), &answer, did, &[], &devices, &routes)
	}

	#[test]
	fn the_file_is_read_back_as_it_was_meant() {
		let mut config = config();
		let scene = |id, name: &str| SceneSection { id, name: name.into(), rules_version: 1 };
		config.scenes = vec![scene(SceneId(1), "门诊"), scene(SceneId(2), "住院")];
		let text = render(&config).unwrap();
		assert_eq!(toml::from_str::<NodeConfig>(&text).unwrap(), config);
		assert_eq!(text, render(&config).unwrap());
		assert!(toml::from_str::<NodeConfig>(&format!("{text}\nextra = 1\n")).is_err());
		assert_eq!(config.devices.len(), 2, "devices out of service stay out");
		assert_eq!(config.keys.index, "index.key");
	}

	#[test]
	fn the_file_names_the_policies_and_where_the_others_listen() {
		let mut config = config();
		assert_eq!((config.network.version, config.network.endpoints.len()), (9, 1));
		let other = &config.network.endpoints[0];
		assert_eq!((other.node, other.endpoint.as_str()), (NodeId(4), "other.example:9443"));
		assert!(!render(&config).unwrap().contains("[policies]"), "nothing was distributed");
		let digest = Digest::repeat_byte(5);
		let policy = |number, version| PolicySection {
			policy: PolicyId(number),
			version,
			digest: Digest::repeat_byte(6),
		};
		let members = vec![policy(3, 1), policy(7, 2)];
		config.policies = Some(PoliciesSection { distribution: 4, revision: 11, digest, members });
		let text = render(&config).unwrap();
		assert_eq!(toml::from_str::<NodeConfig>(&text).unwrap(), config);
		assert!(text.contains("[[policies.members]]\npolicy = 3\nversion = 1\n"), "{text}");
		assert!(text.contains(&format!("revision = 11\ndigest = \"{digest:?}\"")), "{text}");
		assert!(text.contains("[[network.endpoints]]"), "{text}");
		assert!(toml::from_str::<NodeConfig>(&text.replace("revision", "revisions")).is_err());
	}

	#[test]
	fn paths_and_strange_addresses_are_refused() {
		let line = |more: &str| arguments(&format!("config 3 {more}"));
		assert!(line("--rpc wss://a.example --index-key shanghai.key").is_ok());
		for more in [
			"",
			"--rpc http://a.example",
			"--rpc ws://",
			"--rpc ws://user@a.example",
			"--rpc ws://a --index-key /etc/index.key",
			"--rpc ws://a --index-key ../index.key",
			"--rpc ws://a --operator-key .hidden",
			"--rpc ws://a --audit-every 0",
		] {
			assert!(line(more).is_err(), "{more}");
		}
	}
}
