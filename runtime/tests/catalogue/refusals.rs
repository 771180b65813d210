//! `docs/errors.md`: the codes of JSON-RPC, of transactions that are refused before they enter a block,
//! and the reasons within answers. English is the documentation of the code itself.

use serde::{de::DeserializeOwned, Deserialize};
use std::{
	collections::BTreeMap,
	fmt::Write,
	fs,
	path::{Path, PathBuf},
};

const HEAD: &str = "# Errors 错误码

Made from the code and from `docs/catalogue/Rpc.toml` and `docs/catalogue/Refusals.toml`. Codes are
stable: a code never changes its meaning and is never used again for another. Messages are for people
and may change.

错误码是稳定的：含义永不改变，也不会再作他用。消息仅供阅读，可能变化。

## JSON-RPC methods of FiscalChain 财票链的 JSON-RPC 方法

`bill_*`, `lock_*`, `participant_*`, `did_*`, `node_*`, `scene_*`, `permission_*`, `policy_*`, `approval_*`, `vc_*`, `outbox_*`, `observation_*`, `region_*`, `consensus_*`.

| code | name | meaning | what to do | 含义 | 处理 |
| --- | --- | --- | --- | --- | --- |
";

const TRANSACTIONS: &str = "
\"Not found\" is no error: the answer is `null`, an empty list, or the verdict `notFound`.

“没有找到”不是错误：应答为 `null`、空列表或结论 `notFound`。

Codes of JSON-RPC itself apply as well, among them `-32601` (the node does not offer the method) and
`-32602` (a parameter is missing or is not of its JSON type, such as text where a number must stand).

JSON-RPC 自身的错误码同样适用，例如 `-32601`（节点不提供该方法）和 `-32602`（缺少参数，或参数的 JSON 类型不符）。

## Transactions refused before they enter a block 交易在进入区块前被拒绝

`author_submitExtrinsic` and `author_submitAndWatchExtrinsic` answer code `1010`, *Invalid
Transaction*; for the refusals of FiscalChain its data is `Custom error: N`, after
`InvalidTransaction::Custom(N)`. Such a transaction changes nothing and uses up no nonce.

`author_submitExtrinsic` 和 `author_submitAndWatchExtrinsic` 返回错误码 `1010`（*Invalid Transaction*）；财票链的拒绝原因在其 data 中，形如 `Custom error: N`。被拒绝的交易不改变任何数据，也不占用 nonce。

| refusal | name | meaning | what to do | 含义 | 处理 |
| --- | --- | --- | --- | --- | --- |
";

const BILLS: &str = "
A transaction that entered a block and failed there reports the error of its pallet in the event
`system.ExtrinsicFailed`; they are listed in [pallet-errors.md](pallet-errors.md), events in
[events.md](events.md), both in English and Chinese.

进入区块后失败的交易在事件 `system.ExtrinsicFailed` 中报告所属模块的错误，见 [pallet-errors.md](pallet-errors.md)；事件见 [events.md](events.md)，均为中英文。

## Bills refused in a batch 批次中被拒绝的票据

`Bills.BatchRegistered` names each bill of a batch that was refused, with the reason; the others
register.

`Bills.BatchRegistered` 指明批次中每一张被拒绝的票据及原因，其余票据照常登记。

| # | name | in JSON | meaning | 含义 |
| --- | --- | --- | --- | --- |
";

const CHECKS: &str = "
## Why an authorization does not permit a use 授权不允许使用的原因

In the event `VcAuthorization.CheckFailed` and in the answer of `vc_check`.

见事件 `VcAuthorization.CheckFailed` 和 `vc_check` 的应答。

| # | name | in JSON | meaning | 含义 |
| --- | --- | --- | --- | --- |
";

const CODES: &str = "
## Why a dynamic code opened nothing 授权动态码无效的原因

In the event `VcAuthorization.CodeRefused`.

见事件 `VcAuthorization.CodeRefused`。

| # | name | in JSON | meaning | 含义 |
| --- | --- | --- | --- | --- |
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rpc {
	codes: BTreeMap<String, Advice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusals {
	transactions: BTreeMap<String, Advice>,
	bills: BTreeMap<String, String>,
	checks: BTreeMap<String, String>,
	codes: BTreeMap<String, String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advice {
	meaning: String,
	action: String,
}

/// Something that is documented in the code.
struct Item {
	name: String,
	/// The value of a constant, without what separates its digits.
	value: String,
	/// The paragraphs of its documentation, each in one line.
	english: Vec<String>,
}

fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn source(path: &str) -> String {
	fs::read_to_string(root().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

fn chinese<T: DeserializeOwned>(name: &str) -> T {
	let text = source(&format!("docs/catalogue/{name}.toml"));
	toml::from_str(&text).unwrap_or_else(|fault| panic!("{name}.toml: {fault}"))
}

/// Lines of documentation as paragraphs, without the markup that only source code understands.
fn paragraphs(lines: &[String]) -> Vec<String> {
	lines
		.split(|line| line.is_empty())
		.map(|part| part.join(" ").replace("[`", "`").replace("`]", "`").replace('|', "\\|"))
		.filter(|part| !part.is_empty())
		.collect()
}

/// What `read` finds in the lines of a source, with the documentation before it.
fn documented<'a>(
	lines: impl Iterator<Item = &'a str>,
	read: impl Fn(&str) -> Option<(String, String)>,
) -> Vec<Item> {
	let (mut items, mut docs) = (Vec::new(), Vec::new());
	for line in lines.map(str::trim) {
		if let Some(text) = line.strip_prefix("///") {
			docs.push(text.trim().to_owned());
		} else if let Some((name, value)) = read(line) {
			items.push(Item { name, value, english: paragraphs(&docs) });
			docs.clear();
		} else if !line.starts_with("#[") {
			docs.clear();
		}
	}
	items
}

/// The public constants of a source.
fn constants(source: &str) -> Vec<Item> {
	documented(source.lines(), |line| {
		let (name, rest) = line.strip_prefix("pub const ")?.split_once(':')?;
		let value = rest.split_once('=')?.1.trim().strip_suffix(';')?.replace('_', "");
		Some((name.to_owned(), value))
	})
}

/// The variants of an enum of a source that stands in `axis!`, in order.
fn variants(source: &str, name: &str) -> Vec<Item> {
	let head = format!("{name} {{");
	let body = source.lines().skip_while(|line| line.trim() != head).skip(1);
	let items = documented(body.take_while(|line| line.trim() != "}"), |line| {
		let name = line.strip_suffix(',')?;
		let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
		plain.then(|| (name.to_owned(), String::new()))
	});
	assert!(!items.is_empty(), "{name} is not where it is looked for");
	items
}

/// The codes of an area of the code, with what to do in both languages.
fn advised(
	page: &mut String,
	items: &[Item],
	code: impl Fn(&str) -> String,
	chinese: &BTreeMap<String, Advice>,
	faults: &mut Vec<String>,
) {
	let unknown = chinese.keys().filter(|name| items.iter().all(|item| item.name != **name));
	faults.extend(unknown.map(|name| format!("{name} does not exist")));
	for Item { name, value, english } in items {
		let [meaning, action] = &english[..] else {
			faults.push(format!("{name} is not documented in two paragraphs"));
			continue;
		};
		let other = chinese.get(name).cloned().unwrap_or_default();
		if other.meaning.is_empty() || other.action.is_empty() {
			faults.push(format!("{name} has no Chinese text"));
		}
		writeln!(
			page,
			"| `{}` | `{name}` | {meaning} | {action} | {} | {} |",
			code(value),
			other.meaning,
			other.action
		)
		.unwrap();
	}
}

/// The reasons of an enum, with the names JSON gives them.
fn reasons(
	page: &mut String,
	items: &[Item],
	chinese: &BTreeMap<String, String>,
	faults: &mut Vec<String>,
) {
	let unknown = chinese.keys().filter(|name| items.iter().all(|item| item.name != **name));
	faults.extend(unknown.map(|name| format!("{name} does not exist")));
	for (index, Item { name, english, .. }) in items.iter().enumerate() {
		let [meaning] = &english[..] else {
			faults.push(format!("{name} is not documented in one paragraph"));
			continue;
		};
		let Some(other) = chinese.get(name).filter(|text| !text.is_empty()) else {
			faults.push(format!("{name} has no Chinese text"));
			continue;
		};
		let json = name[..1].to_lowercase() + &name[1..];
		writeln!(page, "| {index} | `{name}` | `{json}` | {meaning} | {other} |").unwrap();
	}
}

/// The page, and the names of what stands in it, in the order of the code: bills, checks, codes.
pub fn page(faults: &mut Vec<String>) -> (String, [Vec<String>; 3]) {
	let (rpc, refusals) = (chinese::<Rpc>("Rpc"), chinese::<Refusals>("Refusals"));
	let mut page = String::from(HEAD);
	let methods = source("primitives/core/src/rpc.rs");
	let code = |value: &str| value.to_owned();
	advised(&mut page, &constants(&methods), code, &rpc.codes, faults);

	page.push_str(TRANSACTIONS);
	let pallets = ["participants", "quotas", "bft-validators", "observations", "cross-region"];
	let of = |pallet: &&str| constants(&source(&format!("pallets/{pallet}/src/refusal.rs")));
	let transactions: Vec<Item> = pallets.iter().flat_map(of).collect();
	let mut last = 0;
	for item in &transactions {
		match item.value.parse::<u8>() {
			Ok(code) if code > last => last = code,
			_ => faults.push(format!("{} is Custom({}) after {last}", item.name, item.value)),
		}
	}
	let custom = |value: &str| format!("Custom({value})");
	advised(&mut page, &transactions, custom, &refusals.transactions, faults);

	let bill = source("primitives/core/src/bill.rs");
	let authorization = source("primitives/core/src/authorization.rs");
	let parts = [
		(BILLS, variants(&bill, "Refusal"), &refusals.bills),
		(CHECKS, variants(&authorization, "CheckFault"), &refusals.checks),
		(CODES, variants(&authorization, "CodeFault"), &refusals.codes),
	];
	let names = parts.map(|(head, items, chinese)| {
		page.push_str(head);
		reasons(&mut page, &items, chinese, faults);
		items.into_iter().map(|item| item.name).collect()
	});
	(page, names)
}
