//! What waits for a second signature on a bill: `fiscal bill pending` (R104, R226, R232).

use crate::{
	context::Context,
	output::{table, to_json, word, Report},
	scene::who,
};
use fiscal_client::{time, Fault};
use fiscal_primitives::{
	bill::{BillPending, Correction},
	BillKey,
};

/// Shows what waits for a bill, and the last decisions about it.
pub async fn run(context: &Context, key: BillKey) -> Result<Report, Fault> {
	let found = context.client().await?.bill_pending(key).await?;
	let pending = found.ok_or_else(|| Fault::NotFound(format!("bill {key}")))?;
	Ok(Report::new(to_json(&pending)?, describe(&pending)))
}

/// What a correction sets, as the options of `bill correction confirm` name it.
fn set(correction: &Correction) -> String {
	match correction {
		Correction::SetPayer(payer) => format!("payer {payer}"),
		Correction::SetDigests { xml, pdf, summary } => {
			let pdf = pdf.map_or_else(|| "none".into(), |pdf| format!("{pdf:?}"));
			format!("digests xml {xml:?}, pdf {pdf}, summary {summary:?}")
		}
		Correction::SetCirculation(circulation) => format!("circulation {}", word(circulation)),
		Correction::SetMedium(medium) => format!("medium {}", word(medium)),
	}
}

fn describe(pending: &BillPending) -> String {
	let BillPending {
		key,
		correction,
		last_correction,
		consent,
		reversal,
		settlements,
		more_settlements,
	} = pending;
	let waiting = correction.as_ref().map(|waiting| {
		format!(
			"{} of version {}, proposed by {}: {}",
			set(&waiting.correction),
			waiting.version,
			who(&waiting.proposer),
			waiting.reason
		)
	});
	let last = last_correction.as_ref().map(|made| {
		let [proposer, confirmer] = &made.by;
		format!(
			"{}, version {}, by {} and {} at {}",
			set(&made.correction),
			made.version,
			who(proposer),
			who(confirmer),
			time::display(made.at)
		)
	});
	let reversal = reversal.as_ref().map(|waiting| {
		format!(
			"{} yuan of participant #{}, flow number {}, signed by #{}: {}",
			waiting.amount, waiting.holder, waiting.flow, waiting.signer, waiting.reason
		)
	});
	let nothing = correction.is_none() && consent.is_none() && reversal.is_none();
	let mut text = table(&[
		("bill", key.to_string()),
		("correction waits", waiting.unwrap_or_default()),
		("last correction", last.unwrap_or_default()),
		("red flush consented", consent.as_ref().map(who).unwrap_or_default()),
		("reversal waits", reversal.unwrap_or_default()),
	]);
	for settled in settlements {
		text.push_str(&format!(
			"reimbursed by participant #{}: {} yuan\n",
			settled.participant, settled.amount
		));
	}
	if *more_settlements {
		text.push_str("and by others\n");
	}
	if nothing {
		text.push_str("nothing waits for a signature\n");
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		bill::{CorrectionMade, Medium, PendingCorrection, PendingReversal, SettledAmount},
		Actor, Fen, ParticipantId,
	};

	fn nothing() -> BillPending {
		BillPending {
			key: "31060125-0000000001".parse().unwrap(),
			correction: None,
			last_correction: None,
			consent: None,
			reversal: None,
			settlements: Vec::new(),
			more_settlements: false,
		}
	}

	fn actor(id: u32) -> Actor {
		Actor::Participant { id: ParticipantId(id), signer: ParticipantId(id), approval: None }
	}

	#[test]
	fn a_bill_for_which_nothing_waits_says_so() {
		let text = describe(&nothing());
		let lines: Vec<&str> = text.lines().collect();
		assert!(lines[0].ends_with("31060125-0000000001"), "{text}");
		assert_eq!(lines[1..], ["nothing waits for a signature"]);
	}

	#[test]
	fn what_is_to_be_confirmed_is_shown_with_who_asked() {
		let correction = Correction::SetMedium(Medium::Paper);
		let amount = Fen::new(12_345).unwrap();
		let pending = BillPending {
			correction: Some(PendingCorrection {
				proposer: actor(1),
				correction,
				version: 3,
				reason: "found".parse().unwrap(),
			}),
			last_correction: Some(CorrectionMade {
				correction,
				version: 2,
				by: [actor(1), actor(5)],
				at: 1_795_190_400_000,
			}),
			consent: Some(Actor::Council),
			reversal: Some(PendingReversal {
				holder: ParticipantId(9),
				signer: ParticipantId(9),
				flow: "V-1".parse().unwrap(),
				amount,
				reason: "mistake".parse().unwrap(),
			}),
			settlements: vec![SettledAmount { participant: ParticipantId(9), amount }],
			more_settlements: true,
			..nothing()
		};
		let text = describe(&pending);
		for part in [
			"medium paper of version 3, proposed by ",
			": found\n",
			"medium paper, version 2, by ",
			"the council",
			"123.45 yuan of participant #9, flow number V-1, signed by #9: mistake",
			"reimbursed by participant #9: 123.45 yuan\nand by others\n",
		] {
			assert!(text.contains(part), "{part}: {text}");
		}
		assert!(!text.contains("nothing waits"), "{text}");
	}
}
