//! The ecogram of a dossier: who and what is around the family, as its assignments, connections and referrals tell.
//!
//! How it is drawn does not belong here: see [`super::super::draw`].

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::partner::{Referral, ReferralOutcome, ReferralState};
use krachtig_core::domain::room::ConnectionSide;
use krachtig_core::domain::vocabulary::PartnerType;

use super::super::draw::{Drawing, Node, Sector, Table, Tie, ecogram};
use super::super::visit::Visit;
use super::Names;
use super::overview::with_age;

/// The most that are drawn of one kind: the table has everybody.
const MOST: usize = 6;

/// The picture, where there is anybody around the family.
pub(super) fn surroundings(visit: &Visit, dossier: &Dossier, colleagues: &Names) -> Option<Drawing> {
    let t = visit.t;
    let sectors: Vec<Sector> = [
        (fl!(t, "eco-team"), team(visit, dossier, colleagues)),
        (
            fl!(t, "eco-network"),
            connections(visit, dossier, ConnectionSide::Outside),
        ),
        (fl!(t, "eco-wall"), wall(visit, dossier)),
        (fl!(t, "eco-parties"), parties(visit, dossier)),
    ]
    .into_iter()
    .filter(|(_, nodes)| !nodes.is_empty())
    .map(|(label, nodes)| Sector { label, nodes })
    .collect();
    if sectors.is_empty() {
        return None;
    }
    let table = Table {
        head: vec![
            fl!(t, "eco-who"),
            fl!(t, "eco-where"),
            fl!(t, "eco-what"),
            fl!(t, "eco-tie"),
        ],
        rows: sectors
            .iter()
            .flat_map(|sector| sector.nodes.iter().map(|node| row(visit, sector, node)))
            .collect(),
    };
    let drawn: Vec<Sector> = sectors.into_iter().map(first_ones).collect();
    let count = table.rows.len();
    let texts = (
        fl!(t, "eco-title"),
        fl!(t, "eco-about", count = count),
        fl!(t, "as-table"),
    );
    Some(Drawing::of(
        "ecogram",
        ecogram(&home(visit, dossier), &drawn),
        texts,
        table,
    ))
}

fn first_ones(mut sector: Sector) -> Sector {
    sector.nodes.truncate(MOST);
    sector
}

fn row(visit: &Visit, sector: &Sector, node: &Node) -> Vec<String> {
    let tie = match node.tie {
        Tie::Strong => fl!(visit.t, "tie-strong"),
        Tie::Plain => fl!(visit.t, "tie-plain"),
        Tie::Thin => fl!(visit.t, "tie-thin"),
        Tie::Broken => fl!(visit.t, "tie-broken"),
    };
    vec![node.name.clone(), sector.label.clone(), node.about.clone(), tie]
}

/// Who is in the middle: at most five lines.
fn home(visit: &Visit, dossier: &Dossier) -> Vec<String> {
    let today = visit.today();
    let mut lines: Vec<String> = dossier
        .persons
        .iter()
        .map(|person| first_name(&with_age(person, today)))
        .collect();
    if lines.is_empty() {
        lines.push(super::family_name(visit, dossier));
    }
    if lines.len() > 5 {
        lines.truncate(4);
        lines.push("…".to_owned());
    }
    lines
}

/// `Sanne (9)` of `Sanne Verzinning (9)`.
fn first_name(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    match name.rsplit_once(" (") {
        Some((_, age)) if age.trim_end_matches(')').parse::<u8>().is_ok() => format!("{first} ({age}"),
        _ => first.to_owned(),
    }
}

fn team(visit: &Visit, dossier: &Dossier, colleagues: &Names) -> Vec<Node> {
    let holding = dossier.assignments.iter().filter(|one| one.holds(visit.today()));
    let node = |one: &krachtig_core::domain::trajectory::Assignment| Node {
        name: colleagues.of(one.member_id),
        about: visit.t.word(one.role),
        tie: if one.lead { Tie::Strong } else { Tie::Plain },
        person: true,
    };
    holding.map(node).collect()
}

fn connections(visit: &Visit, dossier: &Dossier, side: ConnectionSide) -> Vec<Node> {
    let of = dossier.connections.iter().filter(|one| one.side == side);
    let node = |one: &krachtig_core::domain::room::Connection| Node {
        name: one.with_whom.to_string(),
        about: fl!(visit.t, "eco-with", who = one.who.to_string()),
        tie: if one.result.is_some() { Tie::Strong } else { Tie::Plain },
        person: true,
    };
    of.map(node).collect()
}

/// The detainee, and connections across the wall.
fn wall(visit: &Visit, dossier: &Dossier) -> Vec<Node> {
    let detainees = dossier.detainees.iter().map(|one| Node {
        name: one.name.to_string(),
        about: one.institution.as_ref().map(ToString::to_string).unwrap_or_default(),
        tie: Tie::Plain,
        person: true,
    });
    detainees
        .chain(connections(visit, dossier, ConnectionSide::AcrossTheWall))
        .collect()
}

/// The parties that the family was referred to: the newest referral tells how the tie is.
fn parties(visit: &Visit, dossier: &Dossier) -> Vec<Node> {
    let mut nodes = Vec::new();
    for partner in &dossier.partners {
        let newest = dossier
            .referrals
            .iter()
            .rev()
            .find(|referral| referral.partner_id == partner.id);
        let Some(referral) = newest.filter(|referral| referral.state() != ReferralState::Withdrawn) else {
            continue;
        };
        nodes.push(Node {
            name: partner.name.to_string(),
            about: visit.t.word(partner.partner_type),
            tie: tie(referral),
            person: partner.partner_type == PartnerType::Gp,
        });
    }
    nodes
}

fn tie(referral: &Referral) -> Tie {
    match (referral.state(), referral.outcome) {
        (ReferralState::Declined, _) | (_, Some(ReferralOutcome::NoContact)) => Tie::Broken,
        (ReferralState::Sent, _) => Tie::Thin,
        (_, Some(ReferralOutcome::Helped)) => Tie::Strong,
        _ => Tie::Plain,
    }
}
