//! The signing chain 签署链.

mod render;
mod store;

use crate::{
	context::Context,
	describe::About,
	fault::{Fault, Stop},
	pong::{ping, Pong},
	service::{signed, Call},
	system::System,
};
use fiscal_bridge::{
	convert,
	envelope::code,
	protocol::signing::{
		Document, Sign, Signing, Start, Templates, Trace, Which, FILE, PING, REPORT, SIGN, START,
		STATUS, TEMPLATES, TRACE,
	},
};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::{sm3_256, verify, Public};
use serde_json::{json, Value};
use store::Matter;
use utoipa_axum::router::OpenApiRouter;

const SYSTEM: System = System::Signing;

/// The most who sign one document.
const MAX_SIGNERS: usize = 8;
/// The longest text in a blank, in characters.
const MAX_FIELD: usize = 512;
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// Its services.
pub fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(signed(
			SYSTEM,
			TEMPLATES,
			About::new::<Value, Templates>("The templates 授权模版"),
			templates,
		))
		.routes(signed(
			SYSTEM,
			START,
			About::new::<Start, Signing>("Starts a signing from a template"),
			start,
		))
		.routes(signed(SYSTEM, SIGN, About::new::<Sign, Signing>("Signs"), sign))
		.routes(signed(SYSTEM, STATUS, About::new::<Which, Signing>("How it stands"), status))
		.routes(signed(SYSTEM, FILE, About::new::<Which, Document>("The signed file"), file))
		.routes(signed(
			SYSTEM,
			REPORT,
			About::new::<Which, Document>("The report over the whole of it 签署报告"),
			report,
		))
		.routes(signed(SYSTEM, TRACE, About::new::<Which, Trace>("Every step 签署溯源"), trace))
		.routes(signed(SYSTEM, PING, About::new::<Value, Pong>("Who is there"), ping))
}

async fn templates(_: Call, _: Value) -> Result<Templates, Stop> {
	Ok(render::templates()?)
}

async fn start(call: Call, request: Start) -> Result<Signing, Stop> {
	if !is_visible(&request.matter, 64) {
		return Err(Stop::malformed("matter: not 1 to 64 visible ASCII characters"));
	}
	let template = render::templates()?
		.templates
		.into_iter()
		.find(|template| template.id == request.template)
		.ok_or_else(|| Stop::unknown("template: there is none of that name"))?;
	for (name, value) in &request.fields {
		if !template.fields.contains(name) {
			return Err(Stop::malformed(format!("fields: the template has no {name:?}")));
		}
		if value.chars().count() > MAX_FIELD || value.chars().any(char::is_control) {
			return Err(Stop::malformed(format!(
				"fields.{name}: longer than {MAX_FIELD} characters, or has control characters"
			)));
		}
	}
	if let Some(missing) = template.fields.iter().find(|name| !request.fields.contains_key(*name)) {
		return Err(Stop::malformed(format!("fields: {missing} is missing")));
	}
	let mut signers: Vec<Public> = Vec::new();
	for text in &request.signers {
		let signer = convert::public("signers", text)?;
		if signers.contains(&signer) {
			return Err(Stop::malformed("signers: one stands there twice"));
		}
		signers.push(signer);
	}
	if !(1..=MAX_SIGNERS).contains(&signers.len()) {
		return Err(Stop::malformed(format!("signers: not 1 to {MAX_SIGNERS}")));
	}
	let text = render::document(&template, &request);
	let content = serde_json::to_string(&request).map_err(Fault::internal)?;

	let mut transaction = call.context.db.begin().await?;
	let matter = match store::by_matter(&mut transaction, &request.matter).await? {
		Some(known) => known,
		None => {
			let new = store::NewMatter { request: &request, content: &content, text: &text };
			store::start(&mut transaction, &new, &signers, call.now).await?
		}
	};
	if matter.request != content {
		let words = "matter: the same number came before with other content";
		return Err(Stop::said(code::CONFLICT, words));
	}
	transaction.commit().await?;
	Ok(matter.standing())
}

async fn sign(call: Call, request: Sign) -> Result<Signing, Stop> {
	let signer = convert::public("signer", &request.signer)?;
	let signature = convert::signature("signature", &request.signature)?;
	let mut transaction = call.context.db.begin().await?;
	let mut matter = store::hold(&mut transaction, &request.signing).await?.ok_or_else(none)?;
	let name = convert::public_hex(&signer);
	let seat = matter
		.seats
		.iter()
		.position(|seat| seat.signer == name)
		.ok_or_else(|| Stop::said(code::REFUSED, "signer: has nothing to sign here"))?;
	if matter.seats.get(seat).is_some_and(|seat| seat.signature.is_some()) {
		return Ok(matter.standing());
	}
	if matter.seats.iter().take(seat).any(|earlier| earlier.signature.is_none()) {
		return Err(Stop::said(code::REFUSED, "signer: somebody else has to sign before"));
	}
	let document = convert::digest("document", &matter.document_hash)?;
	if !verify(&signer, document.as_bytes(), &signature) {
		return Err(Stop::said(code::REFUSED, "signature: is not the signer's over the document"));
	}
	let text = convert::signature_hex(&signature);
	store::sign(&mut transaction, &mut matter, seat, &text, call.now).await?;
	transaction.commit().await?;
	Ok(matter.standing())
}

async fn status(call: Call, request: Which) -> Result<Signing, Stop> {
	Ok(look_up(&call, &request).await?.standing())
}

async fn file(call: Call, request: Which) -> Result<Document, Stop> {
	let matter = look_up(&call, &request).await?;
	if !matter.is_complete() {
		return Err(Stop::said(code::CONFLICT, "not everybody has signed"));
	}
	Ok(document(matter.signing, PLAIN_TEXT, matter.document.as_bytes()))
}

async fn report(call: Call, request: Which) -> Result<Document, Stop> {
	let mut transaction = call.context.db.begin().await?;
	let matter = store::find(&mut transaction, &request.signing).await?.ok_or_else(none)?;
	let steps = store::steps(&mut transaction, &request.signing).await?;
	transaction.commit().await?;
	let signatures: Vec<Value> = matter
		.seats
		.iter()
		.map(|seat| json!({ "signer": seat.signer, "signature": seat.signature, "at": seat.at }))
		.collect();
	let report = json!({
		"signing": matter.signing,
		"matter": matter.matter,
		"template": matter.template,
		"status": matter.standing().status,
		"document": matter.document_hash,
		"signatures": signatures,
		"steps": steps,
	});
	let text = serde_json::to_vec_pretty(&report).map_err(Fault::internal)?;
	Ok(document(matter.signing, "application/json", &text))
}

async fn trace(call: Call, request: Which) -> Result<Trace, Stop> {
	let mut transaction = call.context.db.begin().await?;
	store::find(&mut transaction, &request.signing).await?.ok_or_else(none)?;
	let steps = store::steps(&mut transaction, &request.signing).await?;
	transaction.commit().await?;
	Ok(Trace { steps })
}

async fn look_up(call: &Call, request: &Which) -> Result<Matter, Stop> {
	let mut transaction = call.context.db.begin().await?;
	let matter = store::find(&mut transaction, &request.signing).await?.ok_or_else(none)?;
	transaction.commit().await?;
	Ok(matter)
}

fn none() -> Stop {
	Stop::unknown("signing: there is none of that number")
}

fn document(signing: String, media_type: &str, content: &[u8]) -> Document {
	let hash: Digest = sm3_256(content).into();
	Document {
		signing,
		media_type: media_type.into(),
		content: convert::file_text(content),
		hash: convert::hex(&hash),
	}
}

fn is_visible(text: &str, longest: usize) -> bool {
	(1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
