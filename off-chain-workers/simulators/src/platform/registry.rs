//! Organisations that are registered for cross-province reimbursement 跨省备案, and their services
//! 服务开通. R167, R168.

use crate::db::{int, uint};
use fiscal_bridge::convert;
use fiscal_primitives::{
	region::{OrgCode, OrgName, ServiceChange, ServiceStatus},
	Moment, Region,
};
use sqlx::AnyConnection;

/// An organisation is registered, or not any more.
pub async fn file(
	connection: &mut AnyConnection,
	region: Region,
	org: &OrgCode,
	name: &OrgName,
	active: bool,
	at: Moment,
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"INSERT INTO filings (region, org, name, active, at) VALUES ($1, $2, $3, $4, $5) \
		 ON CONFLICT (region, org) DO UPDATE SET name = excluded.name, active = excluded.active, \
		 at = excluded.at",
	)
	.bind(i64::from(region.get()))
	.bind(org.as_str())
	.bind(name.as_str())
	.bind(i64::from(active))
	.bind(int(at))
	.execute(connection)
	.await?;
	Ok(())
}

/// The service of an organisation changed. Who left stays away.
pub async fn change(
	connection: &mut AnyConnection,
	region: Region,
	org: &OrgCode,
	change: ServiceChange,
	until: Moment,
	at: Moment,
) -> Result<(), sqlx::Error> {
	let known = service(connection, region, org).await?;
	let status = match (change, known) {
		(_, Some((ServiceStatus::Left, _))) | (ServiceChange::Leave, _) => ServiceStatus::Left,
		(ServiceChange::Suspend, _) => ServiceStatus::Suspended,
		(ServiceChange::Renew, Some((status, _))) => status,
		(ServiceChange::Open | ServiceChange::Reopen | ServiceChange::Renew, _) => {
			ServiceStatus::Open
		}
	};
	sqlx::query(
		"INSERT INTO services (region, org, status, until, at) VALUES ($1, $2, $3, $4, $5) \
		 ON CONFLICT (region, org) DO UPDATE SET status = excluded.status, \
		 until = excluded.until, at = excluded.at",
	)
	.bind(i64::from(region.get()))
	.bind(org.as_str())
	.bind(convert::word(&status))
	.bind(int(until))
	.bind(int(at))
	.execute(connection)
	.await?;
	Ok(())
}

async fn service(
	connection: &mut AnyConnection,
	region: Region,
	org: &OrgCode,
) -> Result<Option<(ServiceStatus, Moment)>, sqlx::Error> {
	let row: Option<(String, i64)> =
		sqlx::query_as("SELECT status, until FROM services WHERE region = $1 AND org = $2")
			.bind(i64::from(region.get()))
			.bind(org.as_str())
			.fetch_optional(connection)
			.await?;
	row.map(|(status, until)| {
		convert::from_word("status", &status)
			.map(|status| (status, uint(until)))
			.map_err(crate::db::damaged)
	})
	.transpose()
}

/// Is the organisation registered, and its service open?
pub async fn is_admitted(
	connection: &mut AnyConnection,
	region: Region,
	org: &OrgCode,
	now: Moment,
) -> Result<bool, sqlx::Error> {
	let filed: Option<(i64,)> =
		sqlx::query_as("SELECT active FROM filings WHERE region = $1 AND org = $2")
			.bind(i64::from(region.get()))
			.bind(org.as_str())
			.fetch_optional(&mut *connection)
			.await?;
	let open = service(connection, region, org).await?;
	Ok(filed == Some((1,))
		&& open.is_some_and(|(status, until)| status == ServiceStatus::Open && now < until))
}
