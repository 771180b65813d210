//! Lists: as pages of JSON, and whole as CSV.

use crate::serve::{
	answer::Tag,
	context::{Context, Head},
	csv,
	describe::{About, Shape},
	fault::ApiFault,
	proxy,
	query::{
		list::{List, Rule, MAX_PAGE, PAGE, PAGING},
		param::{Given, Param},
	},
	routes::PREFIX,
};
use axum::{
	body::{Body, Bytes},
	extract::State,
	http::{header, HeaderMap, HeaderValue, Uri},
	response::{IntoResponse, Response},
	routing::get,
};
use serde::Serialize;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
	time::Instant,
};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// How many rows of an export are read at once.
const CHUNK: i64 = 1_000;

/// The two paths of a list.
pub fn routes<R>(list: &'static List<R>) -> [UtoipaMethodRouter<Context>; 2]
where
	R: Serialize + ToSchema + Send + Sync + 'static,
{
	let path = format!("{PREFIX}/{}", list.name);
	let filters = list.params();
	let params: Vec<Param> = filters.iter().chain(PAGING.iter()).copied().collect();
	let about =
		About { path: &path, tag: "lists", summary: list.about, parts: &[], params: &params };
	let (schemas, paths) = about.page(Shape::of::<R>());
	let page = move |State(context): State<Context>, uri: Uri, headers: HeaderMap| {
		answer_page(context, list, uri, headers)
	};
	let json = (schemas, paths, get(page));

	let path = format!("{path}.csv");
	let about =
		About { path: &path, tag: "csv", summary: list.about, parts: &[], params: &filters };
	let words = "All of it, as UTF-8 with a byte order mark, the names of the columns first.";
	let (schemas, paths) = about.text("text/csv", words, true);
	let table = move |State(context): State<Context>, uri: Uri, headers: HeaderMap| {
		answer_table(context, list, uri, headers)
	};
	[json, (schemas, paths, get(table))]
}

/// A page of a list.
#[derive(Serialize)]
struct Answer<R> {
	items: Vec<R>,
	next: Option<String>,
	#[serde(skip_serializing_if = "Option::is_none")]
	names: Option<BTreeMap<String, String>>,
}

async fn answer_page<R: Serialize>(
	context: Context,
	list: &'static List<R>,
	uri: Uri,
	headers: HeaderMap,
) -> Result<Response, ApiFault> {
	let given = Given::of(&uri, &[&list.params(), &PAGING])?;
	let after = list.after(&given)?;
	let head = context.head()?;
	let asked = asked(&context, list, &given).await?;
	let tag = tag(&head, &asked);
	if tag.is_known(&headers) {
		return Ok(tag.unchanged());
	}
	let limit = given.int("limit").unwrap_or(PAGE).clamp(1, MAX_PAGE);
	let _turn = context.turn().await?;
	let ask = context.ask(&head, &given, &asked);
	let pool = context.pool_for(list.reach(&ask, false), &head);
	let page = list.page(pool, &ask, after, limit).await?;
	let names = match given.flag("names") {
		Some(true) => {
			let mut people = BTreeSet::new();
			page.items.iter().for_each(|item| (list.people)(item, &mut people));
			Some(context.names(people).await?)
		}
		_ => None,
	};
	let next = page.next.map(|position| list.cursor(position));
	tag.json(&Answer { items: page.items, next, names })
}

/// Numbers that only the node can give.
async fn asked<R>(context: &Context, list: &List<R>, given: &Given) -> Result<Vec<i64>, ApiFault> {
	let filter = list.filters.iter().find(|filter| matches!(filter.rule, Rule::Asked(_)));
	match filter.and_then(|filter| given.int(filter.param.name)) {
		Some(participant) => proxy::approvals_waiting_for(context, participant).await,
		None => Ok(Vec::new()),
	}
}

fn tag(head: &Head, asked: &[i64]) -> Tag {
	match asked {
		[] => Tag::of(head),
		some => {
			let numbers: Vec<String> = some.iter().map(i64::to_string).collect();
			Tag::with(head, numbers.join("."))
		}
	}
}

async fn answer_table<R>(
	context: Context,
	list: &'static List<R>,
	uri: Uri,
	headers: HeaderMap,
) -> Result<Response, ApiFault>
where
	R: Serialize + Send + Sync + 'static,
{
	let given = Given::of(&uri, &[&list.params()])?;
	let head = context.head()?;
	let asked = asked(&context, list, &given).await?;
	let tag = tag(&head, &asked);
	if tag.is_known(&headers) {
		return Ok(tag.unchanged());
	}
	let permit = context.export()?;
	let until = Instant::now().checked_add(context.options().limits.export);
	let mut export = Export {
		context,
		list,
		head,
		given,
		asked,
		after: None,
		stage: Stage::Begun,
		until,
		_permit: permit,
	};
	// The first rows come before the answer begins, so that whatever is wrong is still said.
	let first = export.next().await?.unwrap_or_default();
	let rest = futures::stream::try_unfold(export, |mut export| async move {
		match export.next().await {
			Ok(Some(bytes)) => Ok(Some((bytes, export))),
			Ok(None) => Ok(None),
			Err(fault) => {
				log::warn!(target: "serve", "an export ended early: {}", fault.detail().message);
				Err(std::io::Error::other("the export ended early"))
			}
		}
	});
	let stream = futures::StreamExt::chain(
		futures::stream::once(std::future::ready(Ok::<Bytes, std::io::Error>(first))),
		rest,
	);
	let mut response = Body::from_stream(stream).into_response();
	let headers = response.headers_mut();
	headers.insert(
		header::CONTENT_TYPE,
		HeaderValue::from_static("text/csv; charset=utf-8; header=present"),
	);
	let disposition = format!("attachment; filename=\"{}.csv\"", list.name);
	if let Ok(value) = HeaderValue::from_str(&disposition) {
		headers.insert(header::CONTENT_DISPOSITION, value);
	}
	tag.put(headers);
	Ok(response)
}

/// Where an export is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
	Begun,
	Going,
	Done,
}

/// An export: some rows at a time, and between them nothing of the database is held, however slowly they
/// are taken.
struct Export<R: 'static> {
	context: Context,
	list: &'static List<R>,
	head: Arc<Head>,
	given: Given,
	asked: Vec<i64>,
	after: Option<i64>,
	stage: Stage,
	until: Option<Instant>,
	_permit: OwnedSemaphorePermit,
}

impl<R: Serialize + 'static> Export<R> {
	async fn next(&mut self) -> Result<Option<Bytes>, ApiFault> {
		let mut text = match self.stage {
			Stage::Done => return Ok(None),
			Stage::Begun => format!("{}{}", csv::BOM, csv::header(self.list.fields)),
			Stage::Going => String::new(),
		};
		if self.until.is_some_and(|until| Instant::now() > until) {
			return Err(ApiFault::busy("the export took too long"));
		}
		let page = {
			let _turn = self.context.turn().await?;
			let ask = self.context.ask(&self.head, &self.given, &self.asked);
			let pool = self.context.pool_for(self.list.reach(&ask, true), &self.head);
			self.list.page(pool, &ask, self.after, CHUNK).await?
		};
		for item in &page.items {
			text.push_str(&csv::line(item, self.list.fields).map_err(ApiFault::internal)?);
		}
		self.after = page.next;
		self.stage = if page.next.is_some() { Stage::Going } else { Stage::Done };
		Ok(Some(Bytes::from(text)))
	}
}
