//! The tree against the vectors that implementations of RFC 6962 share, and its laws.

use proptest::prelude::*;

use super::*;

/// The entries of the test vectors of Certificate Transparency's own implementation.
const ENTRIES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The roots of the trees with the first one, two, … of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("two digits"))
        .collect()
}

fn known_leaves() -> Vec<Hash> {
    ENTRIES.iter().map(|entry| leaf_hash(&hex(entry))).collect()
}

#[test]
fn roots_are_those_that_everybody_has() {
    let leaves = known_leaves();
    assert_eq!(root_of(&[]), EMPTY_ROOT);
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(root_of(&leaves[..size]).to_vec(), hex(root), "of {size}");
    }
}

#[test]
fn proofs_are_those_that_everybody_has() {
    let leaves = known_leaves();
    // The proof of leaf 5 of 8, and of 6 to 8, as the shared vectors have them.
    let inclusion = inclusion_proof(5, &leaves).expect("there");
    let told: Vec<Vec<u8>> = inclusion.iter().map(|hash| hash.to_vec()).collect();
    assert_eq!(
        told,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        .map(hex)
    );
    let consistency = consistency_proof(6, &leaves).expect("there");
    let told: Vec<Vec<u8>> = consistency.iter().map(|hash| hash.to_vec()).collect();
    assert_eq!(
        told,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        .map(hex)
    );
}

#[test]
fn a_frontier_is_kept_only_whole() {
    let mut tree = Frontier::new();
    for leaf in known_leaves().into_iter().take(7) {
        tree.push(leaf);
    }
    assert_eq!(Frontier::kept(7, tree.peaks().to_vec()), Some(tree.clone()));
    assert_eq!(Frontier::kept(8, tree.peaks().to_vec()), None);
    assert_eq!(Frontier::kept(7, tree.peaks()[1..].to_vec()), None);
}

fn leaves(most: usize) -> impl Strategy<Value = Vec<Hash>> {
    prop::collection::vec(any::<[u8; 32]>(), 1..most)
}

/// The root by the recursive words of RFC 6962, section 2.1.
fn by_the_book(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&by_the_book(left), &by_the_book(right))
        }
    }
}

proptest! {
    #[test]
    fn a_tree_that_grew_has_the_root_of_the_book(leaves in leaves(200)) {
        prop_assert_eq!(root_of(&leaves), by_the_book(&leaves));
    }

    #[test]
    fn what_is_in_is_proven_and_nothing_else(leaves in leaves(100), at in any::<prop::sample::Index>(), flip in any::<prop::sample::Index>()) {
        let (at, size) = (at.index(leaves.len()), leaves.len() as u64);
        let (place, root) = ((at as u64, size), root_of(&leaves));
        let proof = inclusion_proof(at, &leaves).expect("there");
        prop_assert!(verify_inclusion(place, leaves[at], &proof, root));
        let mut other = leaves[at];
        other[flip.index(32)] ^= 1;
        prop_assert!(!verify_inclusion(place, other, &proof, root));
        if !proof.is_empty() {
            let mut broken = proof.clone();
            broken[flip.index(proof.len())][0] ^= 1;
            prop_assert!(!verify_inclusion(place, leaves[at], &broken, root));
            prop_assert!(!verify_inclusion(place, leaves[at], &proof[1..], root));
        }
        prop_assert!(inclusion_proof(leaves.len(), &leaves).is_none());
    }

    #[test]
    fn a_tree_is_consistent_with_its_past_and_with_no_other(leaves in leaves(100), at in any::<prop::sample::Index>(), changed in any::<prop::sample::Index>()) {
        let old = at.index(leaves.len()) + 1;
        let (past, now) = ((old as u64, root_of(&leaves[..old])), (leaves.len() as u64, root_of(&leaves)));
        let proof = consistency_proof(old, &leaves).expect("smaller");
        prop_assert!(verify_consistency(past, now, &proof));
        let mut fork = leaves.clone();
        fork[changed.index(old)][0] ^= 1;
        let proof = consistency_proof(old, &fork).expect("smaller");
        prop_assert!(!verify_consistency(past, (leaves.len() as u64, root_of(&fork)), &proof));
        prop_assert!(!verify_consistency(now, past, &proof) || past == now);
    }
}
