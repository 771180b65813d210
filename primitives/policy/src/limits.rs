//! The bounds of the language. Decoders refuse what passes them.

/// The most nodes of a condition, references written out.
pub const MAX_NODES: u32 = 64;
/// The most bytes of a condition in SCALE, references written out.
pub const MAX_BYTES: u32 = 4_096;
/// The most levels of a condition, references written out: a single comparison has one.
pub const MAX_DEPTH: usize = 8;
/// The fewest branches of `all` and `any`.
pub const MIN_BRANCHES: u8 = 2;
/// The most branches of `all` and `any`.
pub const MAX_BRANCHES: u8 = 8;
/// The most values of `in` and `notIn`.
pub const MAX_SET: u32 = 32;
/// How many references may stand inside each other.
pub const MAX_NESTING: usize = 4;
/// The most scenes a policy lists.
pub const MAX_SCENES: u32 = 32;
/// The most participants a policy lists.
pub const MAX_PARTICIPANTS: u32 = 32;
/// The most labels a policy lists.
pub const MAX_LABELS: u32 = 8;
/// The most alternatives into which validation takes a condition apart.
pub const MAX_ALTERNATIVES: usize = 256;
/// How many impossible alternatives validation looks at before it gives up.
pub const MAX_DEAD_ENDS: usize = 1_024;
/// The most a policy may cost, see [`crate::Cost`].
pub const MAX_COST: crate::Cost = 1_024;
/// The most bytes of a JSON document that is read.
pub const MAX_JSON: usize = 65_536;
