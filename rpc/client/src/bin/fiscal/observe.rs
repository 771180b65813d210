//! `fiscal observe` (R076, R086, R091, R110, R180).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{digest, IndexKey},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::observations, time, Fault};
use fiscal_ebill::payer_ref;
use fiscal_primitives::{
	observation::{
		Difference, HistoricBill, ObservationAnswer, ObservationId, Observed, OutsideState,
		Question,
	},
	BillKey, CheckCode, Digest, PayerRef, SceneId,
};
use serde_json::json;

/// What validators are asked to observe outside of the chain, and what they said.
#[derive(Subcommand)]
pub enum ObserveCommand {
	/// Ask for a bill issued before the chain existed 历史存量票据: it is registered as the non-tax system
	/// has it
	Historic(Historic),
	/// Ask in which bills of a range the non-tax system differs 一致性比对
	Compare {
		/// First bill of the range, CODE-NUMBER
		from: BillKey,
		/// Last bill of the range, with the same code
		to: BillKey,
	},
	/// Ask what the evidence chain keeps of a digest 存证核验
	Evidence {
		/// SM3 of the record
		#[arg(value_parser = digest)]
		digest: Digest,
	},
	/// Show a request, with who said what to it
	Show {
		/// Its number
		id: ObservationId,
	},
	/// List the requests that take testimonies
	Open(Page),
	/// List the requests that were decided
	Results(Page),
}

/// A bill from before the chain, and how it is to be registered.
#[derive(Args)]
pub struct Historic {
	/// The bill, CODE-NUMBER
	bill: BillKey,
	/// Check code, 6 characters
	#[arg(long)]
	check: CheckCode,
	/// The scene under which it is registered
	#[arg(long, value_name = "ID")]
	scene: SceneId,
	/// The payer's reference, 64 hexadecimal digits
	#[arg(long, value_name = "REFERENCE", required_unless_present = "identity")]
	payer: Option<PayerRef>,
	/// The payer's identity number, from which the reference is computed
	#[arg(long, value_name = "NUMBER", conflicts_with = "payer", requires = "index_key")]
	identity: Option<String>,
	/// Key of the payer index, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: Option<IndexKey>,
}

impl Historic {
	fn question(self) -> Result<Question, Fault> {
		let payer = match (self.payer, self.identity, self.index_key) {
			(Some(payer), ..) => payer,
			(None, Some(identity), Some(key)) => {
				payer_ref(&key.0, &identity).map_err(|fault| Fault::Input(fault.to_string()))?
			}
			_ => {
				return Err(Fault::Input(
					"payer: give --payer, or --identity with --index-key".into(),
				))
			}
		};
		let (key, scene) = (self.bill, self.scene);
		Ok(Question::HistoricBill { key, check: self.check.digest(&key), scene, payer })
	}
}

/// A part of a list.
#[derive(Args)]
pub struct Page {
	/// Begin with this number
	#[arg(long, default_value_t = 0, value_name = "ID")]
	from: ObservationId,
	/// How many, at most
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=256))]
	limit: u32,
}

/// Runs a command.
pub async fn run(context: &Context, command: ObserveCommand) -> Result<Report, Fault> {
	match command {
		ObserveCommand::Historic(bill) => ask(context, &bill.question()?).await,
		ObserveCommand::Compare { from, to } => {
			if from.code != to.code || to.number < from.number {
				return Err(Fault::Input(
					"range: not two bills of one code, of which the first comes first".into(),
				));
			}
			ask(context, &Question::Compare { from, to }).await
		}
		ObserveCommand::Evidence { digest } => ask(context, &Question::Evidence { digest }).await,
		ObserveCommand::Show { id } => {
			let found = context.client().await?.observation(id).await?;
			show(&found.ok_or_else(|| Fault::NotFound(format!("request {id}")))?)
		}
		ObserveCommand::Open(Page { from, limit }) => {
			list(&context.client().await?.open_observations(from, limit).await?)
		}
		ObserveCommand::Results(Page { from, limit }) => {
			list(&context.client().await?.observation_results(from, limit).await?)
		}
	}
}

async fn ask(context: &Context, question: &Question) -> Result<Report, Fault> {
	let what = format!(
		"Asked the validators about {}.\nWhat they say shows: fiscal observe open",
		subject(question)
	);
	let call = observations::request(question);
	context
		.make(&call, &ViaCouncil::default(), &what, |outcome| {
			let mut events = outcome.events.iter();
			let event = events.find(|event| event.is("Observations", "Requested"));
			let id = event.map(|event| event.field::<ObservationId>("id")).transpose()?;
			Ok(json!({ "id": id }))
		})
		.await
}

/// What a question is about.
fn subject(question: &Question) -> String {
	match question {
		Question::HistoricBill { key, .. } => format!("bill {key} from before the chain"),
		Question::Compare { from, to } => format!("the bills from {from} to {to}"),
		Question::Evidence { digest } => format!("evidence of {digest:?}"),
	}
}

/// `normal, electronic, partlyReimbursed, circulable, 12.00 yuan reimbursed`.
fn state(state: &OutsideState) -> String {
	format!(
		"{}, {}, {}, {}, {} yuan reimbursed",
		word(&state.validity),
		word(&state.medium),
		word(&state.usage),
		word(&state.circulation),
		state.reimbursed
	)
}

/// What was agreed on, a line each.
fn observed(observed: &Observed) -> Vec<String> {
	match observed {
		Observed::HistoricBill { bill: None } => {
			vec!["the non-tax system knows no such bill".into()]
		}
		Observed::HistoricBill { bill: Some(HistoricBill { total, issued_on, state: at, .. }) } => {
			vec![format!("{total} yuan of {issued_on}: {}", state(at))]
		}
		Observed::Compare { differences } if differences.is_empty() => {
			vec!["both sides are the same".into()]
		}
		Observed::Compare { differences } => {
			let line = |Difference { key, outside }: &Difference| {
				let outside = outside.as_ref().map_or_else(|| "not known there".into(), state);
				format!("{key}: {outside}")
			};
			// What is behind them was not looked at.
			let last = differences.last().filter(|_| differences.is_full());
			let more = last.map(|last| format!("there may be more: ask again behind {}", last.key));
			differences.iter().map(line).chain(more).collect()
		}
		Observed::Evidence { record: None } => {
			vec!["the evidence chain keeps nothing of it".into()]
		}
		Observed::Evidence { record: Some(record) } => {
			vec![format!("kept as {} at {}", record.reference, time::display(record.at))]
		}
	}
}

fn show(answer: &ObservationAnswer) -> Result<Report, Fault> {
	let request = &answer.request;
	let mut text = table(&[
		("request", answer.id.to_string()),
		("about", subject(&request.question)),
		("state", word(&request.status)),
		(
			"asked by",
			request.requester.map_or_else(|| "the chain".into(), |id| format!("participant #{id}")),
		),
		("at", time::display(request.at)),
		("until", time::display(request.deadline)),
		("agreed", request.agreed.map(|digest| format!("{digest:?}")).unwrap_or_default()),
	]);
	for (validator, said) in &answer.said {
		let other = match request.agreed {
			Some(agreed) if agreed != *said => "  something else",
			_ => "",
		};
		text.push_str(&format!("   {validator} said {said:?}{other}\n"));
	}
	for line in answer.observed.iter().flat_map(observed) {
		text.push_str(&format!("{line}\n"));
	}
	Ok(Report::new(to_json(answer)?, text))
}

fn list(answers: &[ObservationAnswer]) -> Result<Report, Fault> {
	let line = |answer: &ObservationAnswer| {
		format!(
			"{:6}  {:10}  {} said something, until {}  {}\n",
			answer.id,
			word(&answer.request.status),
			answer.said.len(),
			time::display(answer.request.deadline),
			subject(&answer.request.question)
		)
	};
	let text: String = match answers.is_empty() {
		true => "no requests\n".into(),
		false => answers.iter().map(line).collect(),
	};
	Ok(Report::new(json!({ "items": to_json(&answers)? }), text))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		bill::{Circulation, Medium, Use, Validity},
		observation::{ObservationStatus, Request},
		Fen,
	};
	use fiscal_sm_crypto::Pair;

	fn key(number: u64) -> BillKey {
		format!("31060125-{number:010}").parse().unwrap()
	}

	fn compared() -> ObservationAnswer {
		let outside = OutsideState {
			validity: Validity::Normal,
			medium: Medium::Electronic,
			usage: Use::PartlyReimbursed,
			circulation: Circulation::Circulable,
			reimbursed: Fen::new(1_200).unwrap(),
		};
		let differences = vec![
			Difference { key: key(1), outside: Some(outside) },
			Difference { key: key(2), outside: None },
		];
		let observed = Observed::Compare { differences: differences.try_into().unwrap() };
		let agreed = observed.digest();
		let request = Request {
			question: Question::Compare { from: key(1), to: key(9) },
			requester: None,
			at: 1_795_190_400_000,
			deadline: 1_795_190_500_000,
			status: ObservationStatus::Applied,
			agreed: Some(agreed),
		};
		let said = |name: &str, digest| (Pair::from_dev_name(name).public(), digest);
		ObservationAnswer {
			id: 4,
			request,
			said: vec![said("Validator-1", agreed), said("Validator-2", Digest::zero())],
			observed: Some(observed),
		}
	}

	#[test]
	fn a_request_names_who_said_something_else() {
		let report = show(&compared()).unwrap();
		let text = report.text();
		let lines: Vec<&str> = text.lines().filter(|line| line.contains(" said 0x")).collect();
		assert!(!lines[0].contains("something else") && lines[1].ends_with("something else"));
		for part in [
			"the bills from 31060125-0000000001 to 31060125-0000000009",
			"state     applied",
			"asked by  the chain",
			"31060125-0000000001: normal, electronic, partlyReimbursed, circulable, 12.00 yuan",
			"31060125-0000000002: not known there",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
	}

	#[test]
	fn a_full_answer_says_where_to_go_on() {
		let of = |count: u64| {
			let differences: Vec<_> =
				(1..=count).map(|number| Difference { key: key(number), outside: None }).collect();
			observed(&Observed::Compare { differences: differences.try_into().unwrap() })
		};
		assert_eq!(of(15).len(), 15);
		let full = of(16);
		assert_eq!(full.len(), 17);
		assert!(full[16].ends_with("ask again behind 31060125-0000000016"), "{}", full[16]);
	}

	#[test]
	fn what_was_seen_is_said_in_words() {
		assert_eq!(observed(&Observed::HistoricBill { bill: None }).len(), 1);
		let same = Observed::Compare { differences: Default::default() };
		assert_eq!(observed(&same), ["both sides are the same"]);
		let nothing = Observed::Evidence { record: None };
		assert_eq!(observed(&nothing), ["the evidence chain keeps nothing of it"]);
		let report = list(&[compared()]).unwrap();
		assert!(report.text().contains("applied     2 said something"), "{}", report.text());
		assert_eq!(list(&[]).unwrap().text(), "no requests\n");
	}

	#[test]
	fn the_check_code_of_a_historic_bill_stays_with_whoever_asks() {
		let historic = |payer, identity, index_key| Historic {
			bill: key(1),
			check: "a1B2c3".parse().unwrap(),
			scene: SceneId(1),
			payer,
			identity,
			index_key,
		};
		let payer = PayerRef(Digest::repeat_byte(7));
		let question = historic(Some(payer), None, None).question().unwrap();
		let check = "a1B2c3".parse::<CheckCode>().unwrap().digest(&key(1));
		let scene = SceneId(1);
		assert_eq!(question, Question::HistoricBill { key: key(1), check, scene, payer });
		assert!(historic(None, Some("319900199001010017".into()), None).question().is_err());
	}
}
