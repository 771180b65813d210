//! `fiscal proof`, and the option `--proof` of the commands that show bills and locks (R084, R103,
//! R231).

use crate::{
	bill,
	context::Context,
	lock,
	output::{table, to_json, Report},
	values::{read_json, write_json},
};
use clap::{Args, Subcommand};
use fiscal_client::{faults::Kind, time, Fault};
use fiscal_primitives::{Bill, BillKey, BlockNumber, Lock};
use fiscal_proof::{ProofDocument, ProofFault, ProofFile, Proven, TrustedSet};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// The largest file of a proof, in bytes: 256 changes of a set of a hundred validators.
const MAX_PROOF_FILE: u64 = 16 * 1024 * 1024;
/// The largest file of validators, in bytes.
const MAX_VALIDATORS_FILE: u64 = 64 * 1024;

/// Whether an answer is to be proven.
#[derive(Args)]
pub struct ProofArgs {
	/// Ask for the last final block, and write the answer with its proof 证明 to a new file
	#[arg(long, value_name = "FILE")]
	proof: Option<PathBuf>,
	/// The block before the first that the validators decide against whom the proof will be checked
	/// [default: 0, good for whichever they are]
	#[arg(long, value_name = "BLOCK", requires = "proof")]
	since: Option<BlockNumber>,
}

/// What is to be written where.
pub struct Wanted {
	file: PathBuf,
	since: BlockNumber,
}

impl ProofArgs {
	/// What is to be written, if anything is.
	pub fn wanted(self) -> Option<Wanted> {
		let since = self.since.unwrap_or_default();
		self.proof.map(|file| Wanted { file, since })
	}
}

/// What can be done with proofs.
#[derive(Subcommand)]
pub enum ProofCommand {
	/// Check a proof without a connection: exit code 0 if it holds, 3 if not
	Verify {
		/// The file that `bill get --proof` or `lock show --proof` wrote
		file: PathBuf,
		/// File of the validators you trust, as `fiscal validators export` writes it
		#[arg(long, value_name = "FILE")]
		validators: PathBuf,
	},
}

/// Runs a command.
pub fn run(ProofCommand::Verify { file, validators }: ProofCommand) -> Result<Report, Fault> {
	let trusted: TrustedSet = read_json(&validators, MAX_VALIDATORS_FILE)?;
	let statement: ProofFile = read_json(&file, MAX_PROOF_FILE)?;
	let verdict = match &statement {
		ProofFile::Bill(proof) => {
			proof.verify(&trusted).map(|proven| proven_bill(proof.key, &proven))
		}
		ProofFile::Lock(proof) => {
			proof.verify(&trusted).map(|proven| proven_lock(proof.key, &proven))
		}
	};
	match verdict {
		Ok(report) => report,
		Err(fault) if fault.is_malformed() => Err(Fault::file(&file, fault)),
		Err(fault) => Ok(refused(&file, &fault)),
	}
}

/// The bill that a file proves to have stood on the chain, with its key; none where it proves that it
/// did not.
///
/// # Errors
/// [`Fault::File`] for a file that cannot be read, that is of a lock, or that does not hold.
pub fn bill_of(file: &Path, validators: &Path) -> Result<Option<(BillKey, Bill)>, Fault> {
	let trusted: TrustedSet = read_json(validators, MAX_VALIDATORS_FILE)?;
	let ProofFile::Bill(proof) = read_json::<ProofFile>(file, MAX_PROOF_FILE)? else {
		return Err(Fault::file(file, "is the proof of a lock"));
	};
	let proven = proof.verify(&trusted).map_err(|fault| Fault::file(file, fault))?;
	Ok(proven.value.map(|bill| (proof.key, bill)))
}

fn refused(file: &Path, fault: &ProofFault) -> Report {
	let reason = fault.to_string();
	let text = format!("NOT PROVEN: {} does not hold.\n{reason}", file.display());
	Report::new(json!({ "verdict": "refused", "reason": reason }), text).ending_as(Kind::NotFound)
}

fn proven_bill(key: BillKey, proven: &Proven<Option<Bill>>) -> Result<Report, Fault> {
	let text = match &proven.value {
		None => format!("Proven: {key} was not on the chain.\n\n"),
		Some(bill) => {
			let issuer = format!("participant #{}", bill.issuer);
			format!("Proven: {key} stood on the chain.\n{}\n", bill::describe(key, bill, &issuer))
		}
	};
	report("bill", key, proven, text)
}

fn proven_lock(key: BillKey, proven: &Proven<Option<Lock>>) -> Result<Report, Fault> {
	let text = match &proven.value {
		None => format!("Proven: {key} was not locked.\n\n"),
		Some(lock) => {
			let holder = format!("participant #{}", lock.holder);
			format!("Proven: {key} was locked.\n{}\n", lock::describe(key, lock, holder))
		}
	};
	report("lock", key, proven, text)
}

/// What was proven, of which block, by whom.
fn report<T: serde::Serialize>(
	what: &str,
	key: BillKey,
	proven: &Proven<T>,
	text: String,
) -> Result<Report, Fault> {
	let signers: Vec<Value> = proven
		.signers
		.iter()
		.filter_map(|index| proven.set.get(*index).map(|validator| (index, validator)))
		.map(|(index, validator)| {
			json!({ "index": index, "public": validator.public, "weight": validator.weight })
		})
		.collect();
	let weight: u64 = signers.iter().filter_map(|signer| signer["weight"].as_u64()).sum();
	let total = proven.set.total_weight();
	let indexes: Vec<String> = proven.signers.iter().map(u16::to_string).collect();
	let by = format!(
		"validators {} of 0 to {}, weight {weight} of {total}",
		indexes.join(", "),
		proven.set.validators().len().saturating_sub(1)
	);
	let rows = table(&[
		("as of block", format!("{} {:?}", proven.number, proven.hash)),
		("time", time::display(proven.at)),
		("round", proven.round.to_string()),
		("signed by", by),
		("fingerprint", format!("{:?}", proven.set.hash())),
	]);
	let text = format!("{text}{rows}What happened after that block, a proof cannot know.\n");
	let mut json = json!({
		"verdict": "proven",
		"proves": what,
		"key": key,
		"block": proven.number,
		"blockHash": proven.hash,
		"at": proven.at,
		"round": proven.round,
		"signers": signers,
		"totalWeight": total,
		"fingerprint": proven.set.hash(),
	});
	json[what] = to_json(&proven.value)?;
	Ok(Report::new(json, text))
}

/// Writes the proof of a bill.
pub async fn of_bill(context: &Context, key: BillKey, wanted: Wanted) -> Result<Report, Fault> {
	let client = context.client().await?;
	let answer = client.bill_with_proof(key, wanted.since).await?;
	let text = match &answer.bill {
		None => format!("NOT FOUND: {key} is not on the chain.\n"),
		Some(bill) => bill::describe(key, bill, &client.participant_title(bill.issuer).await),
	};
	let json = json!({ "key": key, "bill": to_json(&answer.bill)? });
	let found = answer.bill.is_some();
	let report = write(&wanted.file, ProofFile::Bill(answer), json, text)?;
	Ok(if found { report } else { report.ending_as(Kind::NotFound) })
}

/// Writes the proof of a lock.
pub async fn of_lock(context: &Context, key: BillKey, wanted: Wanted) -> Result<Report, Fault> {
	let client = context.client().await?;
	let answer = client.lock_with_proof(key, wanted.since).await?;
	let text = match &answer.lock {
		None => format!("{key} is not locked\n"),
		Some(lock) => lock::describe(key, lock, client.participant_title(lock.holder).await),
	};
	let json = json!({ "key": key, "lock": to_json(&answer.lock)? });
	write(&wanted.file, ProofFile::Lock(answer), json, text)
}

fn write(path: &Path, file: ProofFile, mut json: Value, text: String) -> Result<Report, Fault> {
	write_json(path, &file)?;
	let (ProofFile::Bill(fiscal_proof::BillProof { proof, .. })
	| ProofFile::Lock(fiscal_proof::LockProof { proof, .. })) = &file;
	let ProofDocument { block, at, .. } = proof;
	json["file"] = path.display().to_string().into();
	json["block"] = block.number.into();
	json["at"] = (*at).into();
	let text = format!(
		"{text}As of block {} at {}, with its proof in {}.\n",
		block.number,
		time::display(*at),
		path.display()
	);
	Ok(Report::new(json, text))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use fiscal_bft_primitives::{
		light::FinalHeader, CommitCertificate, CommitSignature, Header, Validator, ValidatorSet,
		Vote, VoteKind,
	};
	use fiscal_primitives::Digest;
	use fiscal_proof::{lock_key, time_key, BillProof, LockProof, StateProof};
	use fiscal_sm_crypto::{Pair, Sm3};
	use sp_core::storage::StateVersion;
	use sp_runtime::traits::Header as _;
	use sp_state_machine::{new_in_mem, prove_read};

	const GENESIS: Digest = Digest::repeat_byte(7);
	const AT: u64 = 1_795_190_400_000;

	fn key() -> BillKey {
		"31060125-0000000001".parse().unwrap()
	}

	fn lock() -> Lock {
		Lock {
			holder: fiscal_primitives::ParticipantId(5),
			scene: fiscal_primitives::SceneId(1),
			authorization: Digest::repeat_byte(8),
			flow: "F-1".parse().unwrap(),
			region: fiscal_primitives::Region::SHANGHAI,
			at: AT,
			expires: AT + 1,
			weight: 3,
			claimed: fiscal_primitives::Fen::new(100).unwrap(),
		}
	}

	/// One validator that decides everything.
	fn trusted() -> TrustedSet {
		let validator = Validator { public: Pair::from_dev_name("Validator").public(), weight: 2 };
		let validators = ValidatorSet::new(vec![validator]).unwrap();
		TrustedSet { genesis: GENESIS, from: 0, validators }
	}

	/// The proof of a state that has one lock and no bill.
	fn proof(keys: &[Vec<u8>]) -> StateProof {
		let mut state = new_in_mem::<Sm3>();
		let entries =
			vec![(lock_key(&key()), Some(lock().encode())), (time_key(), Some(AT.encode()))];
		state.insert(vec![(None, entries)], StateVersion::V1);
		let header = Header::new(9, GENESIS, *state.root(), GENESIS, Default::default());
		let block = header.hash();
		let vote = Vote { height: 9, round: 2, kind: VoteKind::Precommit, block: Some(block) };
		let signature = Pair::from_dev_name("Validator").sign(&vote.payload(&GENESIS));
		let signatures = vec![CommitSignature { index: 0, signature }].try_into().unwrap();
		let certificate = CommitCertificate { height: 9, round: 2, block, signatures };
		StateProof {
			block: FinalHeader { header, certificate },
			transitions: Vec::new(),
			nodes: prove_read::<_, Sm3, _>(state, keys).unwrap().into_iter_nodes().collect(),
		}
	}

	fn of_lock() -> ProofFile {
		let proof = proof(&LockProof::keys(&key()));
		ProofFile::Lock(LockProof::new(GENESIS, key(), &proof).unwrap())
	}

	/// The verdict on a file.
	fn verify(statement: &impl serde::Serialize, trusted: &TrustedSet) -> Result<Report, Fault> {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("proof.json");
		let validators = folder.path().join("validators.json");
		write_json(&file, statement).unwrap();
		write_json(&validators, trusted).unwrap();
		run(ProofCommand::Verify { file, validators })
	}

	#[test]
	fn a_proof_that_holds_says_what_block_and_who() {
		let report = verify(&of_lock(), &trusted()).unwrap();
		assert_eq!(report.code(), 0);
		assert_eq!(report.json()["lock"]["holder"], 5);
		assert_eq!(report.json()["block"], 9);
		assert_eq!(report.json()["signers"][0]["weight"], 2);
		for part in [
			"31060125-0000000001 was locked",
			"participant #5",
			"2026-11-21 00:00:00 CST",
			"validators 0 of 0 to 0, weight 2 of 2",
		] {
			assert!(report.text().contains(part), "{part} in {}", report.text());
		}
	}

	#[test]
	fn absence_is_proven_as_well() {
		let proof = proof(&BillProof::keys(&key()));
		let file = ProofFile::Bill(BillProof::new(GENESIS, key(), &proof).unwrap());
		let report = verify(&file, &trusted()).unwrap();
		assert_eq!((report.code(), &report.json()["bill"]), (0, &Value::Null));
		assert!(report.text().contains("was not on the chain"), "{}", report.text());
	}

	#[test]
	fn a_proof_that_does_not_hold_is_told_from_a_file_that_is_none() {
		let mut altered = serde_json::to_value(of_lock()).unwrap();
		altered["lock"]["holder"] = 6.into();
		let report = verify(&altered, &trusted()).unwrap();
		assert_eq!((report.code(), &report.json()["verdict"]), (3, &json!("refused")));

		let other = TrustedSet { genesis: Digest::zero(), ..trusted() };
		assert_eq!(verify(&of_lock(), &other).unwrap().code(), 3);

		let mut cut = serde_json::to_value(of_lock()).unwrap();
		cut["proof"]["block"]["certificate"] = "0x00".into();
		for none in [cut, json!({ "proves": "lock" }), json!([])] {
			let fault = verify(&none, &trusted()).err().unwrap();
			assert_eq!(fault.kind(), Kind::File, "{fault}");
		}
	}
}
