//! The Merkle tree of RFC 6962, section 2.1: SHA-256 over leaves and nodes, each with a byte of its own before it.
//!
//! ```
//! use krachtig_core::evidence::{consistency_proof, inclusion_proof, leaf_hash, root_of, verify_consistency, verify_inclusion};
//!
//! let leaves: Vec<_> = ["a", "b", "c", "d", "e"].iter().map(|line| leaf_hash(line.as_bytes())).collect();
//! let (old, new) = (root_of(&leaves[..3]), root_of(&leaves));
//! let proof = inclusion_proof(1, &leaves).unwrap();
//! assert!(verify_inclusion((1, 5), leaf_hash(b"b"), &proof, new));
//! assert!(!verify_inclusion((1, 5), leaf_hash(b"B"), &proof, new));
//! let proof = consistency_proof(3, &leaves).unwrap();
//! assert!(verify_consistency((3, old), (5, new), &proof));
//! ```

use sha2::{Digest, Sha256};

/// A hash in the tree: SHA-256.
pub type Hash = [u8; 32];

/// The root of a tree without leaves: the hash of nothing.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41,
    0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// What has to be kept of a tree to go on with it: the roots of the whole subtrees that it consists of, the largest
/// first. There are as many as its size has bits that are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// A tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A tree that was kept; none where there are more or fewer subtrees than a tree of this size has.
    #[must_use]
    pub fn kept(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (u64::from(size.count_ones()) == peaks.len() as u64).then_some(Self { size, peaks })
    }

    /// How many leaves it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of its whole subtrees, the largest first.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each bit that is one at the end of the old size is a subtree as large as the one that was just made.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return EMPTY_ROOT };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The root of the tree with these leaves.
#[must_use]
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::new();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

/// The largest power of two below a size of two or more: where a tree of that size divides.
fn split(size: usize) -> usize {
    1 << (usize::BITS - 1 - (size - 1).leading_zeros())
}

/// The hashes that lead from a leaf to the root of the tree with these leaves; none where there is no such leaf.
#[must_use]
pub fn inclusion_proof(index: usize, leaves: &[Hash]) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut proof, mut index, mut leaves) = (Vec::new(), index, leaves);
    while leaves.len() > 1 {
        let (left, right) = leaves.split_at(split(leaves.len()));
        if index < left.len() {
            proof.push(root_of(right));
            leaves = left;
        } else {
            proof.push(root_of(left));
            index -= left.len();
            leaves = right;
        }
    }
    proof.reverse();
    Some(proof)
}

/// Whether a leaf is in the tree of that size and root, at that place: RFC 9162, section 2.1.3.2.
#[must_use]
pub fn verify_inclusion((index, size): (u64, u64), leaf: Hash, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(step, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}

/// The hashes that show that the tree with the first `old` of these leaves is the beginning of the tree with all of
/// them; none where there are fewer.
#[must_use]
pub fn consistency_proof(old: usize, leaves: &[Hash]) -> Option<Vec<Hash>> {
    if old > leaves.len() {
        return None;
    }
    let mut proof = Vec::new();
    if old == 0 || old == leaves.len() {
        return Some(proof);
    }
    // RFC 6962, section 2.1.2: whether the part at hand is itself a whole subtree of the old tree.
    let (mut old, mut leaves, mut whole) = (old, leaves, true);
    while old != leaves.len() {
        let (left, right) = leaves.split_at(split(leaves.len()));
        if old <= left.len() {
            proof.push(root_of(right));
            leaves = left;
        } else {
            proof.push(root_of(left));
            old -= left.len();
            leaves = right;
            whole = false;
        }
    }
    if !whole {
        proof.push(root_of(leaves));
    }
    proof.reverse();
    Some(proof)
}

/// Whether the first tree, of a size and with a root, is the beginning of the second: RFC 9162, section 2.1.4.2.
#[must_use]
pub fn verify_consistency((old, old_root): (u64, Hash), (new, new_root): (u64, Hash), proof: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && old_root == EMPTY_ROOT;
    }
    let mut steps = proof.iter();
    let first = if old.is_power_of_two() {
        Some(old_root)
    } else {
        steps.next().copied()
    };
    let Some(first) = first else { return false };
    let turns = (old - 1).trailing_ones();
    let (mut place, mut last) = ((old - 1) >> turns, (new - 1) >> turns);
    let (mut of_old, mut of_new) = (first, first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            of_old = node_hash(step, &of_old);
            of_new = node_hash(step, &of_new);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, step);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == old_root && of_new == new_root
}

#[cfg(test)]
mod tests;
