//! Policies 策略 as data: bounded expressions over typed attributes, their validation, evaluation,
//! comparison and explanation, and their JSON form. R041–R051, R063, R065, R218.
//!
//! * A [`Policy`] says for which points, scenes, actors and time it applies, and permits or denies
//!   where its condition holds.
//! * A condition is an [`Expr`]: `all`, `any` and `not` over comparisons of an [`Attribute`] with
//!   values ([`Test`], [`Value`]), and references to [`Primitive`]s 元语 in a [`Catalogue`].
//! * [`check`] validates; [`conflicts`] compares two; [`diff`] lists what changed.
//! * [`evaluate`] and [`decide`] never fail, and cost at most what [`check`] says; [`explain`] shows
//!   every step.
//! * [`chain`] is what the chain keeps of policies and answers about them.
//! * [`json`] reads and writes the form people edit; [`template::templates`] are policies to begin
//!   with.
//!
//! Values that exist are well-formed: constructors and decoders refuse the same. Everything is
//! integer arithmetic without panics, and `no_std` without the feature `std`.
#![cfg_attr(not(any(feature = "std", test)), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod alternatives;
mod attribute;
mod calendar;
pub mod chain;
mod check;
mod conflict;
mod cost;
mod diff;
mod domain;
mod evaluate;
mod expr;
mod finding;
pub mod json;
pub mod limits;
mod policy;
mod primitive;
pub mod template;
mod value;

pub use attribute::Attribute;
pub use check::{check, check_primitive, compliance, Report};
pub use conflict::{conflicts, Overlap, Which};
pub use cost::Cost;
pub use diff::{diff, Change};
pub use evaluate::{decide, evaluate, explain, rank, Decision, Outcome, Step, Truth};
pub use expr::{Expr, Node, Test};
pub use finding::{Finding, Problem};
pub use policy::{Actors, Effect, Points, Policy, Scenes, Selection, Sorted, Validity};
pub use primitive::{resolve, Catalogue, Primitive, PrimitiveId, Reference, Resolved};
pub use value::{Minutes, Set, Value, ValueType};

#[cfg(test)]
mod tests;
