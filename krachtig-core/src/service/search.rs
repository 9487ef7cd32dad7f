//! Searching in the dossiers: every word that was typed has to stand in something of a dossier that the actor may see. And
//! in the local network: the parties that have all the words come beside.
//!
//! A search is a list of trajectories, under the scope of that list. A record counts in it where the list would show its
//! part: in the same statement, so that nothing tells, not even a number, that there is more. What is shown of each is
//! held once more against what the actor sees of it. What was typed is written down nowhere.

use std::cmp::Reverse;
use std::collections::HashMap;

use uuid::Uuid;

use super::listing::MOST_ROWS;
use super::logging::page_shown;
use super::work::{not_found, tenant_permit};
use super::{Ctx, Outcome, Services};
use crate::access::{Action, Actor, scope, scope_seeing};
use crate::domain::dossier_part::{DossierParts, parts_of};
use crate::domain::id::{FamilyId, TrajectoryId};
use crate::domain::partner::Partner;
use crate::domain::record::RecordKind;
use crate::domain::refusal::{Refusal, RefusalCode};
use crate::domain::trajectory::Trajectory;
use crate::domain::word_form::{Asked, Piece, excerpt, forms};
use crate::store::{Cursor, Hit, Page, Reach, Searchable, Window, Within, having, having_itself, searched_in_dossiers};

/// How many records are shown of a trajectory at most.
const MOST_RECORDS: usize = 5;

/// How many parties come beside at most.
const MOST_PARTIES: u32 = 5;

/// Of how many families words are indexed together: few enough that nobody who writes waits long.
const TOGETHER: u32 = 25;

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

/// What was found.
#[derive(Clone, Debug)]
pub struct Searched {
    /// A page of trajectories, newest first.
    pub found: Page<Found>,
    /// Parties of the network that have all the words, in the order of their names: some, with the first page.
    pub partners: Vec<Partner>,
    /// Whether everything was searched: words of families from before there was an index may wait to come into it.
    pub complete: bool,
}

/// A trajectory that has all the words.
#[derive(Clone, Debug)]
pub struct Found {
    /// The trajectory, as far as the actor may see it.
    pub trajectory: Trajectory,
    /// What its family is called, where the actor may see that.
    pub family_name: String,
    /// Some records in which words stand: those with the most of them first, and of these the newest.
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
    pub excerpt: Vec<Piece>,
}

impl Services {
    /// A page of the trajectories that have all the words in what the actor may see of them. The access log tells which
    /// were shown.
    ///
    /// # Errors
    /// `not_found` for whoever may not list trajectories; what is wrong with the text; `out_of_range` for the size of
    /// the page; `invalid_format` for a cursor that is not of this list.
    pub async fn search(&self, ctx: &Ctx, cmd: &Search) -> Outcome<Searched> {
        let (permit, scope) = scope(&ctx.actor, Action::ListTrajectories).ok_or_else(|| not_found(""))?;
        let words = Asked::parse("text", &cmd.text)?;
        let window = window(cmd)?;
        let today = ctx.stamp().today;
        let reach = Reach::Itself;
        let conditions = having(&words, &searchable(&ctx.actor), today);
        let within = Within { scope, reach, today };
        // Before it is searched: what comes into the index meanwhile may have been missed.
        let complete = !ctx.store.has_unindexed().await?;
        let page = ctx.store.page::<Trajectory>(within, conditions, &window).await?;
        let page = page_shown(ctx, &permit, page).await?;
        let partners = if cmd.after.is_none() {
            parties(ctx, &words).await?
        } else {
            Vec::new()
        };
        Ok(Searched {
            found: self.found(ctx, page, &words).await?,
            partners,
            complete,
        })
    }

    /// Indexes the words of some families that wait for it. Answers whether more wait.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep what follows from dossiers; a fault of the store.
    pub async fn index_words(&self, ctx: &Ctx) -> Outcome<bool> {
        let permit = tenant_permit(ctx, Action::KeepFacts)?;
        let indexed = ctx.store.index_waiting(&permit, TOGETHER).await?;
        Ok(indexed > 0)
    }

    /// Whether words of families wait to be indexed.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep what follows from dossiers; a fault of the store.
    pub async fn has_unindexed_words(&self, ctx: &Ctx) -> Outcome<bool> {
        tenant_permit(ctx, Action::KeepFacts)?;
        Ok(ctx.store.has_unindexed().await?)
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
            let records = best(of(&one).iter().filter_map(|hit| record(hit, &texts, words)));
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
    for kind in searched_in_dossiers() {
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

/// The parties of the network that have all the words, for whoever may list them.
async fn parties(ctx: &Ctx, words: &[Asked]) -> Outcome<Vec<Partner>> {
    let Some((permit, scope)) = scope(&ctx.actor, Action::ListPartners) else {
        return Ok(Vec::new());
    };
    let window = Window {
        first: MOST_PARTIES,
        after: None,
        sort: "name",
        descending: false,
    };
    let (reach, today) = (Reach::Tenant, ctx.stamp().today);
    let conditions = having_itself(words, RecordKind::Partner);
    let page = ctx
        .store
        .page::<Partner>(Within { scope, reach, today }, conditions, &window)
        .await?;
    let page = page_shown(ctx, &permit, page).await?;
    Ok(page.rows.into_iter().map(|(_, partner)| partner).collect())
}

/// A record with how many of the words stand in it.
fn record(hit: &Hit, texts: &HashMap<Uuid, Vec<String>>, words: &[Asked]) -> Option<(usize, FoundRecord)> {
    let texts = texts.get(&hit.id)?;
    let said = texts.iter().flat_map(|text| forms(text)).collect();
    let record = FoundRecord {
        kind: hit.kind,
        id: hit.id,
        excerpt: texts.iter().find_map(|text| excerpt(text, words))?,
    };
    Some((words.iter().filter(|word| word.is_in(&said)).count(), record))
}

/// Those with the most words.
fn best(records: impl Iterator<Item = (usize, FoundRecord)>) -> Vec<FoundRecord> {
    let mut records: Vec<_> = records.collect();
    records.sort_by_key(|(words, record)| (Reverse(*words), Reverse(record.id)));
    records
        .into_iter()
        .map(|(_, record)| record)
        .take(MOST_RECORDS)
        .collect()
}
