//! The API over real sockets, on SQLite and on PostgreSQL, with rows that the statements of the index
//! wrote.

#[path = "../support/fill.rs"]
mod fill;
#[path = "../ingest/postgres.rs"]
mod postgres;

mod answers;
mod csv;
mod details;
mod fixture;
mod limits;
mod lists;
mod live;
mod openapi;
mod paging;
mod plans;
mod proxy;
mod replica;
mod statistics;
