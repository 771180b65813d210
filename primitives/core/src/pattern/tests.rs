use super::*;
use proptest::prelude::*;

fn matches(source: &str, text: &str) -> bool {
	Pattern::new(source).unwrap().matches(text)
}

#[test]
fn the_syntax_means_what_its_table_says() {
	assert!(matches(r"\d{6}[A-Z]?", "310601"));
	assert!(matches(r"\d{6}[A-Z]?", "310601K"));
	for text in ["", "31060", "3106011", "310601k", "310601KK", "31060１"] {
		assert!(!matches(r"\d{6}[A-Z]?", text), "{text}");
	}
	assert!(matches(r"\l\u\a\w.", "aBcD财"));
	assert!(!matches(r"\w", "_"));
	assert!(matches(r"[\d\-_]+", "1-2_3"));
	assert!(matches(r"a{2,4}", "aaa") && !matches(r"a{2,4}", "aaaaa"));
	assert!(matches(r"\[\]\(\)\{\}\?\*\+\^\$\|\.\\", r"[](){}?*+^$|.\"));
	assert!(matches("x*", "") && !matches("x+", ""));
	assert!(!matches("ab", "xab") && !matches("ab", "abx"), "both ends are anchored");
}

#[test]
fn what_the_syntax_does_not_have_is_refused() {
	for source in [
		"", "*", "a**", "a+?", "a{", "a{}", "a{2", "a{3,2}", "a{0}", "a{65}", "a{1,65}", "a{1,}",
		"a{001}", "(a)", "a|b", "^a", "a$", "a]", "}", "[", "[]", "[a", "[^a]", "[z-a]", "[a-",
		"[a-]", r"[a-\d]", "[a&&b]", r"\", r"\x", r"\1", "财", "a\n", "[\u{7f}]",
	] {
		assert!(Pattern::new(source).is_err(), "{source:?}");
	}
	assert!(Pattern::new(&"a".repeat(64)).is_ok());
	assert!(Pattern::new(&"a".repeat(65)).is_err());
}

#[test]
fn a_hostile_pattern_takes_no_more_time_than_any_other() {
	let source = ".*".repeat(30) + "ab";
	let text = "a".repeat(20_000);
	assert!(!matches(&source, &text));
}

/// One item of a generated pattern: how both syntaxes write its set and its repetition.
#[derive(Clone, Debug)]
struct Piece {
	ours: String,
	theirs: &'static str,
	holds: fn(char) -> bool,
	repetition: (String, usize, usize),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
	let sets = prop::sample::select(vec![
		("a", "a", (|c| c == 'a') as fn(char) -> bool),
		("B", "B", |c| c == 'B'),
		(r"\.", r"\.", |c| c == '.'),
		(r"\d", "[0-9]", |c| c.is_ascii_digit()),
		(r"\l", "[a-z]", |c| c.is_ascii_lowercase()),
		(r"\u", "[A-Z]", |c| c.is_ascii_uppercase()),
		(r"\a", "[A-Za-z]", |c| c.is_ascii_alphabetic()),
		(r"\w", "[A-Za-z0-9]", |c| c.is_ascii_alphanumeric()),
		(".", "(?s:.)", |_| true),
		(r"[a-c1\-]", r"[a-c1\-]", |c| matches!(c, 'a'..='c' | '1' | '-')),
	]);
	let repetitions = prop_oneof![
		Just((String::new(), 1, 1)),
		Just(("?".to_owned(), 0, 1)),
		Just(("*".to_owned(), 0, usize::MAX)),
		Just(("+".to_owned(), 1, usize::MAX)),
		(1usize..4).prop_map(|n| (format!("{{{n}}}"), n, n)),
		(0usize..3, 1usize..3).prop_map(|(n, more)| (format!("{{{n},{}}}", n + more), n, n + more)),
	];
	let piece = (sets, repetitions).prop_map(|((ours, theirs, holds), repetition)| Piece {
		ours: ours.to_owned(),
		theirs,
		holds,
		repetition,
	});
	prop::collection::vec(piece, 1..6)
}

/// Tries every number of repetitions of every item.
fn backtrack(pieces: &[Piece], text: &[char]) -> bool {
	let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
	let (_, least, most) = piece.repetition;
	(0..=text.len())
		.take_while(|taken| text[..*taken].iter().all(|character| (piece.holds)(*character)))
		.filter(|taken| (least..=most).contains(taken))
		.any(|taken| backtrack(rest, &text[taken..]))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn matching_agrees_with_backtracking_and_with_regex(
		pieces in pieces(),
		text in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'B', '1', '.', '-', '财', '\n']), 0..9),
	) {
		let ours: String = pieces.iter().map(|p| format!("{}{}", p.ours, p.repetition.0)).collect();
		let theirs: String = pieces.iter().map(|p| format!("{}{}", p.theirs, p.repetition.0)).collect();
		let pattern = Pattern::new(&ours).unwrap();
		let whole: String = text.iter().collect();
		let expected = backtrack(&pieces, &text);
		prop_assert_eq!(pattern.matches(&whole), expected, "{} on {:?}", ours, whole);
		let regex = regex::Regex::new(&format!(r"\A(?:{theirs})\z")).unwrap();
		prop_assert_eq!(regex.is_match(&whole), expected, "{} on {:?}", theirs, whole);
	}

	#[test]
	fn the_decoder_refuses_what_the_constructor_refuses(source in r"[a-c\\\[\]\-{}0-9,.*+?d]{0,70}") {
		let made = Pattern::new(&source);
		let decoded = Pattern::decode(&mut &source.as_bytes().encode()[..]);
		prop_assert_eq!(decoded.is_ok(), made.is_ok());
		if let Ok(pattern) = made {
			prop_assert_eq!(pattern.as_str(), &source);
			let json = serde_json::to_string(&pattern).unwrap();
			prop_assert_eq!(serde_json::from_str::<Pattern>(&json).unwrap(), pattern.clone());
			pattern.matches(&source);
		}
	}

	#[test]
	fn any_bytes_decode_or_are_refused(raw in prop::collection::vec(any::<u8>(), 0..70)) {
		if let Ok(pattern) = Pattern::decode(&mut &raw.encode()[..]) {
			prop_assert_eq!(pattern.as_str().as_bytes(), &raw[..]);
		}
	}
}
