//! Groups and tags. R053.

use crate::{mock::*, refused, Error, Event, LabelRecords};
use fiscal_policy::chain::{LabelKind, LabelRecord, Member};
use fiscal_primitives::{NodeId, Operation, ParticipantId};
use frame_support::assert_ok;

const NODE: Member = Member::Node(NodeId(7));

fn define(text: &str) {
	assert_ok!(Policies::define_label(signed(FINANCE), label(text), LabelKind::Tag));
}

fn set(text: &str, member: Member, belongs: bool) -> sp_runtime::DispatchResult {
	Policies::set_label(signed(FINANCE), label(text), member, belongs)
}

#[test]
fn a_label_is_defined_given_taken_and_removed() {
	ExtBuilder::default().build_and_execute(|| {
		define("pilot");
		let again = Policies::define_label(signed(FINANCE), label("pilot"), LabelKind::Group);
		refused!(again, Error::<Test>::AlreadyExists);
		refused!(set("other", NODE, true), Error::<Test>::NotFound);
		refused!(set("pilot", NODE, false), Error::<Test>::NothingChanged);
		assert_ok!(set("pilot", NODE, true));
		assert_ok!(set("pilot", Member::Participant(INSURER), true));
		refused!(set("pilot", NODE, true), Error::<Test>::NothingChanged);
		let record = LabelRecord { kind: LabelKind::Tag, participants: 1, nodes: 1 };
		assert_eq!(LabelRecords::<Test>::get(label("pilot")), Some(record));
		let members = Policies::members(label("pilot")).unwrap();
		assert_eq!((members.participants, members.nodes), (vec![INSURER], vec![NodeId(7)]));
		assert_eq!(Policies::labels_of(NODE), [label("pilot")]);
		let remove = || Policies::remove_label(signed(FINANCE), label("pilot"));
		refused!(remove(), Error::<Test>::LabelInUse);
		assert_ok!(set("pilot", NODE, false));
		assert_ok!(set("pilot", Member::Participant(INSURER), false));
		assert_ok!(remove());
		refused!(remove(), Error::<Test>::NotFound);
		let last = events().pop().unwrap();
		assert_eq!(last, Event::LabelRemoved { label: label("pilot"), by: actor(FINANCE) });
	});
}

#[test]
fn members_exist_and_have_at_most_16_labels() {
	ExtBuilder::default().build_and_execute(|| {
		define("pilot");
		refused!(set("pilot", Member::Node(NodeId(999)), true), Error::<Test>::NotFound);
		let nobody = Member::Participant(ParticipantId(999));
		refused!(set("pilot", nobody, true), Error::<Test>::NotFound);
		for at in 0..16 {
			define(&format!("l{at}"));
			assert_ok!(set(&format!("l{at}"), NODE, true));
		}
		refused!(set("pilot", NODE, true), Error::<Test>::MaxLabelsExceeded);
	});
}

#[test]
fn labels_pass_the_gate() {
	ExtBuilder::default().build_and_execute(|| {
		let call = |who| Policies::define_label(signed(who), label("x"), LabelKind::Tag);
		refused!(call(OPERATOR), NOT_AUTHORIZED);
		HighRisk::set(vec![Operation::EnactPolicy]);
		refused!(call(FINANCE), APPROVAL_REQUIRED);
	});
}

#[test]
fn labels_are_listed_page_by_page() {
	ExtBuilder::default().build_and_execute(|| {
		for at in 0..5 {
			define(&format!("l{at}"));
		}
		let mut seen = Vec::new();
		let mut after = None;
		loop {
			let page = Policies::labels(after.clone(), 2);
			let Some((last, _)) = page.last() else { break };
			after = Some(last.clone());
			seen.extend(page.into_iter().map(|(label, _)| label.as_str().to_owned()));
		}
		seen.sort();
		assert_eq!(seen, ["l0", "l1", "l2", "l3", "l4"]);
	});
}
