//! Descriptions of services, built beside their routes out of the same names and types.

use crate::{fault::Problem, fault::FAULTS, system::System};
use serde_json::{json, Value};
use std::borrow::Cow;
use utoipa::{
	openapi::{
		path::{OperationBuilder, ParameterBuilder, ParameterIn},
		request_body::RequestBodyBuilder,
		schema::AdditionalProperties,
		Content, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder,
		Paths, Ref, RefOr, Required, ResponseBuilder, Schema, Type,
	},
	ToSchema,
};

/// Named schemas.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// Integers above this are no integers to every reader of JSON.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// A type as the documents describe it.
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

	fn reference(&self) -> Ref {
		Ref::from_schema_name(&*self.name)
	}

	fn location(&self) -> Value {
		json!({ "$ref": format!("#/components/schemas/{}", self.name) })
	}
}

/// What a service is for, what it takes and what it gives.
pub struct About {
	/// One line.
	pub summary: &'static str,
	/// What it takes.
	pub request: Shape,
	/// What it gives.
	pub answer: Shape,
}

impl About {
	/// Of a service from `Q` to `A`.
	pub fn new<Q: ToSchema, A: ToSchema>(summary: &'static str) -> Self {
		Self { summary, request: Shape::of::<Q>(), answer: Shape::of::<A>() }
	}
}

/// A document without paths.
pub fn document(system: System, title: String, description: &str) -> OpenApi {
	let info = InfoBuilder::new()
		.title(title)
		.version(env!("CARGO_PKG_VERSION"))
		.description(Some(format!("{}\n\n{description}", system.title())))
		.license(Some(
			LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build(),
		))
		.build();
	OpenApiBuilder::new().info(info).build()
}

/// A service whose request and answer are signed with SM2.
pub fn signed(system: System, service: &str, about: &About) -> (Schemas, Paths) {
	let (request, answer) = (format!("{service}-request"), format!("{service}-answer"));
	let mut schemas = vec![
		(request.clone(), signed_request(service, &about.request)),
		(answer.clone(), signed_answer(&about.answer)),
	];
	schemas.extend(about.request.schemas.iter().cloned());
	schemas.extend(about.answer.schemas.iter().cloned());
	let operation = operation(system, service, about.summary)
		.request_body(Some(body(&request)))
		.response("200", success(&answer, "The signed answer; its `code` says what became of it."));
	(with_problem(schemas), post(&format!("{}/{service}", system.prefix()), operation))
}

/// A service in the envelope of the non-tax system.
pub fn enveloped(system: System, service: &str, about: &About) -> (Schemas, Paths) {
	let (request, answer) = (format!("{service}-request"), format!("{service}-answer"));
	let mut schemas = vec![
		(request.clone(), envelope(&about.request)),
		(answer.clone(), answer_envelope(&about.answer)),
	];
	schemas.extend(about.request.schemas.iter().cloned());
	schemas.extend(about.answer.schemas.iter().cloned());
	let operation = operation(system, service, about.summary)
		.request_body(Some(body(&request)))
		.response("200", success(&answer, "The answer; its `result` says what became of it."));
	(with_problem(schemas), post(&format!("{}/{service}", system.prefix()), operation))
}

/// A control endpoint that takes JSON and gives JSON.
pub fn control(method: HttpMethod, path: &str, about: &About) -> (Schemas, Paths) {
	let name = about.request.name.clone();
	let (schemas, operation) = plain(&method, path, about);
	let operation = operation.request_body(Some(body(&name)));
	(schemas, single(path, method, operation))
}

/// A control endpoint that takes parameters and gives JSON.
pub fn control_get(path: &str, about: &About, parameters: &[Parameter]) -> (Schemas, Paths) {
	let (schemas, mut operation) = plain(&HttpMethod::Get, path, about);
	for parameter in parameters {
		operation = operation.parameter(parameter.describe());
	}
	(schemas, single(path, HttpMethod::Get, operation))
}

/// A parameter of a query.
pub struct Parameter {
	/// Its name.
	pub name: &'static str,
	/// What it is.
	pub description: &'static str,
	/// The largest value of a whole number; none for `<code>-<number>` of a bill.
	pub most: Option<u64>,
}

impl Parameter {
	fn describe(&self) -> ParameterBuilder {
		let schema = match self.most {
			Some(most) => ObjectBuilder::new()
				.schema_type(Type::Integer)
				.minimum(Some(0u64))
				.maximum(Some(most)),
			None => {
				ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{8}-[0-9]{10}$"))
			}
		};
		ParameterBuilder::new()
			.name(self.name)
			.parameter_in(ParameterIn::Query)
			.required(Required::False)
			.description(Some(self.description))
			.schema(Some(schema))
	}
}

fn plain(method: &HttpMethod, path: &str, about: &About) -> (Schemas, OperationBuilder) {
	let verb = match method {
		HttpMethod::Get => "get",
		HttpMethod::Put => "put",
		_ => "post",
	};
	let mut schemas = about.answer.schemas.clone();
	if !matches!(method, HttpMethod::Get) {
		schemas.extend(about.request.schemas.iter().cloned());
	}
	let id = format!("{verb}{}", path.replace('/', "-"));
	let mut operation = OperationBuilder::new()
		.operation_id(Some(id))
		.summary(Some(about.summary))
		.response("200", success(&about.answer.name, "Done."))
		.response("404", problem("There is no such thing."));
	for (status, words) in FAULTS.into_iter().filter(|(status, _)| ![429, 503].contains(status)) {
		operation = operation.response(status.to_string(), problem(words));
	}
	(with_problem(schemas), operation)
}

fn operation(system: System, service: &str, summary: &str) -> OperationBuilder {
	let mut operation = OperationBuilder::new()
		.operation_id(Some(format!("{system}-{service}")))
		.summary(Some(summary));
	for (status, words) in FAULTS.into_iter().filter(|(status, _)| *status != 409) {
		operation = operation.response(status.to_string(), problem(words));
	}
	operation
}

fn post(path: &str, operation: OperationBuilder) -> Paths {
	single(path, HttpMethod::Post, operation)
}

fn single(path: &str, method: HttpMethod, operation: OperationBuilder) -> Paths {
	let mut paths = Paths::new();
	paths.add_path_operation(path, vec![method], operation.build());
	paths
}

fn with_problem(mut schemas: Schemas) -> Schemas {
	schemas.extend(Shape::of::<Problem>().schemas);
	schemas
}

fn json_content(name: &str) -> Content {
	Content::new(Some(Ref::from_schema_name(name)))
}

fn body(name: &str) -> utoipa::openapi::request_body::RequestBody {
	RequestBodyBuilder::new()
		.required(Some(Required::True))
		.content("application/json", json_content(name))
		.build()
}

fn success(name: &str, words: &str) -> ResponseBuilder {
	ResponseBuilder::new().description(words).content("application/json", json_content(name))
}

fn problem(words: &str) -> ResponseBuilder {
	let shape = Shape::of::<Problem>();
	ResponseBuilder::new()
		.description(words)
		.content("application/json", Content::new(Some(shape.reference())))
}

fn text(pattern: &str, description: &str) -> ObjectBuilder {
	ObjectBuilder::new()
		.schema_type(Type::String)
		.pattern(Some(pattern))
		.description(Some(description))
}

fn visible(description: &str) -> ObjectBuilder {
	text("^[!-~]{1,64}$", description).min_length(Some(1)).max_length(Some(64))
}

fn moment(description: &str) -> ObjectBuilder {
	ObjectBuilder::new()
		.schema_type(Type::Integer)
		.minimum(Some(0u64))
		.maximum(Some(MAX_SAFE))
		.description(Some(description))
}

/// JSON as text.
fn embedded(content: Value, description: &str) -> ObjectBuilder {
	ObjectBuilder::new()
		.schema_type(Type::String)
		.description(Some(description))
		.content_media_type("application/json")
		.extensions(Some([("contentSchema", content)].into_iter().collect()))
}

/// JSON in base64.
fn packed(content: Value, description: &str) -> ObjectBuilder {
	embedded(content, description)
		.pattern(Some("^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"))
		.content_encoding("base64")
}

fn closed(fields: Vec<(&str, ObjectBuilder)>) -> RefOr<Schema> {
	let mut object = ObjectBuilder::new();
	for (name, field) in fields {
		object = object.property(name, field).required(name);
	}
	object.additional_properties(Some(AdditionalProperties::FreeForm(false))).into()
}

fn signed_request(service: &str, shape: &Shape) -> RefOr<Schema> {
	let name = ObjectBuilder::new()
		.schema_type(Type::String)
		.enum_values(Some([service]))
		.description(Some("The service: the last part of the path."));
	closed(vec![
		("app", visible("Who asks.")),
		("id", visible("Number of the request, the same for every attempt.")),
		("at", moment("When it was sent, Unix ms; at most five minutes off.")),
		("nonce", text("^[0-9a-f]{32}$", "32 hexadecimal digits at random, never used twice.")),
		("service", name),
		("body", embedded(shape.location(), "The request itself: JSON as text.")),
		("signature", text("^[0-9a-f]{128}$", "SM2 signature r‖s of the caller.")),
	])
}

fn signed_answer(shape: &Shape) -> RefOr<Schema> {
	let content = json!({ "anyOf": [shape.location(), { "type": "null" }] });
	closed(vec![
		("id", visible("Number of the request.")),
		("at", moment("When it was answered, Unix ms.")),
		("code", text("^(S0000|E[0-9]{4})$", "`S0000`, or what went wrong.")),
		(
			"message",
			ObjectBuilder::new()
				.schema_type(Type::String)
				.max_length(Some(fiscal_bridge::envelope::MAX_WORDS))
				.description(Some("What went wrong, in words; empty when nothing did.")),
		),
		("body", embedded(content, "The answer itself, or `null` when something went wrong.")),
		("signature", text("^[0-9a-f]{128}$", "SM2 signature r‖s of the system.")),
	])
}

fn envelope(shape: &Shape) -> RefOr<Schema> {
	let version = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["1.0"]));
	let sign = "HMAC-SM3, or MD5 in the public profile, in upper case.";
	closed(vec![
		("appid", visible("Who asks.")),
		("data", packed(shape.location(), "Base64 of the request.")),
		("noise", visible("UUID, never used twice.")),
		("version", version),
		("sign", text("^([0-9A-F]{64}|[0-9A-F]{32})$", sign)),
	])
}

fn answer_envelope(shape: &Shape) -> RefOr<Schema> {
	let outcome = json!({
		"type": "object",
		"properties": {
			"result": { "type": "string", "pattern": "^(S0000|E[0-9]{4})$" },
			"message": {
				"type": "string",
				"contentEncoding": "base64",
				"contentMediaType": "application/json",
				"contentSchema": shape.location(),
				"description": "Base64 of the answer's JSON, or of a text that says what is wrong.",
			},
		},
		"required": ["result", "message"],
		"additionalProperties": false,
	});
	let noise = ObjectBuilder::new()
		.schema_type(Type::String)
		.max_length(Some(64))
		.description(Some("That of the request; empty in the public profile."));
	let sign = "HMAC-SM3 in upper case; empty in the public profile.";
	closed(vec![
		("data", packed(outcome, "Base64 of the outcome.")),
		("noise", noise),
		("sign", text("^([0-9A-F]{64})?$", sign)),
	])
}
