//! Paths with one answer.

use crate::serve::{
	answer::Tag,
	context::{Context, Head},
	describe::{About, Shape},
	fault::ApiFault,
	query::param::{Given, Param},
	routes::PREFIX,
};
use axum::{
	extract::{rejection::RawPathParamsRejection, RawPathParams, State},
	http::{HeaderMap, Uri},
	routing::get,
};
use serde::Serialize;
use std::{future::Future, sync::Arc};
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

/// What a question is answered with.
pub struct Question {
	/// What every handler has.
	pub context: Context,
	/// How far the index is.
	pub head: Arc<Head>,
	/// What was asked.
	pub given: Given,
}

impl Question {
	/// The text of a part of the path.
	///
	/// # Errors
	/// 400, which cannot be: the path would be another one.
	pub fn part(&self, name: &str) -> Result<&str, ApiFault> {
		self.given.text(name).ok_or_else(|| ApiFault::invalid(name, "is missing"))
	}

	/// The number of a part of the path.
	///
	/// # Errors
	/// As [`Question::part`].
	pub fn number(&self, name: &str) -> Result<i64, ApiFault> {
		self.given.int(name).ok_or_else(|| ApiFault::invalid(name, "is missing"))
	}
}

/// A path with one answer.
pub struct Item {
	/// Its path behind the prefix.
	pub path: &'static str,
	/// Its group.
	pub tag: &'static str,
	/// What it is, in one line.
	pub summary: &'static str,
	/// Parts of the path.
	pub parts: &'static [Param],
	/// Parameters of the query.
	pub params: &'static [Param],
	/// How long the answer stays as it is.
	pub lasts: fn(&Given, &Head) -> Tag,
}

/// Until the next block.
pub fn indexed(_: &Given, head: &Head) -> Tag {
	Tag::of(head)
}

impl Item {
	/// The route.
	pub fn route<A, F, R>(self, work: F) -> UtoipaMethodRouter<Context>
	where
		A: Serialize + ToSchema + Send + 'static,
		F: Fn(Question) -> R + Clone + Send + Sync + 'static,
		R: Future<Output = Result<A, ApiFault>> + Send + 'static,
	{
		let path = format!("{PREFIX}{}", self.path);
		let about = About {
			path: &path,
			tag: self.tag,
			summary: self.summary,
			parts: self.parts,
			params: self.params,
		};
		let (schemas, paths) = about.json(Shape::of::<A>());
		let (parts, params, lasts) = (self.parts, self.params, self.lasts);
		let handler = move |State(context): State<Context>,
		                    segments: Result<RawPathParams, RawPathParamsRejection>,
		                    uri: Uri,
		                    headers: HeaderMap| {
			let work = work.clone();
			async move {
				let given = given(parts, params, segments, &uri)?;
				let head = context.head()?;
				let tag = lasts(&given, &head);
				if tag.is_known(&headers) {
					return Ok(tag.unchanged());
				}
				let _turn = context.turn().await?;
				let answer = work(Question { context: context.clone(), head, given }).await?;
				tag.json(&answer)
			}
		};
		(schemas, paths, get(handler))
	}
}

fn given(
	parts: &[Param],
	params: &[Param],
	segments: Result<RawPathParams, RawPathParamsRejection>,
	uri: &Uri,
) -> Result<Given, ApiFault> {
	let mut given = Given::of(uri, &[params])?;
	if parts.is_empty() {
		return Ok(given);
	}
	let segments =
		segments.map_err(|_| ApiFault::invalid("path", "is not UTF-8 with percent signs"))?;
	for (name, text) in &segments {
		if let Some(part) = parts.iter().find(|part| part.name == name) {
			given = given.with(part.name, part.read(text)?);
		}
	}
	Ok(given)
}
