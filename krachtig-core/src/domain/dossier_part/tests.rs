//! Every list of a dossier lies in a part, and sets of parts are sets.

use super::*;
use crate::domain::record::RecordKind;

/// A list of a dossier that lay in no part would be shown to nobody, or to everybody.
#[test]
fn every_list_of_a_dossier_lies_in_a_part() {
    macro_rules! kinds {
        (
            own { $($(#[$about:meta])* $own:ident: $own_record:ident,)+ }
            shared { $($(#[$shared_about:meta])* $shared:ident: $shared_record:ident,)+ }
        ) => {
            [$(RecordKind::$own_record),+]
        };
    }
    let own = crate::domain::dossier::lists_of_dossier!(kinds);
    for kind in own {
        assert!(!parts_of(kind).is_empty(), "{kind} lies in no part");
        assert!(lists(DossierParts::of(parts_of(kind))).has(kind), "{kind}");
        assert!(!lists(DossierParts::NONE).has(kind), "{kind}");
    }
}

#[test]
fn a_kind_is_told_of_where_all_that_it_may_be_is_seen() {
    for kind in RecordKind::ALL {
        assert!(DossierParts::ALL.tells_of(*kind));
        assert!(!DossierParts::NONE.tells_of(*kind));
        for part in parts_of(*kind) {
            let without = DossierParts::of(&[*part]).others();
            assert!(!without.tells_of(*kind), "{kind} without {part}");
        }
    }
}

#[test]
fn parts_and_the_others_make_all() {
    for part in DossierPart::ALL {
        let one = DossierParts::NONE.with(*part);
        assert_eq!(one.iter().collect::<Vec<_>>(), [*part]);
        assert_eq!(one.and(one.others()), DossierParts::ALL);
        assert!(!one.others().has(*part));
    }
}
