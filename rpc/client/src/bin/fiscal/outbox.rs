//! `fiscal outbox` (R086, R089, R105).

use crate::{
	cli::ViaCouncil,
	context::Context,
	output::{table, to_json, word, Report},
	values::{choice, length_of_time},
};
use clap::{Args, Subcommand};
use fiscal_client::{calls::outbox, time, Fault};
use fiscal_primitives::{
	outbox::{DeathCause, Destination, DestinationAnswer, MessageAnswer, MessageId, Settings},
	rpc::MessagePage,
	text::Reason,
};
use fiscal_sm_crypto::Public;
use serde_json::json;

/// The names JSON gives to destinations.
pub const DESTINATIONS: &[&str] = &["nonTax", "yangtzeDelta", "evidence"];

/// How messages go to a destination of which nothing was said yet.
const FIRST: Settings = Settings {
	open: true,
	capacity: 100_000,
	attempts: 12,
	takeover: 30_000,
	backoff: 1_000,
	max_backoff: 300_000,
	term: 7 * 86_400_000,
	receipts: None,
};

/// What can be done with messages to systems outside of the chain.
#[derive(Subcommand)]
pub enum OutboxCommand {
	/// List the systems that messages go to, with how many wait, are dead letters or arrived
	Destinations,
	/// Show a message that waits, or a dead letter
	Message {
		/// Its number
		id: MessageId,
	},
	/// List dead letters 死信
	DeadLetters {
		/// Only those for this system
		#[arg(long, value_parser = choice::<Destination>(DESTINATIONS))]
		destination: Option<Destination>,
		/// Begin with this number
		#[arg(long, default_value_t = 0, value_name = "ID")]
		from: MessageId,
		/// How many, at most
		#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=256))]
		limit: u32,
	},
	/// Open a system for messages, or change how they are delivered
	Open {
		/// The system
		#[arg(value_parser = choice::<Destination>(DESTINATIONS))]
		destination: Destination,
		#[command(flatten)]
		terms: Terms,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Close a system: nothing is written to it any more; what waits is delivered still
	Close {
		/// The system
		#[arg(value_parser = choice::<Destination>(DESTINATIONS))]
		destination: Destination,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Take a dead letter up again 重发
	Revive {
		/// Its number
		id: MessageId,
		#[command(flatten)]
		via: ViaCouncil,
	},
	/// Give a dead letter up 作废; what follows it goes on
	Discard {
		/// Its number
		id: MessageId,
		/// Why, for the record
		#[arg(long)]
		reason: Reason,
		#[command(flatten)]
		via: ViaCouncil,
	},
}

/// How messages are delivered; what is left out stays as it is.
#[derive(Args, Default)]
pub struct Terms {
	/// The most messages that may wait [default: 100000]
	#[arg(long, value_name = "MESSAGES")]
	capacity: Option<u32>,
	/// How many attempts may fail before a message is a dead letter [default: 12]
	#[arg(long, value_parser = clap::value_parser!(u8).range(1..))]
	attempts: Option<u8>,
	/// After what time the next validator takes over, such as 30s [default: 30s]
	#[arg(long, value_name = "TIME", value_parser = length_of_time)]
	takeover: Option<u64>,
	/// Least time between two attempts; it doubles with each [default: 1s]
	#[arg(long, value_name = "TIME", value_parser = length_of_time)]
	backoff: Option<u64>,
	/// Longest time between two attempts [default: 5m]
	#[arg(long, value_name = "TIME", value_parser = length_of_time)]
	max_backoff: Option<u64>,
	/// How long a message is worth delivering [default: 7d]
	#[arg(long, value_name = "TIME", value_parser = length_of_time)]
	term: Option<u64>,
	/// The key with which the system signs its receipts 回执, 66 hexadecimal digits
	#[arg(long, value_name = "HEX")]
	receipts: Option<Public>,
	/// The system signs no receipts; yangtzeDelta has to
	#[arg(long, conflicts_with = "receipts")]
	no_receipts: bool,
}

impl Terms {
	/// The settings of an open destination after `before`.
	fn applied(
		&self,
		destination: Destination,
		before: Option<Settings>,
	) -> Result<Settings, Fault> {
		let before = before.unwrap_or(FIRST);
		let settings = Settings {
			open: true,
			capacity: self.capacity.unwrap_or(before.capacity),
			attempts: self.attempts.unwrap_or(before.attempts),
			takeover: self.takeover.unwrap_or(before.takeover),
			backoff: self.backoff.unwrap_or(before.backoff),
			max_backoff: self.max_backoff.unwrap_or(before.max_backoff),
			term: self.term.unwrap_or(before.term),
			receipts: match self.no_receipts {
				true => None,
				false => self.receipts.or(before.receipts),
			},
		};
		settings.check_for(destination)?;
		Ok(settings)
	}
}

/// Runs a command.
pub async fn run(context: &Context, command: OutboxCommand) -> Result<Report, Fault> {
	match command {
		OutboxCommand::Destinations => destinations(&context.client().await?.destinations().await?),
		OutboxCommand::Message { id } => {
			let found = context.client().await?.message(id).await?;
			message(&found.ok_or_else(|| Fault::NotFound(format!("message {id}")))?)
		}
		OutboxCommand::DeadLetters { destination, from, limit } => {
			dead_letters(&context.client().await?.dead_letters(destination, from, limit).await?)
		}
		OutboxCommand::Open { destination, terms, via } => {
			let before = settings_of(context, destination).await?;
			let settings = terms.applied(destination, before)?;
			let what = format!("Messages go to {}: {}.", word(&destination), in_words(&settings));
			set(context, destination, &settings, &via, &what).await
		}
		OutboxCommand::Close { destination, via } => {
			let before = settings_of(context, destination).await?;
			let before = before.ok_or_else(|| {
				Fault::NotFound(format!("the destination {}", word(&destination)))
			})?;
			let settings = Settings { open: false, ..before };
			let what = format!("Nothing is written to {} any more.", word(&destination));
			set(context, destination, &settings, &via, &what).await
		}
		OutboxCommand::Revive { id, via } => {
			let what = format!("Took dead letter {id} up again.");
			context.make(&outbox::revive(id), &via, &what, |_| Ok(json!({ "id": id }))).await
		}
		OutboxCommand::Discard { id, reason, via } => {
			let what = format!("Gave dead letter {id} up.");
			let call = outbox::discard(id, &reason);
			context.make(&call, &via, &what, |_| Ok(json!({ "id": id }))).await
		}
	}
}

async fn settings_of(
	context: &Context,
	destination: Destination,
) -> Result<Option<Settings>, Fault> {
	let known = context.client().await?.destinations().await?;
	let found = known.into_iter().find(|answer| answer.destination == destination);
	Ok(found.map(|answer| answer.settings))
}

async fn set(
	context: &Context,
	destination: Destination,
	settings: &Settings,
	via: &ViaCouncil,
	what: &str,
) -> Result<Report, Fault> {
	let more = json!({ "destination": destination, "settings": to_json(settings)? });
	let call = outbox::set_destination(destination, settings);
	context.make(&call, via, what, |_| Ok(more)).await
}

/// `12 attempts, 1s to 5m apart, within 7d; taken over after 30s; at most 100000 wait; receipts unsigned`.
fn in_words(settings: &Settings) -> String {
	let receipts = match settings.receipts {
		Some(key) => format!("receipts signed with {key}"),
		None => "receipts unsigned".into(),
	};
	format!(
		"{} attempts, {} to {} apart, within {}; taken over after {}; at most {} wait; {receipts}",
		settings.attempts,
		span(settings.backoff),
		span(settings.max_backoff),
		span(settings.term),
		span(settings.takeover),
		settings.capacity
	)
}

/// A length of time; below a second in ms.
fn span(ms: u64) -> String {
	match ms {
		0..1_000 => format!("{ms}ms"),
		_ => time::length(ms),
	}
}

fn destinations(known: &[DestinationAnswer]) -> Result<Report, Fault> {
	let mut text = String::new();
	for answer in known {
		let state = if answer.settings.open { "open" } else { "closed" };
		text.push_str(&format!(
			"{:12}  {state:6}  {} wait, {} dead letters and behind them, {} delivered\n   {}\n",
			word(&answer.destination),
			answer.waiting,
			answer.dead,
			answer.delivered,
			in_words(&answer.settings)
		));
	}
	if known.is_empty() {
		text.push_str("no destination was ever opened\n");
	}
	Ok(Report::new(json!({ "destinations": to_json(&known)? }), text))
}

/// Why a message is a dead letter.
fn cause(cause: &DeathCause) -> String {
	match cause {
		DeathCause::Attempts(fault) => format!("dead letter: the last attempt {}", word(fault)),
		DeathCause::Overdue => "dead letter: its time was over".into(),
		DeathCause::Refused => "dead letter: refused".into(),
	}
}

fn state(answer: &MessageAnswer) -> String {
	answer.dead.as_ref().map_or_else(|| "waiting".into(), cause)
}

fn message(answer: &MessageAnswer) -> Result<Report, Fault> {
	let MessageAnswer { id, message, .. } = answer;
	let text = table(&[
		("message", id.to_string()),
		("for", word(&message.body.destination())),
		("state", state(answer)),
		("behind", message.previous.map(|id| id.to_string()).unwrap_or_default()),
		("written", time::display(message.queued)),
		("due", time::display(message.due)),
		("until", time::display(message.deadline)),
		("failed", format!("{} attempts", message.attempt)),
		("revived", format!("{} times", message.revived)),
		("digest", format!("{:?}", message.body.digest())),
		("body", to_json(&message.body)?.to_string()),
	]);
	Ok(Report::new(to_json(answer)?, text))
}

fn dead_letters(page: &MessagePage) -> Result<Report, Fault> {
	let line = |answer: &MessageAnswer| {
		format!(
			"{:6}  {:12}  {}  {}\n",
			answer.id,
			word(&answer.message.body.destination()),
			time::display(answer.message.queued),
			state(answer)
		)
	};
	let mut text: String = page.items.iter().map(line).collect();
	match page.next {
		Some(next) => text.push_str(&format!("more with --from {next}\n")),
		None if page.items.is_empty() => text.push_str("no dead letters\n"),
		None => {}
	}
	Ok(Report::new(to_json(page)?, text))
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{
		outbox::{Body, DeliveryFault, EvidenceKind, EvidenceNotice, Message},
		Digest,
	};

	fn dead(id: MessageId) -> MessageAnswer {
		let notice = EvidenceNotice {
			kind: EvidenceKind::Filing,
			digest: Digest::repeat_byte(7),
			at: 1_795_190_400_000,
		};
		let message = Message {
			body: Body::Evidence(notice),
			previous: None,
			queued: 1_795_190_400_000,
			deadline: 1_795_190_500_000,
			attempt: 12,
			due: 1_795_190_400_000,
			revived: 0,
		};
		let dead = Some(DeathCause::Attempts(DeliveryFault::Unreachable));
		MessageAnswer { id, message, dead }
	}

	#[test]
	fn every_destination_has_a_name_on_the_command_line() {
		assert_eq!(Destination::ALL.map(|destination| word(&destination)).as_slice(), DESTINATIONS);
	}

	#[test]
	fn settings_are_changed_where_something_is_said() {
		let first = Terms::default().applied(Destination::NonTax, None).unwrap();
		assert_eq!(first, FIRST);
		let key = fiscal_sm_crypto::Pair::from_dev_name("sim").public();
		let terms = Terms { attempts: Some(3), receipts: Some(key), ..Terms::default() };
		let before = Settings { open: false, term: 5, ..FIRST };
		let changed = terms.applied(Destination::YangtzeDelta, Some(before)).unwrap();
		assert_eq!((changed.open, changed.attempts, changed.term), (true, 3, 5));
		assert_eq!(changed.receipts, Some(key));
		let none = Terms { no_receipts: true, ..Terms::default() };
		let unsigned = none.applied(Destination::Evidence, Some(changed)).unwrap();
		assert_eq!(unsigned.receipts, None);
		let words = in_words(&FIRST);
		for part in ["12 attempts, 1s to 5m apart, within 7d", "after 30s", "receipts unsigned"] {
			assert!(words.contains(part), "{part} in {words}");
		}
	}

	#[test]
	fn settings_that_deliver_nothing_are_refused_before_they_are_signed() {
		let terms = Terms { backoff: Some(400_000), ..Terms::default() };
		let fault = terms.applied(Destination::NonTax, None).unwrap_err();
		assert!(matches!(fault, Fault::Input(_)) && fault.to_string().contains("maxBackoff"));
		let fault = Terms::default().applied(Destination::YangtzeDelta, None).unwrap_err();
		assert!(matches!(fault, Fault::Input(_)) && fault.to_string().contains("receipts"));
	}

	#[test]
	fn a_dead_letter_says_why_it_is_one() {
		let report = message(&dead(9)).unwrap();
		for part in ["message  9", "for      evidence", "the last attempt unreachable", "filing"] {
			assert!(report.text().contains(part), "{part} in {}", report.text());
		}
		let page = MessagePage { items: vec![dead(9), dead(10)], next: Some(11) };
		let report = dead_letters(&page).unwrap();
		assert!(report.text().ends_with("more with --from 11\n"), "{}", report.text());
		assert_eq!(report.json()["items"][1]["id"], 10);
		assert_eq!(dead_letters(&MessagePage::default()).unwrap().text(), "no dead letters\n");
	}

	#[test]
	fn destinations_are_listed_with_how_they_stand() {
		let answer = DestinationAnswer {
			destination: Destination::NonTax,
			settings: Settings { open: false, ..FIRST },
			waiting: 2,
			dead: 1,
			delivered: 40,
		};
		let report = destinations(&[answer]).unwrap();
		let text = report.text();
		assert!(
			text.starts_with(
				"nonTax        closed  2 wait, 1 dead letters and behind them, 40 delivered"
			),
			"{text}"
		);
		assert_eq!(report.json()["destinations"][0]["settings"]["maxBackoff"], 300_000);
	}
}
