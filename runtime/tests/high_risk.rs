//! Which operations demand an approval from the first block on.

mod common;

use common::chain;
use fiscal_primitives::{FlowId, Operation};
use fiscal_runtime::{
	genesis_presets::{CONSORTIUM, DEVELOPMENT, DEVNET},
	Approvals,
};
use std::collections::BTreeSet;

fn demanded(preset: &str) -> BTreeSet<Operation> {
	chain(preset).execute_with(|| {
		let demanded = Approvals::high_risk();
		assert!(demanded.iter().all(|(_, flow)| *flow == FlowId(1)), "{demanded:?}");
		demanded.into_iter().map(|(operation, _)| operation).collect()
	})
}

#[test]
fn a_consortium_lets_nobody_touch_money_holders_and_keys_alone() {
	let expected = BTreeSet::from([
		Operation::EnactPolicy,
		Operation::RepealPolicy,
		Operation::RollBackPolicy,
		Operation::ReinstateActivationCode,
		Operation::ReplaceParticipantKey,
		Operation::CorrectBill,
		Operation::ForceReleaseLock,
		Operation::ReverseSettlement,
		Operation::ConsentRedFlush,
		Operation::ChangeTransitionRules,
		Operation::TrustDelegate,
		Operation::ChangeWhiteList,
		Operation::ChangeApprovalFlows,
		Operation::HandleDeadLetter,
		Operation::ChangeDestination,
		Operation::ChangeProvince,
		Operation::ReviewFiling,
	]);
	assert_eq!(demanded(CONSORTIUM), expected);
}

#[test]
fn everywhere_the_rules_themselves_are_changed_by_several() {
	let expected =
		BTreeSet::from([Operation::ChangeApprovalFlows, Operation::ChangeTransitionRules]);
	for preset in [DEVELOPMENT, DEVNET] {
		assert_eq!(demanded(preset), expected, "{preset}");
	}
}
