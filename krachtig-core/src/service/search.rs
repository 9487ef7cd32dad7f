//! Searching in the dossiers: every word that was typed has to stand in something of a dossier that the actor may see.
//!
//! A search is a list of trajectories, under the scope of that list. A record counts in it where the list would show its
//! part: in the same statement, so that nothing tells, not even a number, that there is more. What is shown of each is
//! held once more against what the actor sees of it. What was typed is written down nowhere.

use std::collections::HashMap;

use uuid::Uuid;

use super::listing::MOST_ROWS;
use super::logging::page_shown;
use super::work::not_found;
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Actor, scope, scope_seeing};
use crate::domain::dossier_part::{DossierParts, parts_of};
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::record::RecordKind;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::trajectory::Trajectory;
use crate::domain::word_form::{Asked, excerpt};
use crate::store::{Cursor, Hit, Page, Reach, Searchable, Window, Within, having, searched_kinds};

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Search {
    /// What was typed.
    pub text: String,
    /// How many trajectories at most: 1 to 100.
    pub first: u32,
    /// After which.
    pub after: Option<Cursor>,
}

/// A trajectory that has all the words.
#[derive(Clone, Debug)]
pub struct Found {
    /// The trajectory, as far as the actor may see it.
    pub trajectory: Trajectory,
    /// What its family is called, where the actor may see that.
    pub family_name: String,
    /// Records in which words stand, newest first: some of each kind.
    pub records: Vec<FoundRecord>,
}

/// A record in which a word stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub id: Uuid,
    /// What stands around the word.
    pub excerpt: String,
}

impl Services {
    /// A page of the trajectories that have all the words in what the actor may see of them, newest first. The access
    /// log tells which were shown.
    ///
    /// # Errors
    /// `not_found` for whoever may not list trajectories; what is wrong with the text; `out_of_range` for the size of
    /// the page; `invalid_format` for a cursor that is not of this list.
    pub async fn search(&self, ctx: &Ctx, cmd: &Search) -> Outcome<Page<Found>> {
        let (permit, scope) = scope(&ctx.actor, Action::ListTrajectories).ok_or_else(|| not_found(""))?;
        let words = Asked::parse("text", &cmd.text)?;
        let window = window(cmd)?;
        let today = ctx.stamp().today;
        let reach = Reach::Itself;
        let conditions = having(&words, &searchable(&ctx.actor), today);
        let within = Within { scope, reach, today };
        let page = ctx.store.page::<Trajectory>(within, conditions, &window).await?;
        let page = page_shown(ctx, &permit, page).await?;
        self.found(ctx, page, &words).await
    }

    /// What was found in each trajectory of a page: a constant number of statements.
    async fn found(&self, ctx: &Ctx, page: Page<Trajectory>, words: &[Asked]) -> Outcome<Page<Found>> {
        let Page { rows, more, logged } = page;
        let ids: Vec<TrajectoryId> = rows.iter().map(|(_, one)| one.id).collect();
        let homes: Vec<(TrajectoryId, FamilyId)> = rows.iter().map(|(_, one)| (one.id, one.family_id)).collect();
        let families = self.families_of(ctx, &logged, &homes).await?;
        let sees = self.sees_of(ctx, &ids).await?;
        let owners: Vec<Uuid> = homes
            .iter()
            .flat_map(|(id, family)| [id.uuid(), family.uuid()])
            .collect();
        let hits = ctx.store.hits(words, &owners).await?.beside(&logged);
        let of = |one: &Trajectory| -> Vec<Hit> {
            let own = |hit: &&Hit| hit.owner == one.id.uuid() || hit.owner == one.family_id.uuid();
            let seen = |hit: &&Hit| sees.of(one.id).tells_of(hit.kind);
            hits.iter().filter(own).filter(seen).cloned().collect()
        };
        let shown: Vec<Hit> = rows.iter().flat_map(|(_, one)| of(one)).collect();
        let texts = ctx.store.texts_of(&shown).await?.beside(&logged);
        let found = |(cursor, one): (Cursor, Trajectory)| {
            let records = of(&one)
                .into_iter()
                .filter_map(|hit| record(&hit, &texts, words))
                .collect();
            let name = families.get(&one.id).map(|family| family.name.as_str().to_owned());
            let found = Found {
                family_name: name.unwrap_or_default(),
                records,
                trajectory: one.clone().seen(sees.of(one.id)),
            };
            (cursor, found)
        };
        let rows = rows.into_iter().map(found).collect();
        Ok(Page { rows, more, logged })
    }
}

fn window(cmd: &Search) -> Outcome<Window> {
    if !(1..=MOST_ROWS).contains(&cmd.first) {
        let refusal = Refusal::new(RefusalCode::OutOfRange, "first");
        return Err(refusal.with("min", 1).with("max", MOST_ROWS).into());
    }
    let sort = "id";
    if cmd.after.as_ref().is_some_and(|after| !after.fits::<Trajectory>(sort)) {
        return Err(Refusal::new(RefusalCode::InvalidFormat, "after").into());
    }
    Ok(Window {
        first: cmd.first,
        after: cmd.after.clone(),
        sort,
        descending: true,
    })
}

/// Which kinds of record the actor may search in which trajectories. A kind whose records lie in several parts is
/// searched where all of them may be seen.
fn searchable(actor: &Actor) -> Vec<Searchable> {
    let mut all: Vec<Searchable> = Vec::new();
    for kind in searched_kinds() {
        let parts = DossierParts::of(parts_of(kind));
        let Some((_, scope)) = scope_seeing(actor, Action::ListTrajectories, parts) else {
            continue;
        };
        match all.iter_mut().find(|open| open.scope == scope) {
            Some(open) => open.kinds.push(kind),
            None => all.push(Searchable {
                scope,
                kinds: vec![kind],
            }),
        }
    }
    all
}

fn record(hit: &Hit, texts: &HashMap<Uuid, Vec<String>>, words: &[Asked]) -> Option<FoundRecord> {
    let excerpt = texts.get(&hit.id)?.iter().find_map(|text| excerpt(text, words))?;
    Some(FoundRecord {
        kind: hit.kind,
        id: hit.id,
        excerpt,
    })
}
