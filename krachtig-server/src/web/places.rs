//! Names of municipalities, for codes as Statistics Netherlands gives them (2026). Codes are what is stored.

/// Code and name, by name.
pub(super) const ALL: [(&str, &str); 16] = [
    ("GM0484", "Alphen aan den Rijn"),
    ("GM0503", "Delft"),
    ("GM0505", "Dordrecht"),
    ("GM0513", "Gouda"),
    ("GM0542", "Krimpen aan den IJssel"),
    ("GM0080", "Leeuwarden"),
    ("GM0546", "Leiden"),
    ("GM1916", "Leidschendam-Voorburg"),
    ("GM1842", "Midden-Delfland"),
    ("GM1926", "Pijnacker-Nootdorp"),
    ("GM0603", "Rijswijk"),
    ("GM0599", "Rotterdam"),
    ("GM0518", "’s-Gravenhage"),
    ("GM0629", "Wassenaar"),
    ("GM1783", "Westland"),
    ("GM0637", "Zoetermeer"),
];

/// The name for a code; the code itself for one that is not known here.
pub(super) fn name(code: &str) -> String {
    let known = ALL.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, name)| name).to_owned()
}

/// All, to choose from.
pub(super) fn choices() -> impl Iterator<Item = (String, String)> {
    ALL.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned()))
}
