//! What the rules tell about themselves: their name, and the sentences for their findings in Dutch and English.

/// The rules' name.
pub const NAME: &str = "exodus-haaglanden";
/// The rules' version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The languages in which every text is given, in the order of the pairs below.
pub const LANGUAGES: [&str; 2] = ["nl", "en"];
/// What the rules do.
pub const SUMMARY: [&str; 2] = [
    "Vertrouwen: twee mensen keuren het plan goed, daarna volgt het geld in termijnen, aan het gezin zelf. \
     Fictieve regels van een demoregio.",
    "Trust: two people approve the plan, then the money follows in tranches, to the family itself. \
     Fictional rules of a demo region.",
];

/// A finding that the rules can give.
pub struct FindingText {
    /// Its stable code.
    pub code: &'static str,
    /// The names of its arguments.
    pub arguments: &'static [&'static str],
    /// The sentence, in the order of [`LANGUAGES`].
    pub texts: [&'static str; 2],
}

/// Every finding that the rules can give.
pub const FINDINGS: &[FindingText] = &[
    FindingText {
        code: "nothing_asked",
        arguments: &[],
        texts: ["Er wordt geen bedrag gevraagd.", "No amount is asked."],
    },
    FindingText {
        code: "payee_not_family",
        arguments: &[],
        texts: [
            "In deze regio wordt aan het gezin zelf betaald.",
            "In this region the money is paid to the family itself.",
        ],
    },
    FindingText {
        code: "benefit_impact_unchecked",
        arguments: &[],
        texts: [
            "Ga eerst na wat het geld met de uitkering en toeslagen van het gezin doet.",
            "First check what the money does to the family's benefits.",
        ],
    },
    FindingText {
        code: "plan_missing",
        arguments: &[],
        texts: [
            "Er is nog geen plan voor het budget.",
            "There is no plan for the budget yet.",
        ],
    },
    FindingText {
        code: "plan_over_cap",
        arguments: &["planned", "cap"],
        texts: [
            "Het plan komt op {planned}, meer dan de {cap} die een gezin kan krijgen.",
            "The plan comes to {planned}, more than the {cap} that a family can get.",
        ],
    },
    FindingText {
        code: "cap_exceeded",
        arguments: &["asked", "left", "cap"],
        texts: [
            "Gevraagd is {asked}; van de {cap} per gezin is nog {left} over.",
            "{asked} is asked; {left} is left of the {cap} per family.",
        ],
    },
    FindingText {
        code: "beyond_plan",
        arguments: &["asked", "left"],
        texts: [
            "Gevraagd is {asked}; in het plan is nog {left} over.",
            "{asked} is asked; {left} is left in the plan.",
        ],
    },
    FindingText {
        code: "tranches_used_up",
        arguments: &["needed", "left"],
        texts: [
            "Dit bedrag vraagt {needed} termijn(en), er zijn er nog {left} over.",
            "This amount takes {needed} tranche(s), {left} are left.",
        ],
    },
    FindingText {
        code: "review_talk_missing",
        arguments: &["since"],
        texts: [
            "Sinds de vorige termijn van {since} is er nog geen terugblikgesprek geweest.",
            "There has been no review talk since the last tranche of {since}.",
        ],
    },
    FindingText {
        code: "plan_needs_approvals",
        arguments: &["needed", "given"],
        texts: [
            "Het plan heeft {needed} goedkeuringen nodig en heeft er {given}.",
            "The plan needs {needed} approvals and has {given}.",
        ],
    },
    FindingText {
        code: "within_plan",
        arguments: &["left"],
        texts: [
            "Het past in het goedgekeurde plan; daarna is nog {left} over.",
            "It fits the approved plan; {left} is left after it.",
        ],
    },
];
