//! What the OpenAPI document says of each path, built out of the names and types its handler has.

use super::{fault::Problem, query::param::Param};
use std::borrow::Cow;
use utoipa::{
	openapi::{
		header::Header,
		path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
		schema::{Schema, SchemaType},
		tag::TagBuilder,
		ArrayBuilder, Content, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi,
		OpenApiBuilder, Paths, Ref, RefOr, Required, Response, ResponseBuilder, Type,
	},
	ToSchema,
};

/// Named schemas.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// The answers other than 2xx that a path may give, with what they mean.
const FAULTS: [(&str, &str); 7] = [
	("400", "A parameter is missing, unknown or not as it should be: `field` names it."),
	("405", "This path is read: `Allow` says with which methods."),
	("414", "The query is too long."),
	("421", "The request is for a name under which this server does not answer."),
	("429", "This client asks too often: `Retry-After` says when to come back."),
	("500", "The server failed: its log says how."),
	("503", "Too much is asked at the moment, or nothing is indexed yet."),
];

/// A type as the document describes it.
pub struct Shape {
	name: Cow<'static, str>,
	schemas: Schemas,
}

impl Shape {
	/// Of a type, with all that it is made of.
	pub fn of<T: ToSchema>() -> Self {
		let mut schemas = vec![(T::name().into_owned(), T::schema())];
		T::schemas(&mut schemas);
		Self { name: T::name(), schemas }
	}

	/// What it is made of, itself included.
	pub fn into_schemas(self) -> Schemas {
		self.schemas
	}

	fn reference(&self) -> Ref {
		Ref::from_schema_name(&*self.name)
	}
}

/// The document without paths.
pub fn document() -> OpenApi {
	let description =
		"What the chain holds and did, out of its finalized blocks. Times are Unix ms \
		(consensus time), amounts fen 分, participants, access nodes, scenes and policies their \
		numbers on the chain, digests `0x` and hexadecimal digits.\n\nLists go page by page: hand \
		`next` in as `cursor`. A page begins exactly behind the one before it, whatever was written in \
		between. Every list is also there as CSV, all of it. Every answer has an `ETag`; asked for with \
		`If-None-Match` it is 304 until it changes. Faults have one form: `{error: {code, field, \
		message}}`.";
	let info = InfoBuilder::new()
		.title("FiscalChain index")
		.version(env!("CARGO_PKG_VERSION"))
		.description(Some(description))
		.license(Some(
			LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build(),
		))
		.build();
	let tags = [
		("lists", "Lists, page by page."),
		("csv", "Lists as CSV, whole."),
		("items", "One thing, with all that is known of it."),
		("statistics", "Figures."),
		("live", "What happens, as it happens."),
		("server", "The server itself."),
	];
	let tags: Vec<_> = tags
		.into_iter()
		.map(|(name, words)| TagBuilder::new().name(name).description(Some(words)).build())
		.collect();
	OpenApiBuilder::new().info(info).tags(Some(tags)).build()
}

/// What a path is for.
pub struct About<'a> {
	/// Its path.
	pub path: &'a str,
	/// Its group.
	pub tag: &'static str,
	/// One line.
	pub summary: &'a str,
	/// Parts of the path.
	pub parts: &'a [Param],
	/// Parameters of the query.
	pub params: &'a [Param],
}

impl About<'_> {
	fn operation(&self, success: Response, is_tagged: bool) -> OperationBuilder {
		let id = self.path.trim_start_matches("/api/v1/").replace(['/', '.', '{', '}'], "-");
		let id: Vec<&str> = id.split('-').filter(|word| !word.is_empty()).collect();
		let mut operation = OperationBuilder::new()
			.operation_id(Some(format!("get-{}", id.join("-"))))
			.tag(self.tag)
			.summary(Some(self.summary))
			.response("200", success);
		for param in self.parts {
			operation = operation.parameter(param.in_path());
		}
		for param in self.params {
			operation = operation.parameter(param.in_query());
		}
		if is_tagged {
			operation = operation
				.parameter(known())
				.response("304", Response::new("It is as it was when the `ETag` was given."));
		}
		for (status, words) in FAULTS {
			operation = operation.response(status, problem(words));
		}
		if !self.parts.is_empty() {
			operation = operation.response("404", problem("There is no such thing."));
		}
		operation
	}

	fn paths(&self, operation: OperationBuilder) -> Paths {
		let mut paths = Paths::new();
		paths.add_path_operation(self.path, vec![HttpMethod::Get], operation.build());
		paths
	}

	/// JSON of a type.
	pub fn json(&self, answer: Shape) -> (Schemas, Paths) {
		let success = json("The answer.", answer.reference());
		let paths = self.paths(self.operation(success, true));
		(with_problem(answer.schemas), paths)
	}

	/// JSON of a page of a type.
	pub fn page(&self, item: Shape) -> (Schemas, Paths) {
		let name = format!("{}Page", item.name.trim_end_matches("Row"));
		let next = ObjectBuilder::new()
			.schema_type(SchemaType::from_iter([Type::String, Type::Null]))
			.description(Some("Hand this in as `cursor` for the next page; none at the end."));
		let names = ObjectBuilder::new()
			.schema_type(Type::Object)
			.additional_properties(Some(ObjectBuilder::new().schema_type(Type::String)))
			.description(Some("Names of the participants by number, where they were asked for."));
		let page = ObjectBuilder::new()
			.property("items", ArrayBuilder::new().items(item.reference()))
			.required("items")
			.property("next", next)
			.required("next")
			.property("names", names);
		let success = json("A page.", Ref::from_schema_name(&name));
		let paths = self.paths(self.operation(success, true));
		let mut schemas = item.schemas;
		schemas.push((name, page.into()));
		(with_problem(schemas), paths)
	}

	/// Text of a media type.
	pub fn text(&self, media: &str, words: &str, is_tagged: bool) -> (Schemas, Paths) {
		self.media(media, ObjectBuilder::new().schema_type(Type::String).into(), words, is_tagged)
	}

	/// A media type, with the schema of what it carries: of server-sent events each one.
	pub fn media(
		&self,
		media: &str,
		schema: Schema,
		words: &str,
		is_tagged: bool,
	) -> (Schemas, Paths) {
		let success = ResponseBuilder::new()
			.description(words)
			.content(media, Content::new(Some(schema)))
			.build();
		let paths = self.paths(self.operation(success, is_tagged));
		(with_problem(Vec::new()), paths)
	}
}

fn json(words: &str, reference: Ref) -> Response {
	let tag = ObjectBuilder::new().schema_type(Type::String);
	ResponseBuilder::new()
		.description(words)
		.header("ETag", Header::new(tag))
		.content("application/json", Content::new(Some(reference)))
		.build()
}

/// An answer that says what is wrong.
pub fn problem(words: &str) -> Response {
	ResponseBuilder::new()
		.description(words)
		.content("application/json", Content::new(Some(Shape::of::<Problem>().reference())))
		.build()
}

fn known() -> Parameter {
	ParameterBuilder::new()
		.name("If-None-Match")
		.parameter_in(ParameterIn::Header)
		.required(Required::False)
		.description(Some("The `ETag` of an answer that is there already."))
		.schema(Some(ObjectBuilder::new().schema_type(Type::String)))
		.build()
}

fn with_problem(mut schemas: Schemas) -> Schemas {
	schemas.extend(Shape::of::<Problem>().schemas);
	schemas
}
