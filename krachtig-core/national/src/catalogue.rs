//! The catalogue: the national indicators, the same for all regions.
//!
//! Codes of categories are those of the field's word lists. An indicator that was published once keeps its code and its
//! meaning; where the meaning changes, it gets another code.

mod parties;

use crate::indicator::{Category, Indicator, Kind, Label, Unit};

/// The category of an indicator that is not split.
pub const ALL: &str = "all";

/// A text in Dutch and in English.
type Text = (&'static str, &'static str);

/// A category: its code, and its name in both languages.
type Cell = (&'static str, &'static str, &'static str);

const UNSPLIT: &[Cell] = &[(ALL, "totaal", "total")];

const STEPS: &[Cell] = &[
    ("detainee_talk", "gesprek met de gedetineerde", "talk with the detainee"),
    ("role_check", "wie kan een rol spelen", "who can play a role"),
    (
        "introduction",
        "introductie bij het gezin",
        "introduction to the family",
    ),
    ("needs_strengths", "behoeften en krachten", "needs and strengths"),
    ("room_to_act", "handelingsruimte", "room to act"),
    ("connecting", "verbinden", "connecting"),
    ("learning_by_doing", "lerend doen", "learning by doing"),
    ("story", "verhaal", "story"),
    ("scaling", "opschalen", "scaling"),
];

const PROBLEM_GROUPS: &[Cell] = &[
    ("money", "geld", "money"),
    ("home", "wonen", "home"),
    ("children", "kinderen", "children"),
    ("contact", "contact", "contact"),
    ("safety", "veiligheid", "safety"),
    ("health", "gezondheid", "health"),
    ("social", "sociaal", "social"),
    ("admin", "regelzaken", "administration"),
    ("system", "systeem", "system"),
];

const EFFECTS: &[Cell] = &[
    ("worse", "slechter", "worse"),
    ("same", "gelijk", "the same"),
    ("better", "beter", "better"),
];

const LIFE_DOMAINS: &[Cell] = &[
    ("finances", "financiën", "finances"),
    ("work_education", "werk en opleiding", "work and education"),
    ("time_use", "tijdsbesteding", "use of time"),
    ("housing", "huisvesting", "housing"),
    ("domestic_relations", "huiselijke relaties", "domestic relations"),
    ("mental_health", "geestelijke gezondheid", "mental health"),
    ("physical_health", "lichamelijke gezondheid", "physical health"),
    ("substance_use", "middelengebruik", "substance use"),
    ("basic_adl", "basale ADL", "basic activities of daily life"),
    (
        "instrumental_adl",
        "instrumentele ADL",
        "instrumental activities of daily life",
    ),
    ("social_network", "sociaal netwerk", "social network"),
    ("participation", "maatschappelijke participatie", "participation"),
    ("justice", "justitie", "justice"),
];

const CARRIERS: &[Cell] = &[
    ("own", "eigen kracht", "own strength"),
    ("network", "netwerk", "network"),
    ("professional", "professionals", "professionals"),
];

const SILOS: &[Cell] = &[
    ("wmo_2015", "Wmo 2015", "Social Support Act 2015"),
    ("jeugdwet", "Jeugdwet", "Youth Act"),
    ("participatiewet", "Participatiewet", "Participation Act"),
    ("bijzondere_bijstand", "bijzondere bijstand", "special assistance"),
    ("wgs", "Wgs", "Municipal Debt Counselling Act"),
    ("zvw", "Zvw", "Health Insurance Act"),
    ("wlz", "Wlz", "Long-term Care Act"),
    ("wfz", "Wfz", "Forensic Care Act"),
    ("passend_onderwijs", "passend onderwijs", "appropriate education"),
    ("toeslagen", "toeslagen", "allowances"),
    ("huisvesting", "huisvesting", "housing"),
    ("dji_subsidy", "DJI-subsidie", "subsidy of the prison service"),
    (
        "municipal_reintegration",
        "gemeentelijke re-integratie",
        "municipal reintegration",
    ),
    ("private_fund", "particulier fonds", "private fund"),
    ("none", "geen", "none"),
];

const DAYS: &[Cell] = &[
    ("up_to_14", "tot en met 14 dagen", "up to 14 days"),
    ("15_to_30", "15 tot en met 30 dagen", "15 to 30 days"),
    ("31_to_90", "31 tot en met 90 dagen", "31 to 90 days"),
    ("over_90", "meer dan 90 dagen", "over 90 days"),
];

/// A figure of the organisation.
fn organisational(code: &str, unit: Unit, label: Text, definition: Text, cells: &[Cell]) -> Indicator {
    made((code, Kind::Organisational, 0), unit, (label, definition), cells)
}

/// An attribute of families, with the number of categories in which a family counts at most.
fn attribute((code, most_cells): (&str, u8), label: Text, definition: Text, cells: &[Cell]) -> Indicator {
    made(
        (code, Kind::Attribute, most_cells),
        Unit::Families,
        (label, definition),
        cells,
    )
}

fn made((code, kind, most_cells): (&str, Kind, u8), unit: Unit, texts: (Text, Text), cells: &[Cell]) -> Indicator {
    let label = |(nl, en): Text| Label::new(nl, en);
    let category = |(code, nl, en): &Cell| Category {
        code: (*code).to_owned(),
        label: Label::new(nl, en),
    };
    Indicator {
        code: code.to_owned(),
        kind,
        unit,
        label: label(texts.0),
        definition: label(texts.1),
        categories: cells.iter().map(category).collect(),
        most_cells,
    }
}

/// Every national indicator.
#[must_use]
pub fn catalogue() -> Vec<Indicator> {
    let mut all = of_the_organisation();
    all.extend(of_families());
    all.extend(of_families_and_systems());
    all.extend(parties::all());
    all
}

fn of_the_organisation() -> Vec<Indicator> {
    vec![
        organisational(
            "families_in_trajectory",
            Unit::Families,
            ("gezinnen in een traject", "families in a trajectory"),
            (
                "Gezinnen met een traject dat op enig moment in de periode open was.",
                "Families with a trajectory that was open at some time in the period.",
            ),
            UNSPLIT,
        ),
        organisational(
            "trajectories_closed",
            Unit::Trajectories,
            ("afgesloten trajecten", "trajectories closed"),
            (
                "Trajecten die in de periode zijn afgesloten.",
                "Trajectories that were closed in the period.",
            ),
            UNSPLIT,
        ),
        organisational(
            "hours",
            Unit::Hours,
            ("uren", "hours"),
            (
                "Uren handelingsruimte die in de periode zijn afgesproken.",
                "Hours of room to act that were agreed in the period.",
            ),
            UNSPLIT,
        ),
        organisational(
            "referrals",
            Unit::Referrals,
            ("verwijzingen", "referrals"),
            (
                "Verwijzingen die in de periode zijn gedaan, geaccepteerd en afgewezen.",
                "Referrals that were made, accepted and declined in the period.",
            ),
            &[
                ("made", "gedaan", "made"),
                ("accepted", "geaccepteerd", "accepted"),
                ("declined", "afgewezen", "declined"),
            ],
        ),
        organisational(
            "budget",
            Unit::EuroCents,
            ("perspectiefbudget", "perspective budget"),
            (
                "Perspectiefbudget dat in de periode is gevraagd, toegekend en uitgegeven.",
                "Perspective budget that was asked, approved and spent in the period.",
            ),
            &[
                ("asked", "gevraagd", "asked"),
                ("approved", "toegekend", "approved"),
                ("spent", "uitgegeven", "spent"),
            ],
        ),
        organisational(
            "suggestions",
            Unit::Suggestions,
            ("suggesties", "suggestions"),
            (
                "Suggesties aan andere partijen die in de periode zijn gedaan.",
                "Suggestions to other parties that were made in the period.",
            ),
            UNSPLIT,
        ),
        organisational(
            "stories",
            Unit::Stories,
            ("verhalen", "stories"),
            (
                "Verhalen waarvan het gezin in de periode een versie goedkeurde.",
                "Stories of which the family approved a version in the period.",
            ),
            UNSPLIT,
        ),
    ]
}

fn of_families() -> Vec<Indicator> {
    vec![
        attribute(
            ("furthest_step", 1),
            ("verste stap", "furthest step"),
            (
                "De verste stap die aan het eind van de periode gedaan was.",
                "The furthest step that was done by the end of the period.",
            ),
            STEPS,
        ),
        attribute(
            ("problem_groups", 3),
            ("probleemgroepen", "problem groups"),
            (
                "De eerste drie probleemgroepen die een gezin tot het eind van de periode tegenkwam.",
                "The first three groups of problems that a family met by the end of the period.",
            ),
            PROBLEM_GROUPS,
        ),
        attribute(
            ("problem_effect", 1),
            ("effect van de detentie", "effect of the detention"),
            (
                "Wat de detentie met de meeste problemen van een gezin deed.",
                "What the detention did to most of a family's problems.",
            ),
            EFFECTS,
        ),
        attribute(
            ("domain_change", 1),
            ("verandering", "change"),
            (
                "Of de leefgebieden samen er tussen de eerste en de laatste meting op vooruitgingen.",
                "Whether the life domains together went up between the first mapping and the last.",
            ),
            EFFECTS,
        ),
        attribute(
            ("improved_domains", 2),
            ("verbeterde leefgebieden", "life domains that went up"),
            (
                "De eerste twee leefgebieden die tussen de eerste en de laatste meting vooruitgingen.",
                "The first two life domains that went up between the first mapping and the last.",
            ),
            LIFE_DOMAINS,
        ),
        attribute(
            ("carried_by", 1),
            ("wie het draagt", "who carries it"),
            (
                "Wie in de laatste meting het meeste draagt.",
                "Who carries most in the last mapping.",
            ),
            CARRIERS,
        ),
    ]
}

fn of_families_and_systems() -> Vec<Indicator> {
    vec![
        attribute(
            ("goals", 1),
            ("doelen", "goals"),
            (
                "Hoeveel van de doelen van een gezin aan het eind van de periode bereikt zijn.",
                "How many of a family's goals were reached by the end of the period.",
            ),
            &[
                ("all", "alle", "all"),
                ("some", "een deel", "some"),
                ("none", "geen", "none"),
            ],
        ),
        attribute(
            ("time_to_introduction", 1),
            ("doorlooptijd tot de introductie", "time to the introduction"),
            (
                "Dagen tussen het eerste gesprek en de introductie bij het gezin.",
                "Days between the first talk and the introduction to the family.",
            ),
            DAYS,
        ),
        attribute(
            ("time_to_mapping", 1),
            ("doorlooptijd tot de eerste meting", "time to the first mapping"),
            (
                "Dagen tussen de introductie en de eerste meting van behoeften en krachten.",
                "Days between the introduction and the first mapping of needs and strengths.",
            ),
            DAYS,
        ),
        attribute(
            ("silo_obstacles", 2),
            ("financieringsschotten", "funding silos"),
            (
                "De eerste twee schotten die een gezin in de weg stonden tot het eind van de periode.",
                "The first two silos that stood in a family's way by the end of the period.",
            ),
            SILOS,
        ),
        attribute(
            ("silo_days_lost", 1),
            ("dagen verloren aan schotten", "days lost to silos"),
            (
                "Dagen die een gezin tot het eind van de periode aan schotten verloor.",
                "Days that a family lost to silos by the end of the period.",
            ),
            DAYS,
        ),
        attribute(
            ("silo_euros_lost", 1),
            ("euro's verloren aan schotten", "euros lost to silos"),
            (
                "Euro's die schotten een gezin tot het eind van de periode kostten.",
                "Euros that silos cost a family by the end of the period.",
            ),
            &[
                ("up_to_250", "tot en met 250 euro", "up to 250 euros"),
                ("251_to_1000", "251 tot en met 1.000 euro", "251 to 1,000 euros"),
                ("over_1000", "meer dan 1.000 euro", "over 1,000 euros"),
            ],
        ),
        attribute(
            ("budget_domains", 2),
            ("leefgebieden van het budget", "life domains of the budget"),
            (
                "De eerste twee leefgebieden waaraan een gezin perspectiefbudget uitgaf.",
                "The first two life domains on which a family spent perspective budget.",
            ),
            LIFE_DOMAINS,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::is_code;

    #[test]
    fn every_indicator_can_be_told_and_bounded() {
        let all = catalogue();
        let mut codes: Vec<&str> = all.iter().map(|indicator| indicator.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len(), "each code stands for one indicator");
        for indicator in &all {
            let mut cells: Vec<&str> = indicator.categories.iter().map(|one| one.code.as_str()).collect();
            assert!(
                is_code(&indicator.code) && cells.iter().all(|code| is_code(code)),
                "{}",
                indicator.code
            );
            cells.sort_unstable();
            cells.dedup();
            assert!(
                !cells.is_empty() && cells.len() == indicator.categories.len(),
                "{}",
                indicator.code
            );
            let bounded = indicator.most_cells > 0;
            assert_eq!(bounded, indicator.kind == Kind::Attribute, "{}", indicator.code);
            let texts = [&indicator.label, &indicator.definition];
            let cells = indicator.categories.iter().map(|one| &one.label);
            assert!(
                texts
                    .into_iter()
                    .chain(cells)
                    .all(|text| !text.nl.is_empty() && !text.en.is_empty())
            );
        }
    }
}
