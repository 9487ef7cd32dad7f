//! Names for the demo: Dutch-looking, and plainly of nobody.
//!
//! Every name that a reader could take for a person's ends in the mark that says it is fictional.

/// The mark behind every made-up name.
pub(super) const MARK: &str = "(fictief)";

/// Landscapes that stand in for family names.
pub(super) const PLACES: &[&str] = &[
    "Duinzicht",
    "Zeewind",
    "Polderlicht",
    "Waterrand",
    "Molenvliet",
    "Rietkraag",
    "Zandoever",
    "Wilgenhof",
    "Meeuwenduin",
    "Lindepad",
    "Vogelzang",
    "Veenweide",
    "Sluiskade",
    "Hazelaar",
    "Berkenlaan",
    "Kustlijn",
    "Klaverveld",
    "Dijkhuis",
    "Populier",
    "Sterrenbos",
    "Zilverstrand",
    "Heideroos",
    "Windhoek",
    "Avondrood",
    "Boterbloem",
    "Schelpenpad",
    "Elzenbroek",
    "Ooievaar",
    "Lisdodde",
    "Morgenster",
];

/// First names of adults.
pub(super) const ADULTS: &[&str] = &[
    "Samira", "Wendy", "Fatima", "Linda", "Chantal", "Yasmina", "Marleen", "Naomi", "Esther", "Sanne", "Priya",
    "Joyce", "Ingrid", "Malika", "Rosa", "Karin", "Xenia", "Bianca", "Truus", "Amira",
];

/// First names of detainees.
pub(super) const DETAINEES: &[&str] = &[
    "Youssef", "Mark", "Dennis", "Ravi", "Kevin", "Omar", "Jeroen", "Patrick", "Milan", "Steven", "Hassan", "Bart",
    "Ruben", "Danny", "Said", "Marco",
];

/// First names of children.
pub(super) const CHILDREN: &[&str] = &[
    "Noor", "Sem", "Lina", "Daan", "Aya", "Finn", "Zoë", "Adam", "Mila", "Luuk", "Sara", "Jayden", "Evi", "Ilias",
    "Fleur", "Thijs", "Romy", "Amin",
];
