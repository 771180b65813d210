use crate::{mock::*, Error, Event, TemplateVersions, Templates, WhiteList};
use fiscal_primitives::{
	authorization::{CredentialKind, Scope, Scopes, Template, TemplateId},
	Actor, Operation, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn person() -> Template {
	template(CredentialKind::Person)
}

#[test]
fn templates_have_versions_and_the_last_is_in_force() {
	run(|| {
		let other = Template { max_uses: 7, ..person() };
		assert_ok!(VcAuthorization::put_template(signed("finance"), Some(1), other.clone()));
		assert_ok!(VcAuthorization::put_template(RuntimeOrigin::root(), None, person()));
		let by = Actor::Participant { id: id("finance"), signer: id("finance"), approval: None };
		let (second, fourth) =
			(TemplateId { number: 1, version: 2 }, TemplateId { number: 4, version: 1 });
		assert_eq!(
			events(),
			[
				Event::TemplateChanged { template: second, by },
				Event::TemplateChanged { template: fourth, by: Actor::Council },
			]
		);
		assert_eq!(Templates::<Test>::get(second).unwrap().template, other);
		assert_eq!(VcAuthorization::template(1, None).unwrap().id, second);
		let first = VcAuthorization::template(1, Some(1)).unwrap();
		assert_eq!((first.id.version, first.in_force), (1, false));
		assert_eq!(VcAuthorization::template(1, Some(3)), None);
		assert_noop!(
			VcAuthorization::put_template(signed("finance"), Some(1), other),
			Error::<Test>::NothingChanged
		);
		assert_noop!(
			VcAuthorization::put_template(signed("finance"), Some(9), person()),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn a_withdrawn_template_comes_back_as_another_version() {
	run(|| {
		let withdraw = |number| VcAuthorization::withdraw_template(signed("finance"), number);
		assert_ok!(withdraw(1));
		assert_noop!(withdraw(1), Error::<Test>::NothingChanged);
		assert_noop!(withdraw(9), Error::<Test>::NotFound);
		assert_ok!(VcAuthorization::put_template(signed("finance"), Some(1), person()));
		assert_eq!(TemplateVersions::<Test>::get(1), Some((2, true)));
	});
}

#[test]
fn a_template_for_nothing_is_refused() {
	run(|| {
		for empty in [
			Template { scopes: Scopes::default(), ..person() },
			Template { max_validity: 0, ..person() },
			Template { max_uses: 0, ..person() },
		] {
			assert_noop!(
				VcAuthorization::put_template(RuntimeOrigin::root(), None, empty),
				Error::<Test>::TermsEmpty
			);
		}
		let grants = Template { kind: CredentialKind::Confirmation, ..person() };
		assert_noop!(
			VcAuthorization::put_template(RuntimeOrigin::root(), None, grants),
			Error::<Test>::ScopeNotAllowed
		);
	});
}

#[test]
fn the_white_list_never_reaches_as_far_as_use() {
	run(|| {
		let set = |scene, scopes: &[Scope], until| {
			let (who, scopes) = (id("veterans"), Scopes::of(scopes));
			VcAuthorization::set_white_list(
				RuntimeOrigin::root(),
				who,
				SceneId(scene),
				scopes,
				until,
			)
		};
		for (scene, scopes, until, error) in [
			(1, &Scope::ALL[..], START + 1, Error::<Test>::NotARead),
			(1, &[][..], START + 1, Error::TermsEmpty),
			(9, &[Scope::List][..], START + 1, Error::SceneNotActive),
			(1, &[Scope::List][..], START, Error::Expired),
		] {
			assert_noop!(set(scene, scopes, until), error);
		}
		assert_ok!(set(1, &[Scope::List], START + 1));
		assert_noop!(set(1, &[Scope::List], START + 1), Error::<Test>::NothingChanged);
		let remove = || {
			VcAuthorization::remove_white_list(RuntimeOrigin::root(), id("veterans"), SceneId(1))
		};
		assert_ok!(remove());
		assert_eq!(WhiteList::<Test>::get((id("veterans"), SceneId(1))).unwrap().until, START);
		assert_noop!(remove(), Error::<Test>::NothingChanged);
		assert_noop!(
			VcAuthorization::remove_white_list(RuntimeOrigin::root(), id("insurer"), SceneId(1)),
			Error::<Test>::NotFound
		);
		set_active("veterans", false);
		assert_noop!(set(1, &[Scope::List], START + 2), Error::<Test>::NotActive);
	});
}

/// Every call of an administrator passes the gate: others, and high-risk operations without their
/// approval, do not get in.
#[test]
fn administrators_alone_decide_and_not_alone_about_high_risk() {
	type Call = fn(RuntimeOrigin) -> sp_runtime::DispatchResult;
	let calls: [(Operation, Call); 5] = [
		(Operation::ChangeCredentialTemplates, |origin| {
			VcAuthorization::put_template(origin, None, person())
		}),
		(Operation::ChangeCredentialTemplates, |origin| {
			VcAuthorization::withdraw_template(origin, 1)
		}),
		(Operation::TrustDelegate, |origin| {
			VcAuthorization::set_delegate(origin, id("suishen"), Some(terms()))
		}),
		(Operation::ChangeWhiteList, |origin| {
			let scopes = Scopes::of(&[Scope::List]);
			VcAuthorization::set_white_list(origin, id("veterans"), SceneId(1), scopes, START + 1)
		}),
		(Operation::ChangeWhiteList, |origin| {
			VcAuthorization::remove_white_list(origin, id("veterans"), SceneId(1))
		}),
	];
	for (operation, call) in calls {
		run(|| {
			let entry = Scopes::of(&[Scope::Summary]);
			let root = RuntimeOrigin::root();
			let who = id("veterans");
			assert_ok!(VcAuthorization::set_white_list(root, who, SceneId(1), entry, START + 1));
			for other in ["platform", "insurer", "citizen"] {
				let answer = DispatchError::from("NotAuthorized");
				assert_noop!(call(signed(other)), answer);
			}
			assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
			set_high_risk(operation);
			assert_noop!(call(signed("finance")), DispatchError::from("ApprovalRequired"));
			assert_ok!(call(RuntimeOrigin::root()));
		});
	}
}
