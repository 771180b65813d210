//! What is asked of the database.

pub mod account;
pub mod bills;
pub mod bridges;
pub mod cells;
pub mod chain;
pub mod cursor;
pub mod decisions;
pub mod list;
pub mod param;
pub mod parties;
pub mod select;
