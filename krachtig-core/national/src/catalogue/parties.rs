//! The indicators of what stood between families and parties, of the money and time that bridged it, and of how long the
//! steps took.

use super::{CARRIERS, Cell, DAYS, LIFE_DOMAINS, SILOS, Text, attribute, organisational};
use crate::indicator::{Indicator, Unit};

const GROUNDS: &[Cell] = &[
    ("not_entitled", "geen recht", "not entitled"),
    ("other_payer_first", "voorliggende voorziening", "another pays first"),
    ("wrong_target_group", "niet de doelgroep", "not the target group"),
    ("wrong_municipality", "niet deze gemeente", "not this municipality"),
    ("term_too_long", "duurt te lang", "takes too long"),
    ("privacy_block", "privacy", "privacy"),
    ("debt_offset", "verrekend met schuld", "set off against a debt"),
    ("no_payer", "niemand betaalt", "nobody pays"),
];

const BRIDGES: &[Cell] = &[
    ("perspective_budget", "perspectiefbudget", "perspective budget"),
    ("fund", "fonds", "fund"),
    ("person", "persoon", "person"),
    ("nothing", "niets", "nothing"),
];

const LONG: &[Cell] = &[
    ("up_to_90", "tot en met 90 dagen", "up to 90 days"),
    ("91_to_180", "91 tot en met 180 dagen", "91 to 180 days"),
    ("181_to_365", "181 tot en met 365 dagen", "181 to 365 days"),
    ("over_365", "meer dan 365 dagen", "over 365 days"),
];

const EUROS: &[Cell] = &[
    ("up_to_250", "tot en met 250 euro", "up to 250 euros"),
    ("251_to_1000", "251 tot en met 1.000 euro", "251 to 1,000 euros"),
    ("over_1000", "meer dan 1.000 euro", "over 1,000 euros"),
];

const HOURS: &[Cell] = &[
    ("up_to_5", "tot en met 5 uur", "up to 5 hours"),
    ("6_to_20", "6 tot en met 20 uur", "6 to 20 hours"),
    ("over_20", "meer dan 20 uur", "over 20 hours"),
];

/// What the organisation did with parties, and with whose money.
pub(super) fn of_the_organisation() -> Vec<Indicator> {
    vec![
        organisational(
            "connections",
            Unit::Connections,
            ("verbindingen", "connections"),
            (
                "Verbindingen die in de periode zijn gelegd, naar de kant van de muur.",
                "Connections that were laid in the period, by the side of the wall.",
            ),
            &[
                ("outside", "in de eigen omgeving", "in their own surroundings"),
                ("across_the_wall", "door de muur heen", "across the wall"),
            ],
        ),
        organisational(
            "budget_allotted",
            Unit::EuroCents,
            ("perspectiefbudget naar bron", "perspective budget by source"),
            (
                "Geld dat in de periode aan budgetten van gezinnen is toegekend, naar het schot of fonds waaruit het kwam.",
                "Money that came into families' budgets in the period, by the silo or fund that it came from.",
            ),
            SILOS,
        ),
        organisational(
            "suggestions_by_outcome",
            Unit::Suggestions,
            ("wat er van suggesties kwam", "what came of suggestions"),
            (
                "Suggesties die in de periode zijn gedaan, naar wat er bij het tellen van bekend was.",
                "Suggestions that were made in the period, by what was known to have come of them when they were counted.",
            ),
            &[
                ("made", "gedaan", "made"),
                ("taken_up", "in behandeling", "taken up"),
                ("adopted", "overgenomen", "adopted"),
                ("rejected", "afgewezen", "rejected"),
            ],
        ),
    ]
}

/// How long the steps took of a family that took them.
pub(super) fn of_lead_times() -> Vec<Indicator> {
    let took = |code: &str, label: Text, definition: Text| attribute((code, 1), label, definition, DAYS);
    vec![
        took(
            "time_to_role_check",
            ("doorlooptijd tot de rollen", "time to the roles"),
            (
                "Dagen tussen het eerste gesprek en het nagaan wie een rol kan spelen.",
                "Days between the first talk and finding who can play a role.",
            ),
        ),
        took(
            "time_to_room",
            ("doorlooptijd tot de handelingsruimte", "time to the room to act"),
            (
                "Dagen tussen de eerste meting en de eerste handelingsruimte: tijd, verbinding of budget.",
                "Days between the first mapping and the first room to act: time, a connection or a budget.",
            ),
        ),
        took(
            "time_to_connecting",
            ("doorlooptijd tot het verbinden", "time to connecting"),
            (
                "Dagen tussen de eerste meting en de eerste verwijzing.",
                "Days between the first mapping and the first referral.",
            ),
        ),
        attribute(
            ("time_to_story", 1),
            ("doorlooptijd tot het verhaal", "time to the story"),
            (
                "Dagen tussen de introductie en het verhaal dat het gezin goedkeurde.",
                "Days between the introduction and the story that the family approved.",
            ),
            LONG,
        ),
    ]
}

/// What stood in a family's way, and what bridged it.
pub(super) fn of_obstacles() -> Vec<Indicator> {
    vec![
        attribute(
            ("declined_grounds", 2),
            ("gronden van afwijzing", "grounds of declining"),
            (
                "De eerste twee gronden waarop partijen een verwijzing van een gezin afwezen.",
                "The first two grounds on which parties declined a referral of a family.",
            ),
            GROUNDS,
        ),
        attribute(
            ("silo_grounds", 2),
            ("gronden van schotten", "grounds of silos"),
            (
                "De eerste twee gronden waarop schotten een gezin in de weg stonden.",
                "The first two grounds on which silos stood in a family's way.",
            ),
            GROUNDS,
        ),
        attribute(
            ("silo_bridges", 2),
            ("wat schotten overbrugde", "what bridged silos"),
            (
                "Wat de schotten overbrugde die een gezin in de weg stonden: de eerste twee antwoorden.",
                "What bridged the silos that stood in a family's way: the first two answers.",
            ),
            BRIDGES,
        ),
        attribute(
            ("needs_carried_by", 2),
            ("wie de behoeften draagt", "who carries the needs"),
            (
                "Wie de behoeften uit de laatste meting draagt: de eerste twee.",
                "Who carries the needs of the last mapping: the first two.",
            ),
            CARRIERS,
        ),
    ]
}

/// What a family's money went to, and how much and how long there was for it.
pub(super) fn of_money_and_time() -> Vec<Indicator> {
    let domains = |code: &str, label: Text, definition: Text| attribute((code, 2), label, definition, LIFE_DOMAINS);
    let silos = |code: &str, label: Text, definition: Text| attribute((code, 2), label, definition, SILOS);
    vec![
        domains(
            "budget_asked_domains",
            ("leefgebieden waarvoor gevraagd is", "life domains asked for"),
            (
                "De eerste twee leefgebieden waarvoor een gezin perspectiefbudget vroeg.",
                "The first two life domains for which a family asked perspective budget.",
            ),
        ),
        domains(
            "budget_approved_domains",
            ("leefgebieden waarvoor toegekend is", "life domains approved"),
            (
                "De eerste twee leefgebieden waarvoor een gezin perspectiefbudget kreeg.",
                "The first two life domains for which a family was given perspective budget.",
            ),
        ),
        silos(
            "budget_asked_silos",
            ("schotten waarvoor gevraagd is", "silos asked for"),
            (
                "De eerste twee schotten die hadden moeten betalen waarvoor een gezin perspectiefbudget vroeg.",
                "The first two silos that should have paid for what a family asked perspective budget.",
            ),
        ),
        silos(
            "budget_approved_silos",
            ("schotten waarvoor toegekend is", "silos approved"),
            (
                "De eerste twee schotten die hadden moeten betalen waarvoor een gezin perspectiefbudget kreeg.",
                "The first two silos that should have paid for what a family was given perspective budget.",
            ),
        ),
        silos(
            "budget_spent_silos",
            ("schotten waarvoor betaald is", "silos paid for"),
            (
                "De eerste twee schotten die hadden moeten betalen waarvoor perspectiefbudget werd uitgegeven.",
                "The first two silos that should have paid for what perspective budget was spent on.",
            ),
        ),
        attribute(
            ("budget_spent_class", 1),
            ("uitgegeven per gezin", "spent per family"),
            (
                "Perspectiefbudget dat een gezin tot het eind van de periode uitgaf.",
                "Perspective budget that a family spent by the end of the period.",
            ),
            EUROS,
        ),
        attribute(
            ("hours_class", 1),
            ("uren per gezin", "hours per family"),
            (
                "Uren handelingsruimte van een gezin tot het eind van de periode.",
                "Hours of room to act of a family by the end of the period.",
            ),
            HOURS,
        ),
    ]
}

/// All of them.
pub(super) fn all() -> Vec<Indicator> {
    let groups = [
        of_the_organisation(),
        of_lead_times(),
        of_obstacles(),
        of_money_and_time(),
    ];
    groups.into_iter().flatten().collect()
}
