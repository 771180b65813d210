//! CSV says what the list says.

use crate::{
	fixture::{on_each, options, served, until, HEIGHT, SIZE},
	lists::LISTS,
};
use fiscal_indexer::serve::{Limits, ServeOptions};
use serde_json::Value;

/// What a reader of CSV makes of a file.
fn read(text: &str) -> Vec<Vec<String>> {
	let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
	let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
	let mut is_quoted = false;
	let mut letters = text.chars().peekable();
	while let Some(letter) = letters.next() {
		match letter {
			'"' if is_quoted && letters.peek() == Some(&'"') => {
				letters.next();
				cell.push('"');
			}
			'"' => is_quoted = !is_quoted,
			',' if !is_quoted => line.push(std::mem::take(&mut cell)),
			'\r' if !is_quoted => {}
			'\n' if !is_quoted => {
				line.push(std::mem::take(&mut cell));
				lines.push(std::mem::take(&mut line));
			}
			other => cell.push(other),
		}
	}
	assert!(line.is_empty() && cell.is_empty(), "the last line ends");
	lines
}

/// What a field of an item is as a cell.
fn cell(item: &Value, field: &str) -> String {
	let value = field.split('.').try_fold(item, |value, name| value.get(name));
	match value.unwrap_or_else(|| panic!("{field}: no such field")) {
		Value::Null => String::new(),
		Value::String(text) => text.clone(),
		Value::Array(words) if words.iter().all(|word| word.is_string() || word.is_number()) => {
			let words: Vec<String> = words
				.iter()
				.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
				.collect();
			words.join(" ")
		}
		other => other.to_string(),
	}
}

/// How many fields an item has, those of its status one by one.
fn width(item: &Value) -> usize {
	let fields = item.as_object().expect("an item");
	let status = fields.get("status").and_then(Value::as_object);
	fields.len() + status.map_or(0, |status| status.len() - 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_says_what_the_list_says() {
	for served in on_each().await {
		for list in LISTS {
			let items = served.all(list, "", 100).await;
			let answer = served.get(&format!("/api/v1/{list}.csv")).await;
			assert_eq!(answer.status, 200, "{list}: {}", answer.text);
			assert!(answer.header("content-type").starts_with("text/csv; charset=utf-8"));
			assert_eq!(
				answer.header("content-disposition"),
				format!("attachment; filename=\"{list}.csv\"")
			);
			let lines = read(&answer.text);
			let (names, lines) = lines.split_first().expect("names of columns");
			assert_eq!(lines.len(), items.len(), "{list}");
			for (line, item) in lines.iter().zip(&items) {
				assert_eq!(names.len(), width(item), "{list}: a field is no column");
				for (name, found) in names.iter().zip(line) {
					assert_eq!(*found, cell(item, name), "{list}: {name}");
				}
			}
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_filtered_as_the_list_is() {
	let served = served(options()).await;
	let items = served.all("bills", "status=reimbursed&scene=1", 200).await;
	let answer = served.get("/api/v1/bills.csv?status=reimbursed&scene=1").await;
	assert_eq!(read(&answer.text).len(), items.len() + 1);
	let none = served.get("/api/v1/bills.csv?issuer=4294967295").await;
	assert_eq!(read(&none.text).len(), 1, "the names of the columns alone");
}

/// Longer than what is read at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_is_whole() {
	let served = served(options()).await;
	served.grow(HEIGHT + 1, HEIGHT + 500).await;
	let lines = read(&served.get("/api/v1/bills.csv").await.text);
	assert_eq!(lines.len(), ((HEIGHT + 500) * SIZE.bills) as usize + 1);
	let mut keys: Vec<String> =
		lines.iter().skip(1).map(|line| format!("{}-{}", line[0], line[1])).collect();
	let all = keys.len();
	keys.sort();
	keys.dedup();
	assert_eq!(keys.len(), all, "none comes twice");
}

/// Whoever takes a file and reads nothing keeps nobody else waiting.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_holds_nothing() {
	let limits = Limits { exports: 2, ..options().limits };
	let served = served(ServeOptions { limits, ..options() }).await;
	// More than the operating system takes from the server before somebody reads it.
	let large = format!("{{\"x\":\"{}\"}}", "a".repeat(1 << 20));
	let text = served.store.statement("UPDATE scenes SET record = ?");
	let mut transaction = served.store.begin().await.expect("a transaction");
	sqlx::query(&text).bind(large).execute(&mut *transaction).await.expect("scenes");
	transaction.commit().await.expect("committed");
	let mut hanging = Vec::new();
	for _ in 0..2 {
		let request = served.http.get(format!("{}/api/v1/scenes.csv", served.base));
		hanging.push(request.send().await.expect("it begins"));
	}
	assert_eq!(served.get("/api/v1/locks.csv").await.status, 503, "all exports are taken");
	for _ in 0..20 {
		assert_eq!(served.get("/api/v1/bills?limit=200").await.status, 200);
	}
	drop(hanging);
	until("the exports are free again", || async {
		(served.get("/api/v1/locks.csv").await.status == 200).then_some(())
	})
	.await;
}
