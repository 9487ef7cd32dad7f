//! The work list as a file: the actions and the referrals that wait, each with its family, all of them and not the first
//! alone.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::{Action, Around, Ask, MOST_TAKEN, RecordedSort, ReferralSort};

use super::dossier::family_name;
use super::reply::Trouble;
use super::taking::{MOST_ROWS, list};
use super::visit::Visit;
use super::work::{due_soon, is_open, unanswered};
use crate::export::{List, ListCell};

pub(super) async fn work_list(visit: &Visit) -> Result<List, Trouble> {
    let t = visit.t;
    let (acts, refers) = (visit.may(Action::ListActions), visit.may(Action::ListReferrals));
    if !acts && !refers {
        return Err(Trouble::not_found());
    }
    let mut rows = Vec::new();
    if acts {
        actions(visit, &mut rows).await?;
    }
    if refers {
        referrals(visit, &mut rows).await?;
    }
    let head = [
        fl!(t, "work-what"),
        fl!(t, "family"),
        fl!(t, "ledger-for"),
        fl!(t, "work-who"),
        fl!(t, "work-due"),
        fl!(t, "work-since"),
    ];
    Ok(list(visit, fl!(t, "bar-work"), head.to_vec(), rows))
}

async fn actions(visit: &Visit, rows: &mut Vec<Vec<ListCell>>) -> Result<(), Trouble> {
    let mut ask = Ask {
        first: MOST_TAKEN,
        after: None,
        filter: due_soon(visit),
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let mut found = Vec::new();
    loop {
        let page = visit.services.take_actions(&visit.ctx, &ask).await?;
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        let wanted = Around {
            trajectories: page.rows.iter().map(|(_, action)| action.trajectory_id).collect(),
            ..Around::default()
        };
        let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
        let more = page.more && found.len() < MOST_ROWS;
        for (_, action) in &page.rows {
            let Some(home) = homes.get(&action.trajectory_id).filter(|home| is_open(home)) else {
                continue;
            };
            let who = [
                Some(visit.t.word(action.carrier)),
                action.who.as_ref().map(ToString::to_string),
            ];
            let who: Vec<String> = who.into_iter().flatten().collect();
            let row = vec![
                visit.t.word(RecordKind::Action).into(),
                family_name(visit, home).into(),
                action.about.to_string().into(),
                who.join(", ").into(),
                action.due_on.into(),
                ListCell::Empty,
            ];
            found.push((action.due_on, row));
        }
        if !more {
            break;
        }
    }
    found.sort_by_key(|(due, _)| *due);
    rows.extend(found.into_iter().map(|(_, row)| row));
    Ok(())
}

async fn referrals(visit: &Visit, rows: &mut Vec<Vec<ListCell>>) -> Result<(), Trouble> {
    let mut ask = Ask {
        first: MOST_TAKEN,
        after: None,
        filter: unanswered(),
        sort: ReferralSort::SentOn,
        descending: false,
    };
    loop {
        let page = visit.services.take_referrals(&visit.ctx, &ask).await?;
        ask.after = page.rows.last().map(|(cursor, _)| cursor.clone());
        let wanted = Around {
            trajectories: page.rows.iter().map(|(_, one)| one.trajectory_id).collect(),
            partners: page
                .rows
                .iter()
                .map(|(_, one)| (one.trajectory_id, one.partner_id))
                .collect(),
            parts: Parts::of(&[RecordKind::Partner]),
        };
        let homes = visit.services.around(&visit.ctx, &page.logged, &wanted).await?;
        let more = page.more && rows.len() < MOST_ROWS;
        for (_, one) in &page.rows {
            let Some(home) = homes.get(&one.trajectory_id).filter(|home| is_open(home)) else {
                continue;
            };
            let partner = home.partners.iter().find(|partner| partner.id == one.partner_id);
            rows.push(vec![
                visit.t.word(RecordKind::Referral).into(),
                family_name(visit, home).into(),
                one.need.to_string().into(),
                partner
                    .map(|partner| partner.name.to_string())
                    .unwrap_or_default()
                    .into(),
                ListCell::Empty,
                ListCell::Day(one.sent_on),
            ]);
        }
        if !more {
            return Ok(());
        }
    }
}
