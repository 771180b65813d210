//! Files that cross the border: those of bills, and agreements behind authorizations. R171, R172.

use super::{
	bill_key, named, outgoing,
	outgoing::{Draft, Waiting, FILE},
	province,
	queries::asker,
	shanghai, SYSTEM,
};
use crate::{
	bills,
	context::Context,
	db::{int, next},
	fault::Stop,
	service::Call,
};
use fiscal_bridge::{
	convert::{self, MAX_FILE_BYTES},
	envelope::{code, Refusal},
	protocol::region::{
		Accepted, AuthorizationRequest, FileBody, FileRequest, AUTHORIZATION_PUSH,
		FILE as FILE_SERVICE,
	},
};
use fiscal_primitives::{BillKey, Region};

/// Gives the agreement behind an authorization.
pub async fn authorization(call: Call, request: AuthorizationRequest) -> Result<FileBody, Stop> {
	let region = province(&call.context, "to", request.to)?;
	shanghai("from", request.from)?;
	asker(&request.org, &request.flow)?;
	convert::digest("authorization", &request.authorization)?;
	let mut transaction = call.context.db.begin().await?;
	let row: Option<(String, String, String)> = sqlx::query_as(
		"SELECT media_type, content, hash FROM agreements \
		 WHERE authorization_digest = $1 AND region = $2",
	)
	.bind(&request.authorization)
	.bind(i64::from(region.get()))
	.fetch_optional(&mut *transaction)
	.await?;
	transaction.commit().await?;
	let (media_type, content, hash) =
		row.ok_or_else(|| Stop::unknown("authorization: the province knows none of that digest"))?;
	Ok(FileBody {
		to: request.from,
		from: request.to,
		org: request.org,
		flow: request.flow,
		subject: request.authorization,
		media_type,
		content,
		hash,
	})
}

/// Queues the file of a bill, which follows in a request of the platform.
pub async fn file_request(call: Call, request: FileRequest) -> Result<Accepted, Stop> {
	let region = province(&call.context, "to", request.to)?;
	shanghai("from", request.from)?;
	asker(&request.org, &request.flow)?;
	let key = bill_key(&request.code, &request.number)?;
	convert::digest("authorization", &request.authorization)?;
	if bills::region_of(&key) != Some(region) {
		return Err(Stop::unknown("code: is of another province"));
	}
	let mut transaction = call.context.db.begin().await?;
	if bills::file(&mut transaction, SYSTEM, &key, "pdf").await?.is_none() {
		return Err(Stop::unknown("number: there is no such bill, or it has no file"));
	}
	let body = serde_json::to_string(&request).map_err(crate::fault::Fault::internal)?;
	let draft = Draft {
		region,
		kind: FILE,
		lane: format!("{region}/{}/{}", request.org, request.flow),
		org: &request.org,
		flow: Some(&request.flow),
		bill: Some(key.to_string()),
		body,
	};
	outgoing::queue(&mut transaction, draft, call.now).await?;
	transaction.commit().await?;
	call.context.gateway.wake.notify_one();
	Ok(Accepted { flow: request.flow })
}

/// The file that waits to be handed over.
pub async fn to_hand_over(
	context: &Context,
	waiting: &Waiting,
) -> Result<Result<FileBody, Refusal>, sqlx::Error> {
	let refused = |words: String| Ok(Err(Refusal::new(code::NOT_FOUND, words)));
	let request: FileRequest = match serde_json::from_str(&waiting.body) {
		Ok(request) => request,
		Err(fault) => return refused(fault.to_string()),
	};
	let Ok(key) = bill_key(&request.code, &request.number) else {
		return refused(format!("{}-{} is no bill", request.code, request.number));
	};
	let mut transaction = context.db.begin().await?;
	let file = bills::file(&mut transaction, SYSTEM, &key, "pdf").await?;
	transaction.commit().await?;
	let Some(file) = file else { return refused(format!("{key} has no file any more")) };
	Ok(Ok(FileBody {
		to: request.from,
		from: request.to,
		org: request.org,
		flow: request.flow,
		subject: key.to_string(),
		media_type: file.media_type,
		content: file.content,
		hash: file.hash,
	}))
}

/// Takes a file that a province asked for.
pub async fn take_file(call: Call, file: FileBody) -> Result<Accepted, Stop> {
	file.subject.parse::<BillKey>().map_err(|fault| named("subject", fault))?;
	receive(call, file, FILE_SERVICE).await
}

/// Takes the agreement behind an authorization.
pub async fn take_authorization(call: Call, file: FileBody) -> Result<Accepted, Stop> {
	convert::digest("subject", &file.subject)?;
	receive(call, file, AUTHORIZATION_PUSH).await
}

async fn receive(call: Call, file: FileBody, service: &str) -> Result<Accepted, Stop> {
	let region = province(&call.context, "to", file.to)?;
	shanghai("from", file.from)?;
	asker(&file.org, &file.flow)?;
	if file.media_type.len() > 64 || !file.media_type.contains('/') {
		return Err(Stop::malformed("mediaType: not a media type of at most 64 characters"));
	}
	let content = convert::file(&file.content, &file.hash, MAX_FILE_BYTES)?;
	let mut transaction = call.context.db.begin().await?;
	let known: Option<(String,)> = sqlx::query_as(
		"SELECT hash FROM received \
		 WHERE service = $1 AND region = $2 AND org = $3 AND flow = $4 AND subject = $5",
	)
	.bind(service)
	.bind(i64::from(region.get()))
	.bind(&file.org)
	.bind(&file.flow)
	.bind(&file.subject)
	.fetch_optional(&mut *transaction)
	.await?;
	match known {
		Some((hash,)) if hash == file.hash => {}
		Some(_) => {
			let words = "hash: another file came under the same flow number";
			return Err(Stop::said(code::CONFLICT, words));
		}
		None => keep(&mut transaction, &file, service, region, content.len(), call.now).await?,
	}
	transaction.commit().await?;
	Ok(Accepted { flow: file.flow })
}

async fn keep(
	connection: &mut sqlx::AnyConnection,
	file: &FileBody,
	service: &str,
	region: Region,
	bytes: usize,
	now: u64,
) -> Result<(), sqlx::Error> {
	let position = next(connection, "platform/received").await?;
	sqlx::query(
		"INSERT INTO received (position, service, region, org, flow, subject, media_type, hash, \
		 bytes, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	)
	.bind(position)
	.bind(service)
	.bind(i64::from(region.get()))
	.bind(&file.org)
	.bind(&file.flow)
	.bind(&file.subject)
	.bind(&file.media_type)
	.bind(&file.hash)
	.bind(i64::try_from(bytes).unwrap_or(i64::MAX))
	.bind(int(now))
	.execute(connection)
	.await?;
	Ok(())
}
