use crate::{
	mock::*, Flows, GenesisConfig, GenesisFlow, GenesisHighRisk, GenesisRole, HighRisk, Roles,
};
use fiscal_primitives::{approval::Lifetime, operation::Operation, FlowId};
use sp_runtime::BuildStorage;

fn build(approvals: GenesisConfig<Test>) -> bool {
	std::panic::catch_unwind(|| {
		RuntimeGenesisConfig { approvals, ..Default::default() }.build_storage().unwrap()
	})
	.is_ok()
}

#[test]
fn the_chain_starts_with_roles_flows_and_demands() {
	ExtBuilder::default().with_high_risk(Operation::EnactPolicy, CHAIN).build_and_execute(|| {
		let role = Roles::<Test>::get(REVIEWERS).unwrap();
		assert_eq!((role.members.len(), role.flows), (3, 1));
		assert_eq!(Flows::<Test>::get(CHAIN).unwrap().steps, chain());
		assert_eq!(HighRisk::<Test>::get(Operation::EnactPolicy), Some(CHAIN));
	});
}

#[test]
fn a_genesis_that_contradicts_itself_is_refused() {
	let flow = || GenesisFlow { name: name("两人"), steps: pair(), lifetime: Lifetime::MIN };
	let demand = |flow| GenesisHighRisk { operation: Operation::CorrectBill, flow: FlowId(flow) };
	let of = |flows, high_risk| GenesisConfig { flows, high_risk, ..Default::default() };
	assert!(build(of(vec![flow()], vec![demand(1)])));
	assert!(!build(of(vec![flow()], vec![demand(2)])), "a flow that is not there");
	assert!(!build(of(vec![flow()], vec![demand(1), demand(1)])), "an operation twice");
	let missing = GenesisFlow { steps: chain(), ..flow() };
	assert!(!build(of(vec![missing], vec![])), "a role that is not there");
	assert!(!build(of(vec![flow(); 5], vec![])), "too many flows");
	let member_twice =
		GenesisRole { name: name("复核"), scope: None, members: vec![SECOND, SECOND] };
	assert!(!build(GenesisConfig { roles: vec![member_twice], ..Default::default() }));
}
