//! Services: a route, its description and its faults, made together.

use crate::{
	context::Context,
	describe::{self, About, Parameter},
	extract::{object, Operator, Parameters, Payload},
	fault::{Fault, Stop},
	faults::Fate,
	system::System,
};
use axum::{
	extract::State,
	response::{IntoResponse, Response},
	routing::{get, post, put},
	Json,
};
use fiscal_bridge::{
	envelope::signed::seal_answer,
	now,
	protocol::{nontax::Envelope, SignedRequest},
};
use fiscal_primitives::Moment;
use serde::{de::DeserializeOwned, Serialize};
use std::future::Future;
use utoipa::openapi::HttpMethod;
use utoipa_axum::router::UtoipaMethodRouter;

/// A call that was admitted.
pub struct Call {
	/// Of the system that is called.
	pub context: Context,
	/// Who calls.
	pub app: String,
	/// What befalls the call.
	pub fate: Fate,
	/// When it came, Unix ms.
	pub now: Moment,
}

/// A service in the envelope that is signed with SM2.
pub fn signed<Q, A, F, R>(
	system: System,
	service: &'static str,
	about: About,
	work: F,
) -> UtoipaMethodRouter<Context>
where
	Q: DeserializeOwned + Send + 'static,
	A: Serialize + Send + 'static,
	F: Fn(Call, Q) -> R + Clone + Send + Sync + 'static,
	R: Future<Output = Result<A, Stop>> + Send + 'static,
{
	let (schemas, paths) = describe::signed(system, service, &about);
	let handler = move |State(context): State<Context>,
	                    Payload(request): Payload<SignedRequest>| {
		let work = work.clone();
		async move { answer_signed(context, service, request, work).await }
	};
	(schemas, paths, post(handler))
}

async fn answer_signed<Q, A, F, R>(
	context: Context,
	service: &str,
	request: SignedRequest,
	work: F,
) -> Result<Response, Fault>
where
	Q: DeserializeOwned,
	A: Serialize + Send + 'static,
	F: Fn(Call, Q) -> R,
	R: Future<Output = Result<A, Stop>> + Send + 'static,
{
	let now_in = now();
	context.check(&request, service, now_in)?;
	let fate = context.switch.fate(service, request.body.as_bytes());
	fate.hold().await;
	if fate.unavailable {
		return Err(Fault::unavailable());
	}
	let outcome = match serde_json::from_str(&request.body)
		.map_err(|fault| fault.to_string())
		.and_then(object)
	{
		Ok(query) => {
			let app = request.app.clone();
			let call = Call { context: context.clone(), app, fate: fate.clone(), now: now_in };
			to_the_end(work(call, query)).await
		}
		Err(fault) => Err(Stop::malformed(format!("body: {fault}"))),
	};
	let outcome = match outcome {
		Ok(answer) => Ok(answer),
		Err(Stop::Said(refusal)) => Err(refusal),
		Err(Stop::Fault(fault)) => return Err(fault),
	};
	let mut answer = seal_answer(context.signer()?, &request, outcome.as_ref(), now())?;
	fate.spoil_envelope(&mut answer.signature);
	Ok(fate.deliver(Json(answer).into_response()))
}

/// A service in the envelope of the non-tax system.
pub fn enveloped<Q, A, F, R>(
	system: System,
	service: &'static str,
	about: About,
	work: F,
) -> UtoipaMethodRouter<Context>
where
	Q: DeserializeOwned + Send + 'static,
	A: Serialize + Send + 'static,
	F: Fn(Call, Q) -> R + Clone + Send + Sync + 'static,
	R: Future<Output = Result<A, Stop>> + Send + 'static,
{
	let (schemas, paths) = describe::enveloped(system, service, &about);
	let handler = move |State(context): State<Context>, Payload(envelope): Payload<Envelope>| {
		let work = work.clone();
		async move { answer_enveloped(context, service, envelope, work).await }
	};
	(schemas, paths, post(handler))
}

async fn answer_enveloped<Q, A, F, R>(
	context: Context,
	service: &str,
	envelope: Envelope,
	work: F,
) -> Result<Response, Fault>
where
	Q: DeserializeOwned,
	A: Serialize + Send + 'static,
	F: Fn(Call, Q) -> R,
	R: Future<Output = Result<A, Stop>> + Send + 'static,
{
	let now = now();
	let (credentials, request) = context.open(&envelope, now)?;
	let fate = context.switch.fate(service, request.to_string().as_bytes());
	fate.hold().await;
	if fate.unavailable {
		return Err(Fault::unavailable());
	}
	let outcome = match object::<Q>(request) {
		Ok(query) => {
			let app = envelope.appid.clone();
			let call = Call { context: context.clone(), app, fate: fate.clone(), now };
			to_the_end(work(call, query)).await
		}
		Err(fault) => Err(Stop::malformed(format!("data: {fault}"))),
	};
	let outcome = match outcome {
		Ok(answer) => Ok(answer),
		Err(Stop::Said(refusal)) => Err(refusal),
		Err(Stop::Fault(fault)) => return Err(fault),
	};
	let mut answer = credentials.answer(&envelope.noise, outcome.as_ref())?;
	// In upper case here; the last digit stays one.
	fate.spoil_envelope(&mut answer.sign);
	Ok(fate.deliver(Json(answer).into_response()))
}

/// Goes on when the caller hangs up: a transaction that was begun ends, and no connection to the
/// database is left in the midst of one.
async fn to_the_end<A: Send + 'static>(
	work: impl Future<Output = Result<A, Stop>> + Send + 'static,
) -> Result<A, Stop> {
	tokio::spawn(work).await.unwrap_or_else(|fault| Err(Fault::internal(fault).into()))
}

/// A control endpoint that changes something.
pub fn control<Q, A, F, R>(
	method: HttpMethod,
	path: &'static str,
	about: About,
	work: F,
) -> UtoipaMethodRouter<Context>
where
	Q: DeserializeOwned + Send + 'static,
	A: Serialize + Send + 'static,
	F: Fn(Context, Q) -> R + Clone + Send + Sync + 'static,
	R: Future<Output = Result<A, Stop>> + Send + 'static,
{
	let is_put = matches!(method, HttpMethod::Put);
	let (schemas, paths) = describe::control(method, path, &about);
	let handler = move |_: Operator, State(context): State<Context>, Payload(query): Payload<Q>| {
		let work = work.clone();
		async move { to_the_end(work(context, query)).await.map(Json).map_err(Fault::from) }
	};
	(schemas, paths, if is_put { put(handler) } else { post(handler) })
}

/// A control endpoint that shows something.
pub fn control_get<Q, A, F, R>(
	path: &'static str,
	about: About,
	parameters: &[Parameter],
	work: F,
) -> UtoipaMethodRouter<Context>
where
	Q: DeserializeOwned + Send + 'static,
	A: Serialize + Send + 'static,
	F: Fn(Context, Q) -> R + Clone + Send + Sync + 'static,
	R: Future<Output = Result<A, Stop>> + Send + 'static,
{
	let (schemas, paths) = describe::control_get(path, &about, parameters);
	let handler =
		move |_: Operator, State(context): State<Context>, Parameters(query): Parameters<Q>| {
			let work = work.clone();
			async move { to_the_end(work(context, query)).await.map(Json).map_err(Fault::from) }
		};
	(schemas, paths, get(handler))
}
