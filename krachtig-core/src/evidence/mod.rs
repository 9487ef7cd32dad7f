//! What makes tampering with the access log evident: a Merkle tree over its lines, and signed statements of how far
//! the tree has come; and certificates of destruction, which the same key signs.
//!
//! Pure and synchronous. What a line holds, and where lines, leaves and checkpoints are kept, do not belong here.
//! The tree is that of RFC 6962 (section 2.1), whose proofs RFC 9162 describes again; a checkpoint is written as C2SP's
//! `tlog-checkpoint` has it, and a second party's signature as its `tlog-cosignature`.
//!
//! No crate is used for the tree: those that there are bring other hashes' traits or other trees, and the tree is a
//! page of code with known test vectors.

mod certificate;
mod checkpoint;
mod key;
mod merkle;

pub use certificate::SignedCertificate;
pub use checkpoint::{Checkpoint, NoteFault, SignedCheckpoint};
pub use key::{LogKey, VerifierKey, VerifierUse};
pub use merkle::{
    EMPTY_ROOT, Frontier, Hash, consistency_proof, inclusion_proof, leaf_hash, root_of, verify_consistency,
    verify_inclusion,
};
