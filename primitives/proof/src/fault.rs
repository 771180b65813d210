//! Why something is not proven.

use fiscal_bft_primitives::light::LightFault;

/// Why something is not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFault {
	/// A field has not the form it must have; the text names it.
	Malformed(&'static str),
	/// More than [`crate::MAX_NODES`] nodes.
	MaxNodesExceeded,
	/// Nodes, a header or the whole are longer than they may be; the text names them.
	MaxBytesExceeded(&'static str),
	/// More than [`crate::MAX_TRANSITIONS`] changes of the validator set.
	MaxTransitionsExceeded,
	/// The proof is of another chain than the trusted set.
	OtherChain,
	/// The block, or a change of the validator set that leads to it, is not proven to be final.
	Block(LightFault),
	/// The nodes do not lead from the state root to what is to be proven.
	Nodes,
	/// A node leads to nothing that is to be proven, or stands twice.
	SurplusNodes,
	/// What the state holds is not of the form this version knows; the text names it.
	UnknownForm(&'static str),
	/// What is stated beside the proof is not what it proves; the text names it.
	Stated(&'static str),
}

impl ProofFault {
	/// True for what is no proof at all, false for a proof that does not hold.
	pub const fn is_malformed(&self) -> bool {
		matches!(
			self,
			Self::Malformed(_)
				| Self::MaxNodesExceeded
				| Self::MaxBytesExceeded(_)
				| Self::MaxTransitionsExceeded
		)
	}
}

impl core::fmt::Display for ProofFault {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Malformed(field) => write!(f, "{field}: not of the form it must have"),
			Self::MaxNodesExceeded => f.write_str("nodes: more than 256"),
			Self::MaxBytesExceeded(field) => write!(f, "{field}: longer than it may be"),
			Self::MaxTransitionsExceeded => f.write_str("transitions: more than 256"),
			Self::OtherChain => f.write_str("genesis: the proof is of another chain"),
			Self::Block(fault) => core::fmt::Display::fmt(fault, f),
			Self::Nodes => {
				f.write_str("nodes: they do not lead from the state root to what is to be proven")
			}
			Self::SurplusNodes => f.write_str("nodes: one leads nowhere or stands twice"),
			Self::UnknownForm(what) => {
				write!(f, "{what}: the state holds it in a form this version does not know")
			}
			Self::Stated(field) => write!(f, "{field}: not what the proof proves"),
		}
	}
}

impl core::error::Error for ProofFault {}

impl From<LightFault> for ProofFault {
	fn from(fault: LightFault) -> Self {
		Self::Block(fault)
	}
}
