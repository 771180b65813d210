//! The signing chain 签署链 for organisations of here: each sees the signings that it started. R171, R181–
//! R183.

use super::{
	entry::json,
	files::SigningOwner,
	local::{no_such_service, not_connected},
	State,
};
use crate::{chain::Party, refused::Refused, trail::blocking};
use fiscal_bridge::{
	convert,
	envelope::signed,
	now,
	protocol::signing::{
		Sign, Signing, Start, Templates, Which, FILE, REPORT, SIGN, START, STATUS, TEMPLATES, TRACE,
	},
};
use fiscal_evidence::SigningClient;
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::sm3_256;
use serde_json::Value;

impl State {
	pub(super) async fn signing_service(
		&self,
		party: &Party,
		service: &str,
		body: &str,
	) -> Result<Value, Refused> {
		let client = self.signing.as_ref().ok_or_else(|| not_connected("signing"))?;
		match service {
			TEMPLATES => json(&Templates { templates: client.templates().await? }),
			START => json(&self.start_signing(client, party, signed::body(body)?).await?),
			SIGN => {
				let sign: Sign = signed::body(body)?;
				self.ensure_owner(party, &sign.signing)?;
				json(&client.sign(&sign).await?)
			}
			STATUS => json(&client.status(&self.own(party, body)?).await?),
			FILE => json(&client.file(&self.own(party, body)?).await?),
			REPORT => json(&client.report(&self.own(party, body)?).await?),
			TRACE => json(&client.trace(&self.own(party, body)?).await?.0),
			_ => Err(no_such_service()),
		}
	}

	/// Starts a signing. Matters are numbered by each organisation for itself.
	async fn start_signing(
		&self,
		client: &SigningClient,
		party: &Party,
		start: Start,
	) -> Result<Signing, Refused> {
		let organisation = party.organisation;
		// A signing whose organisation is not remembered would be started for nobody.
		let others = self.config.concurrency;
		self.signings.ensure_room(None, &organisation, others, now())?;
		let matter = matter_of(organisation, &start.matter);
		let signing = client.start(&Start { matter, ..start }).await?;
		let owner = SigningOwner { signing: signing.signing.clone(), organisation, at: now() };
		let signings = self.signings.clone();
		blocking(move || {
			signings.change::<Refused>(&owner.signing.clone(), now(), |before| match before {
				None => Ok(Some(owner)),
				Some(before) if before.organisation == owner.organisation => Ok(None),
				Some(_) => Err(not_yours()),
			})
		})
		.await?;
		Ok(signing)
	}

	/// The signing that the body names, if the party's organisation started it.
	fn own(&self, party: &Party, body: &str) -> Result<String, Refused> {
		let Which { signing } = signed::body(body)?;
		self.ensure_owner(party, &signing)?;
		Ok(signing)
	}

	fn ensure_owner(&self, party: &Party, signing: &str) -> Result<(), Refused> {
		let owner = self.signings.get(&signing.to_owned(), now());
		if owner.is_some_and(|owner| owner.organisation == party.organisation) {
			Ok(())
		} else {
			Err(not_yours())
		}
	}
}

/// The number of a matter on the signing chain: no two organisations have the same.
fn matter_of(organisation: ParticipantId, matter: &str) -> String {
	let text = format!("fiscal/matter/1\n{organisation}\n{matter}");
	convert::hex(&sm3_256(text.as_bytes()).into())
}

/// One of somebody else is as unknown as one that does not exist.
fn not_yours() -> Refused {
	Refused::missing("signing", "your organisation started none of this number here")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_same_matter_of_two_organisations_is_two_matters() {
		let one = matter_of(ParticipantId(1), "2026-001");
		assert_eq!(one, matter_of(ParticipantId(1), "2026-001"));
		assert_ne!(one, matter_of(ParticipantId(2), "2026-001"));
		assert_ne!(one, matter_of(ParticipantId(1), "2026-002"));
		assert_eq!(one.len(), 64);
	}
}
