//! What must always hold of the storage. With `std` too, so that the tests of other crates can check it.

use crate::{
	admission::ROOT, Accounts, Binding, ChildCount, Children, Config, Count, Decisions, Dids,
	Holders, Identities, MorePayers, Pallet, Participants, PastAccounts, PastDetailsOf, PastKeys,
	ServicesOf,
};
use fiscal_primitives::{
	participant::{Participant, ParticipantKind, Tier, MAX_DETAILS, MAX_KEYS},
	Did, ParticipantId, PayerRef,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// * Participants are numbered 1 to [`Count`] without a gap; each has a role, the account of its
	///   key, a provider, and a parent of the tier that its own demands.
	/// * Accounts, DIDs, identities and payer references lead back to them, and there are no others.
	/// * Each stands once among the children of its parent.
	/// * Versions of keys have no gap, follow each other in time, and their accounts are not bound;
	///   the DID is that of the first one.
	/// * Versions of names and labels have no gap and follow each other in time; each differs from
	///   the one before.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Check {
		let count = Count::<T>::get();
		let (mut seen, mut holders, mut past, mut payers) = (0u32, 0u32, 0u32, 0u32);
		let mut named = 0u32;
		for (id, participant) in Participants::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!((1..=count).contains(&id.0), "participant: number outside of the count");
			Self::check_record(id, &participant)?;
			Self::check_tier(&participant)?;
			Self::check_keys(id, &participant)?;
			Self::check_details(id, &participant)?;
			past = past.saturating_add(participant.key_version.saturating_sub(1));
			named = named.saturating_add(participant.details_version.saturating_sub(1));
			holders = holders.saturating_add(u32::from(participant.tier == Tier::Holder));
			let bound = Self::payers(id);
			ensure!(
				bound.iter().all(|payer| Holders::<T>::get(payer) == Some(id)),
				"payers: a reference leads elsewhere"
			);
			payers = payers.saturating_add(u32::try_from(bound.len()).unwrap_or(u32::MAX));
		}
		ensure!(seen == count, "participants: fewer than the count");
		// Each participant has its own entry in each index, so that equal sizes mean no others.
		let same = |entries: usize, expected: u32| u32::try_from(entries) == Ok(expected);
		let in_tree = count.saturating_sub(holders);
		ensure!(same(Accounts::<T>::iter().count(), count), "accounts: more than participants");
		ensure!(same(Dids::<T>::iter().count(), count), "DIDs: more than participants");
		ensure!(
			same(Identities::<T>::iter().count(), in_tree),
			"identities: more than in the tree"
		);
		ensure!(same(Holders::<T>::iter().count(), payers), "payers: more than participants have");
		ensure!(same(PastKeys::<T>::iter().count(), past), "past keys: more than versions");
		ensure!(same(PastAccounts::<T>::iter().count(), past), "past accounts: more than keys");
		ensure!(
			same(PastDetailsOf::<T>::iter().count(), named),
			"past details: more than versions"
		);
		Self::check_tree(in_tree)?;
		Self::check_annexes(count)
	}

	fn check_record(id: ParticipantId, participant: &Participant) -> Check {
		ensure!(!participant.roles.is_empty(), "participant: no role");
		ensure!(
			participant.account == participant.key.account_id(),
			"participant: the account is not that of the key"
		);
		ensure!(
			participant.changed_at >= participant.key_since
				&& participant.key_since >= participant.admitted_at,
			"participant: changed before it was admitted"
		);
		let organisation = match participant.tier {
			Tier::Account => participant.parent.unwrap_or(ROOT),
			_ => id,
		};
		ensure!(
			Accounts::<T>::get(&participant.account) == Some(Binding { signer: id, organisation }),
			"participant: its account leads elsewhere"
		);
		ensure!(
			Dids::<T>::get(participant.did) == Some(id),
			"participant: its DID leads elsewhere"
		);
		let known = match participant.tier {
			Tier::Holder => Holders::<T>::get(PayerRef(participant.identity)),
			_ => Identities::<T>::get(participant.identity),
		};
		ensure!(known == Some(id), "participant: its identity leads elsewhere");
		ensure!(
			frame_system::Pallet::<T>::providers(&participant.account) > 0,
			"participant: its account has no provider"
		);
		Ok(())
	}

	fn check_tier(participant: &Participant) -> Check {
		let above = participant.parent.and_then(Participants::<T>::get).map(|above| above.tier);
		let stands = match participant.tier {
			Tier::Member | Tier::Holder => participant.parent.is_none(),
			Tier::Organisation => above == Some(Tier::Member),
			Tier::Account => matches!(above, Some(Tier::Member | Tier::Organisation)),
		};
		ensure!(stands, "participant: no parent of the tier it demands");
		let is_account = participant.kind == ParticipantKind::Account;
		ensure!(
			is_account == (participant.tier == Tier::Account)
				&& is_account == participant.label.is_some(),
			"participant: kind, label and tier disagree"
		);
		ensure!(
			participant.parent.is_some() || participant.endorsement.is_none(),
			"participant: endorsed without a parent"
		);
		Ok(())
	}

	fn check_keys(id: ParticipantId, participant: &Participant) -> Check {
		ensure!(
			(1..=MAX_KEYS).contains(&participant.key_version),
			"participant: version of the key out of bounds"
		);
		let keys = Self::keys(id);
		ensure!(
			u32::try_from(keys.len()) == Ok(participant.key_version),
			"keys: a version is missing"
		);
		let first = keys.first().map(|record| Did::of(&record.key));
		ensure!(first == Some(participant.did), "keys: the DID is not that of the first one");
		let follows = keys.windows(2).all(|pair| match pair {
			[before, after] => before.until == Some(after.from) && before.from <= after.from,
			_ => true,
		});
		ensure!(follows, "keys: they do not follow each other in time");
		for record in keys.iter().filter(|record| record.until.is_some()) {
			ensure!(
				PastAccounts::<T>::get(&record.account) == Some(id),
				"keys: a past account leads elsewhere"
			);
			ensure!(!Accounts::<T>::contains_key(&record.account), "keys: a past account is bound");
		}
		Ok(())
	}

	fn check_details(id: ParticipantId, participant: &Participant) -> Check {
		ensure!(
			(1..=MAX_DETAILS).contains(&participant.details_version),
			"participant: version of the details out of bounds"
		);
		let all = Self::details(id);
		ensure!(
			u32::try_from(all.len()) == Ok(participant.details_version),
			"details: a version is missing"
		);
		let follows = all.windows(2).all(|pair| match pair {
			[before, after] => {
				before.until.is_some_and(|until| before.from <= until)
					&& before.details != after.details
			}
			_ => true,
		});
		ensure!(follows, "details: they do not follow each other in time");
		ensure!(
			all.last().is_some_and(|last| last.from <= participant.changed_at),
			"details: they changed after the participant did"
		);
		Ok(())
	}

	fn check_tree(in_tree: u32) -> Check {
		let mut seen = 0u32;
		for (parent, ordinal, child) in Children::<T>::iter() {
			seen = seen.saturating_add(1);
			ensure!(ordinal < ChildCount::<T>::get(parent), "children: beyond their number");
			let above = Participants::<T>::get(child).map(|child| child.parent.unwrap_or(ROOT));
			ensure!(above == Some(parent), "children: one stands below another parent");
		}
		ensure!(seen == in_tree, "children: not everybody stands once in the tree");
		let total = ChildCount::<T>::iter_values().fold(0u32, u32::saturating_add);
		ensure!(total == in_tree, "children: their numbers do not add up");
		Ok(())
	}

	/// Whatever hangs on a participant hangs on one that exists.
	fn check_annexes(count: u32) -> Check {
		let exists = |id: ParticipantId| (1..=count).contains(&id.0);
		ensure!(Decisions::<T>::iter_keys().all(exists), "decisions: about nobody");
		for (id, services) in ServicesOf::<T>::iter() {
			ensure!(exists(id) && !services.is_empty(), "services: of nobody, or empty");
		}
		for (id, more) in MorePayers::<T>::iter() {
			let pays = Participants::<T>::get(id).is_some_and(|one| one.tier != Tier::Account);
			ensure!(pays && !more.is_empty(), "payers: of nobody that pays, or empty");
		}
		Ok(())
	}
}
