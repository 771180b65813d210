//! The index over a chain that exists nowhere else, on SQLite and on PostgreSQL: killed, restarted, fed
//! slowly, contradicted and upgraded.

mod chain;
mod postgres;
mod rows;
mod scenario;
mod tests;
