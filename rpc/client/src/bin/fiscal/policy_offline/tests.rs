use super::*;
use fiscal_policy::json::policy_to_json;

const DENY: &str = r#"{"name":"large","points":["lock"],"scenes":"all","actors":"all","priority":5,
	"effect":"deny","condition":{"claimed":{"gt":"100.00"}}}"#;

struct Folder(tempfile::TempDir);

impl Folder {
	fn new() -> Self {
		Self(tempfile::tempdir().unwrap())
	}

	fn file(&self, name: &str, content: &str) -> PathBuf {
		let path = self.0.path().join(name);
		std::fs::write(&path, content).unwrap();
		path
	}
}

fn none() -> PrimitivesArgs {
	PrimitivesArgs { primitives: None }
}

fn linted(files: Vec<PathBuf>) -> Report {
	run(OfflineCommand::Lint { files, primitives: none() }).unwrap()
}

#[test]
fn lint_says_what_is_wrong_where() {
	let folder = Folder::new();
	let good = folder.file("good.json", DENY);
	let report = linted(vec![good.clone()]);
	assert_eq!(report.code(), 0);
	assert_eq!(report.json()["policies"][0]["valid"], true);
	assert!(report.json()["policies"][0]["cost"].as_u64() > Some(0));

	let typed = folder.file("typed.json", &DENY.replace("\"100.00\"", "100"));
	let never = folder.file("never.json", &DENY.replace(r#""gt":"100.00""#, r#""lt":"0.00""#));
	let report = linted(vec![good, typed, never]);
	assert_eq!(report.code(), 2);
	let errors = |at: usize| report.json()["policies"][at]["errors"][0].clone();
	assert_eq!(errors(1)["path"], "/condition/claimed/gt");
	assert_eq!(errors(1)["problem"], "typeMismatch");
	assert_eq!(errors(2)["problem"], "neverTrue");
	assert!(report.text().contains("error neverTrue: /condition: "), "{}", report.text());
}

#[test]
fn lint_compares_policies_with_each_other() {
	let folder = Folder::new();
	let deny = folder.file("deny.json", DENY);
	let permit = DENY.replace("deny", "permit").replace("100.00", "50.00");
	let same = folder.file("same.json", &permit);
	let report = linted(vec![deny.clone(), same]);
	assert_eq!(report.code(), 2);
	assert_eq!(report.json()["overlaps"][0]["overlap"], "conflict");

	let wider = folder.file("wider.json", &DENY.replace("100.00", "50.00"));
	let report = linted(vec![deny, wider]);
	assert_eq!(report.code(), 0, "merging is advice");
	assert_eq!(report.json()["overlaps"][0]["overlap"], "redundant");
	assert!(report.text().contains("deny.json says nothing that"), "{}", report.text());
}

#[test]
fn primitives_come_from_a_file_and_are_valid() {
	let folder = Folder::new();
	let condition = r#"{"use":{"primitive":1,"version":2}}"#;
	let uses = DENY.replace(r#"{"claimed":{"gt":"100.00"}}"#, condition);
	let policy = folder.file("p.json", &uses);
	assert_eq!(linted(vec![policy.clone()]).code(), 2, "there is no such primitive");
	let lint = |content: &str| {
		let primitives =
			PrimitivesArgs { primitives: Some(folder.file("primitives.json", content)) };
		run(OfflineCommand::Lint { files: vec![policy.clone()], primitives })
	};
	let known = r#"[{"id":1,"name":"large","version":2,"condition":{"claimed":{"gt":"1.00"}}}]"#;
	assert_eq!(lint(known).unwrap().code(), 0);
	let own = known.replace(r#"{"claimed":{"gt":"1.00"}}"#, condition);
	assert!(lint(&own).err().unwrap().to_string().contains("not older"));
}

#[test]
fn lint_and_simulation_tell_what_is_never_known() {
	let folder = Folder::new();
	let field =
		DENY.replace("claimed", "field.cost").replace("\"100.00\"", "{\"amount\":\"100.00\"}");
	let never = folder.file("never.json", &field);
	let report = linted(vec![never.clone()]);
	assert_eq!(report.code(), 2);
	assert_eq!(report.json()["policies"][0]["errors"][0]["problem"], "neverKnown");
	let also = field.replace(r#"["lock"]"#, r#"["register","lock"]"#);
	let report = linted(vec![folder.file("also.json", &also)]);
	assert_eq!(report.code(), 0);
	let warning = "warning neverKnown: /condition: field.cost is never known at `lock`";
	assert!(report.text().contains(warning), "{}", report.text());

	let cases = folder.file("cases.json", r#"[{"name":"one","facts":{"point":"lock"}}]"#);
	let command = OfflineCommand::Simulate { files: vec![never], cases, primitives: none() };
	let report = run(command).unwrap();
	assert_eq!(report.code(), 0);
	assert!(report.text().contains("warning neverKnown: /condition: "), "{}", report.text());
	assert_eq!(report.json()["warnings"].as_object().map(|warned| warned.len()), Some(1));
}

const CASES: &str = r#"[
	{"name":"small","facts":{"point":"lock","claimed":5000},"expect":"permit"},
	{"name":"large","facts":{"point":"lock","claimed":20000},"expect":"deny"},
	{"name":"elsewhere","facts":{"point":"read","claimed":20000}}
]"#;

#[test]
fn cases_are_decided() {
	let folder = Folder::new();
	let files = vec![folder.file("p.json", DENY)];
	let simulate = |cases: &str| {
		let cases = folder.file("cases.json", cases);
		run(OfflineCommand::Simulate { files: files.clone(), cases, primitives: none() })
	};
	let report = simulate(CASES).unwrap();
	assert_eq!(report.code(), 0);
	let permitted: Vec<bool> = report.json()["cases"]
		.as_array()
		.unwrap()
		.iter()
		.map(|case| case["permitted"].as_bool().unwrap())
		.collect();
	assert_eq!(permitted, [true, false, true]);
	assert!(report.json()["cases"][1]["policy"].as_str().unwrap().ends_with("p.json"));

	let report = simulate(&CASES.replace("20000", "2000")).unwrap();
	assert_eq!((report.code(), &report.json()["unmet"]), (6, &json!(1)));
	assert!(report.text().contains("large: permitted, nothing regulates it; NOT AS EXPECTED"));
	assert!(simulate(&CASES.replace("claimed", "colour")).is_err());
}

#[test]
fn an_explanation_shows_the_steps() {
	let folder = Folder::new();
	let explain = |facts: &str| {
		let (file, facts) = (folder.file("p.json", DENY), folder.file("facts.json", facts));
		run(OfflineCommand::Explain { file, facts, primitives: none() }).unwrap()
	};
	let report = explain(r#"{"point":"lock","claimed":20000}"#);
	assert_eq!(report.json()["holds"], true);
	let line = "yes  /condition  claimed gt 100.00  (is 200.00)\nThe policy holds.";
	assert!(report.text().contains(line), "{}", report.text());
	let report = explain(r#"{"point":"lock"}"#);
	assert_eq!(report.json()["steps"][4]["truth"], "undecided");
	assert!(report.text().contains("does not hold"));
	assert!(explain(r#"{"point":"read"}"#).text().contains("no say"));
}

#[test]
fn differences_are_listed() {
	let folder = Folder::new();
	let diff = |new: &str| {
		let (old, new) = (folder.file("old.json", DENY), folder.file("new.json", new));
		run(OfflineCommand::Diff { old, new }).unwrap()
	};
	assert_eq!(diff(DENY).text(), "They say the same.\n");
	let report = diff(&DENY.replace("100.00", "200.00"));
	assert_eq!(report.text(), "~ /condition/claimed/gt  \"100.00\" -> \"200.00\"\n");
	assert_ne!(report.json()["old"], report.json()["new"]);
}

#[test]
fn templates_are_listed_and_filled_in() {
	let template = |name: Option<&str>, set: &[&str]| {
		let set = set.iter().map(|text| assignment(text).unwrap()).collect();
		run(OfflineCommand::Template { name: name.map(String::from), file: None, set })
	};
	let all = template(None, &[]).unwrap();
	assert!(all.text().contains("access-hours") && all.text().contains("访问时间控制"));
	let set = ["from=07:00", "closedDays=[7]", "priority=9"];
	let policy = template(Some("access-hours"), &set).unwrap();
	let read = policy_from_json(policy.text()).unwrap();
	let text = policy_to_json(&read);
	for part in [r#""lt":"07:00""#, r#""in":[7]"#, r#""priority":9"#] {
		assert!(text.contains(part), "{part} in {text}");
	}
	assert!(check(&read, &()).is_ok());
	assert!(template(Some("nothing"), &[]).is_err());
	assert!(template(Some("access-hours"), &["colour=1"]).is_err());
	assert!(template(Some("access-hours"), &["from=7"]).is_err());
}
