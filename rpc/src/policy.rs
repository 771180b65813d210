//! Policies 策略: `policy_*`. R041–R065, R218.

use crate::{
	error,
	parse::{self, field},
	source::State,
};
use fiscal_policy::{
	chain::{
		ChangePage, Checked, Decided, DistributionDetail, LabelRecord, ListFilter, Member, Members,
		PolicyDetail, PolicyPage, PolicySet, PrimitiveDetail, PrimitivePage, SetChange, Simulation,
		StatsPage, Subject, TraceFilter, MAX_CASES, MAX_PAGE,
	},
	json::policy_from_json,
	PrimitiveId,
};
use fiscal_primitives::{
	policy::{Facts, Label},
	Invalid, PolicyId,
};
use fiscal_runtime_api::PoliciesApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use serde_json::Value;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of policies, from the state.
#[rpc(server)]
pub trait Policy {
	/// A policy with a version of it: the one named, the one in force, or the latest. Null when there
	/// is none.
	#[method(name = "policy_get", blocking)]
	fn get(&self, id: u32, version: Option<u32>) -> RpcResult<Option<PolicyDetail>>;

	/// Policies in the order of their numbers, narrowed by state, keyword of the name and number of
	/// versions; `limit` of them (1 to 50, 50 when left out) from `cursor` on.
	#[method(name = "policy_list", blocking)]
	fn list(
		&self,
		filter: Option<Value>,
		cursor: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<PolicyPage>;

	/// Changes of policies, oldest first, narrowed by policy, participant and time; with operator,
	/// approval and reason.
	#[method(name = "policy_history", blocking)]
	fn history(
		&self,
		filter: Option<Value>,
		cursor: Option<u32>,
		limit: Option<u32>,
	) -> RpcResult<ChangePage>;

	/// Validates a policy, `{"policy": …}` or `{"version": {"id", "version"}}`, and compares it with
	/// those in force. Null when there is no such version.
	#[method(name = "policy_check", blocking)]
	fn check(&self, subject: Value) -> RpcResult<Option<Checked>>;

	/// Judges at most 32 cases by one policy, whatever is in force, with every step. Null when there is
	/// no such version.
	#[method(name = "policy_simulate", blocking)]
	fn simulate(&self, subject: Value, cases: Vec<Value>) -> RpcResult<Option<Simulation>>;

	/// What the policies in force say of a case, and why.
	#[method(name = "policy_decide", blocking)]
	fn decide(&self, facts: Value) -> RpcResult<Decided>;

	/// How often the policies in force have a say, the most asked first; or one policy.
	#[method(name = "policy_stats", blocking)]
	fn stats(&self, id: Option<u32>) -> RpcResult<StatsPage>;

	/// The policies in force and the digest that nodes compare with.
	#[method(name = "policy_set", blocking)]
	fn set(&self) -> RpcResult<PolicySet>;

	/// What the revisions of that set after `since` changed: what is sent incrementally.
	#[method(name = "policy_setChanges", blocking)]
	fn set_changes(&self, since: u32, limit: Option<u32>) -> RpcResult<Vec<(u32, SetChange)>>;

	/// A distribution with its nodes, the last one when left out. Null when there is none.
	#[method(name = "policy_distribution", blocking)]
	fn distribution(&self, id: Option<u32>) -> RpcResult<Option<DistributionDetail>>;

	/// Primitives in the order of their numbers.
	#[method(name = "policy_primitives", blocking)]
	fn primitives(&self, cursor: Option<u32>, limit: Option<u32>) -> RpcResult<PrimitivePage>;

	/// A version of a primitive, the current one when left out, and who uses it. Null when there is
	/// none.
	#[method(name = "policy_primitive", blocking)]
	fn primitive(&self, id: u32, version: Option<u32>) -> RpcResult<Option<PrimitiveDetail>>;

	/// Groups and tags behind the label `after`.
	#[method(name = "policy_labels", blocking)]
	fn labels(
		&self,
		after: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<Vec<(Label, LabelRecord)>>;

	/// A group or tag and who has it. Null when there is none.
	#[method(name = "policy_members", blocking)]
	fn members(&self, label: String) -> RpcResult<Option<Members>>;

	/// The groups and tags of `{"participant": 3}` or `{"node": 1}`.
	#[method(name = "policy_labelsOf", blocking)]
	fn labels_of(&self, member: Value) -> RpcResult<Vec<Label>>;
}

/// Items of a page: 1 to [`MAX_PAGE`].
fn limit(limit: Option<u32>) -> Result<u32, ErrorObjectOwned> {
	match parse::limit(limit)? {
		limit if limit > MAX_PAGE => Err(error::limit_exceeded(limit, MAX_PAGE)),
		limit => Ok(limit),
	}
}

/// A parameter in JSON by its type's own reader.
fn read<V: serde::de::DeserializeOwned>(name: &str, value: Value) -> Result<V, ErrorObjectOwned> {
	serde_json::from_value(value).map_err(|fault| error::invalid(name, fault))
}

fn filter<V: serde::de::DeserializeOwned + Default>(
	value: Option<Value>,
) -> Result<V, ErrorObjectOwned> {
	value.map_or_else(|| Ok(V::default()), |value| read("filter", value))
}

/// A policy is read with all that is wrong with it.
fn subject(value: Value) -> Result<Subject, ErrorObjectOwned> {
	let Some(policy) = value.get("policy") else { return read("subject", value) };
	policy_from_json(&policy.to_string()).map(Subject::Policy).map_err(|findings| {
		let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
		error::invalid("subject", findings.join("; "))
	})
}

impl<C, Block> PolicyServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: PoliciesApi<Block>,
{
	fn get(&self, id: u32, version: Option<u32>) -> RpcResult<Option<PolicyDetail>> {
		let api = self.client.runtime_api();
		api.policy(self.best(), PolicyId(id), version).map_err(error::runtime)
	}

	fn list(
		&self,
		narrowed: Option<Value>,
		cursor: Option<u32>,
		most: Option<u32>,
	) -> RpcResult<PolicyPage> {
		let (narrowed, most) = (filter::<ListFilter>(narrowed)?, limit(most)?);
		if narrowed.keyword.as_ref().is_some_and(|keyword| keyword.len() > 128) {
			return Err(error::invalid("filter", Invalid("keyword: longer than 128 bytes")));
		}
		let api = self.client.runtime_api();
		api.policies(self.best(), narrowed, cursor.unwrap_or(0), most).map_err(error::runtime)
	}

	fn history(
		&self,
		narrowed: Option<Value>,
		cursor: Option<u32>,
		most: Option<u32>,
	) -> RpcResult<ChangePage> {
		let (narrowed, most) = (filter::<TraceFilter>(narrowed)?, limit(most)?);
		let api = self.client.runtime_api();
		api.policy_history(self.best(), narrowed, cursor.unwrap_or(0), most).map_err(error::runtime)
	}

	fn check(&self, asked: Value) -> RpcResult<Option<Checked>> {
		let asked = subject(asked)?;
		self.client.runtime_api().check_policy(self.best(), asked).map_err(error::runtime)
	}

	fn simulate(&self, asked: Value, cases: Vec<Value>) -> RpcResult<Option<Simulation>> {
		let asked = subject(asked)?;
		let count = u32::try_from(cases.len()).unwrap_or(u32::MAX);
		if count > MAX_CASES {
			return Err(error::limit_exceeded(count, MAX_CASES));
		}
		let cases: Vec<Facts> =
			cases.into_iter().map(|case| read("cases", case)).collect::<Result<_, _>>()?;
		self.client.runtime_api().simulate_policy(self.best(), asked, cases).map_err(error::runtime)
	}

	fn decide(&self, facts: Value) -> RpcResult<Decided> {
		let facts: Facts = read("facts", facts)?;
		self.client.runtime_api().decide_policies(self.best(), facts).map_err(error::runtime)
	}

	fn stats(&self, id: Option<u32>) -> RpcResult<StatsPage> {
		let api = self.client.runtime_api();
		api.policy_stats(self.best(), id.map(PolicyId)).map_err(error::runtime)
	}

	fn set(&self) -> RpcResult<PolicySet> {
		self.client.runtime_api().policy_set(self.best()).map_err(error::runtime)
	}

	fn set_changes(&self, since: u32, most: Option<u32>) -> RpcResult<Vec<(u32, SetChange)>> {
		let most = limit(most)?;
		let api = self.client.runtime_api();
		api.policy_set_changes(self.best(), since, most).map_err(error::runtime)
	}

	fn distribution(&self, id: Option<u32>) -> RpcResult<Option<DistributionDetail>> {
		self.client.runtime_api().policy_distribution(self.best(), id).map_err(error::runtime)
	}

	fn primitives(&self, cursor: Option<u32>, most: Option<u32>) -> RpcResult<PrimitivePage> {
		let most = limit(most)?;
		let api = self.client.runtime_api();
		api.policy_primitives(self.best(), cursor.unwrap_or(0), most).map_err(error::runtime)
	}

	fn primitive(&self, id: u32, version: Option<u32>) -> RpcResult<Option<PrimitiveDetail>> {
		let api = self.client.runtime_api();
		api.policy_primitive(self.best(), PrimitiveId(id), version).map_err(error::runtime)
	}

	fn labels(
		&self,
		after: Option<String>,
		most: Option<u32>,
	) -> RpcResult<Vec<(Label, LabelRecord)>> {
		let after = after.map(|label| field::<Label>("after", &label)).transpose()?;
		let most = limit(most)?;
		self.client.runtime_api().policy_labels(self.best(), after, most).map_err(error::runtime)
	}

	fn members(&self, label: String) -> RpcResult<Option<Members>> {
		let label = field::<Label>("label", &label)?;
		self.client.runtime_api().policy_members(self.best(), label).map_err(error::runtime)
	}

	fn labels_of(&self, member: Value) -> RpcResult<Vec<Label>> {
		let member: Member = read("member", member)?;
		self.client.runtime_api().policy_labels_of(self.best(), member).map_err(error::runtime)
	}
}
