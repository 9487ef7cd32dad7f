//! The reading handlers, compiled once for each database: `super` says which.

use anyhow::Result;
use krachtig_core::domain::family::adult_if_born_by;
use krachtig_core::domain::progress::Facts;
use krachtig_core::domain::vocabulary::Vocabulary;
use serde_json::value::RawValue;
use sqlx::Row as _;
use time::Date;
use uuid::Uuid;

use super::super::asking::word;
use super::super::sql::Parts;
use super::super::wire::{
    BalancePart, BudgetPart, DossierOfParts, EdgePart, FamilyPart, GoalPart, LearningPart, LedgerPart, MappingPart,
    NamePart, NodePart, PagePart, PartnerPart, PersonPart, ReferralPart, TrajectoryPart, WholeDossier, WireId,
    WireProgress, WireWord,
};
use super::{Connection, Pool, Row};

/// A dossier in one statement that puts the JSON together in the database.
///
/// # Errors
/// The database fails, or there is no such trajectory.
pub(crate) async fn whole_dossier(pool: &Pool, sql: &'static str, id: Uuid, today: Date) -> Result<Vec<u8>> {
    let row = sqlx::query(sql)
        .bind(id)
        .bind(today)
        .bind(adult_if_born_by(today))
        .fetch_one(pool)
        .await?;
    let dossier: &RawValue = serde_json::from_str(row.try_get("body")?)?;
    let progress = WireProgress::from(&facts_of(&row, today)?);
    Ok(serde_json::to_vec(&WholeDossier { dossier, progress })?)
}

/// A dossier in seven plain statements, one after the other on one connection.
///
/// # Errors
/// As [`whole_dossier`].
pub(crate) async fn dossier_of_parts(pool: &Pool, sql: &'static Parts, id: Uuid, today: Date) -> Result<Vec<u8>> {
    let db = &mut *pool.acquire().await?;
    let head = sqlx::query(sql.head.as_str())
        .bind(id)
        .bind(today)
        .bind(adult_if_born_by(today))
        .fetch_one(&mut *db)
        .await?;
    let family: Uuid = head.try_get("family_id")?;
    let persons = rows(db, sql.persons, family).await?;
    let mappings = rows(db, sql.mappings, id).await?;
    let goals = rows(db, sql.goals, id).await?;
    let ledger = rows(db, sql.ledger, id).await?;
    let referrals = rows(db, sql.referrals, id).await?;
    let learning = rows(db, sql.learning, id).await?;
    let dossier = DossierOfParts {
        family: FamilyPart {
            id: WireId("fam", family),
            name: head.try_get("name")?,
            municipality: head.try_get("municipality")?,
            note: head.try_get("note")?,
        },
        trajectory: TrajectoryPart {
            id: WireId("tra", id),
            opened_on: head.try_get("opened_on")?,
            closed_on: head.try_get("closed_on")?,
            version: head.try_get("version")?,
        },
        progress: WireProgress::from(&facts_of(&head, today)?),
        persons: persons.iter().map(person).collect::<Result<_>>()?,
        mappings: mappings.iter().map(mapping).collect::<Result<_>>()?,
        goals: goals.iter().map(goal).collect::<Result<_>>()?,
        budget: budget(&ledger)?,
        referrals: referrals.iter().map(referral).collect::<Result<_>>()?,
        learning_entries: learning.iter().map(entry).collect::<Result<_>>()?,
    };
    Ok(serde_json::to_vec(&dossier)?)
}

async fn rows(db: &mut Connection, sql: &'static str, id: Uuid) -> Result<Vec<Row>> {
    Ok(sqlx::query(sql).bind(id).fetch_all(db).await?)
}

fn person(row: &Row) -> Result<PersonPart<'_>> {
    Ok(PersonPart {
        id: WireId("per", row.try_get("id")?),
        name: row.try_get("name")?,
        relation: WireWord(row.try_get("relation")?),
        born_on: row.try_get("born_on")?,
        contact_person: row.try_get("contact_person")?,
        phone: row.try_get("phone")?,
        email: row.try_get("email")?,
    })
}

fn mapping(row: &Row) -> Result<MappingPart<'_>> {
    Ok(MappingPart {
        id: WireId("map", row.try_get("id")?),
        held_on: row.try_get("held_on")?,
        note: row.try_get("note")?,
        scores: serde_json::from_str(row.try_get("scores")?)?,
    })
}

fn goal(row: &Row) -> Result<GoalPart<'_>> {
    Ok(GoalPart {
        id: WireId("goa", row.try_get("id")?),
        life_domain: WireWord(row.try_get("life_domain")?),
        title: row.try_get("title")?,
        set_on: row.try_get("set_on")?,
        target_on: row.try_get("target_on")?,
        outcome: row.try_get::<Option<&str>, _>("outcome")?.map(WireWord),
        outcome_note: row.try_get("outcome_note")?,
    })
}

fn budget(rows: &[Row]) -> Result<BudgetPart<'_>> {
    let mut balance = BalancePart::default();
    let mut ledger = Vec::with_capacity(rows.len());
    for row in rows {
        let (kind, amount) = (row.try_get("kind")?, row.try_get("amount")?);
        balance.book(kind, amount);
        ledger.push(LedgerPart {
            id: WireId("led", row.try_get("id")?),
            request_id: row
                .try_get::<Option<Uuid>, _>("request_id")?
                .map(|id| WireId("req", id)),
            kind: WireWord(kind),
            amount,
            booked_on: row.try_get("booked_on")?,
            note: row.try_get("note")?,
        });
    }
    Ok(BudgetPart { balance, ledger })
}

fn referral(row: &Row) -> Result<ReferralPart<'_>> {
    Ok(ReferralPart {
        id: WireId("ref", row.try_get("id")?),
        need: row.try_get("need")?,
        life_domain: WireWord(row.try_get("life_domain")?),
        sent_on: row.try_get("sent_on")?,
        accepted: row.try_get("accepted")?,
        outcome: row.try_get::<Option<&str>, _>("outcome")?.map(WireWord),
        outcome_note: row.try_get("outcome_note")?,
        partner: PartnerPart {
            id: WireId("par", row.try_get("partner_id")?),
            name: row.try_get("name")?,
            partner_type: WireWord(row.try_get("partner_type")?),
            phone: row.try_get("phone")?,
            email: row.try_get("email")?,
        },
    })
}

fn entry(row: &Row) -> Result<LearningPart<'_>> {
    Ok(LearningPart {
        id: WireId("lrn", row.try_get("id")?),
        tried: row.try_get("tried")?,
        brought: row.try_get("brought")?,
        learned: row.try_get("learned")?,
        noted_on: row.try_get("noted_on")?,
    })
}

/// A page of trajectories in one statement.
///
/// # Errors
/// The database fails.
pub(crate) async fn page(pool: &Pool, sql: &'static str, first: usize, today: Date) -> Result<Vec<u8>> {
    let wanted = i64::try_from(first)? + 1;
    let rows = sqlx::query(sql)
        .bind(wanted)
        .bind(today)
        .bind(adult_if_born_by(today))
        .fetch_all(pool)
        .await?;
    let edges = rows.iter().take(first).map(|row| {
        let id = WireId("tra", row.try_get("id")?);
        let lead: Option<Uuid> = row.try_get("lead_id")?;
        let lead_name: Option<&str> = row.try_get("lead_name")?;
        Ok(EdgePart {
            cursor: id,
            node: NodePart {
                id,
                family: NamePart {
                    id: WireId("fam", row.try_get("family_id")?),
                    name: row.try_get("name")?,
                },
                opened_on: row.try_get("opened_on")?,
                closed_on: row.try_get("closed_on")?,
                lead: lead.zip(lead_name).map(|(id, name)| NamePart {
                    id: WireId("mem", id),
                    name,
                }),
                progress: WireProgress::from(&facts_of(row, today)?),
            },
        })
    });
    let page = PagePart {
        edges: edges.collect::<Result<_>>()?,
        has_next_page: rows.len() > first,
    };
    Ok(serde_json::to_vec(&page)?)
}

/// The facts for progress off a row that carries them.
fn facts_of(row: &Row, today: Date) -> Result<Facts> {
    let on = |name: &str| row.try_get::<Option<Date>, _>(name);
    let count = |name: &str| anyhow::Ok(u32::try_from(row.try_get::<i64, _>(name)?)?);
    Ok(Facts {
        talked_on: on("talked_on")?,
        told_on: on("told_on")?,
        roles_checked_on: on("roles_checked_on")?,
        introduced_on: on("introduced_on")?,
        adults: count("adults")?,
        consenting_adults: count("consenting_adults")?,
        adults_consented_on: on("adults_consented_on")?,
        mapped_on: on("mapped_on")?,
        time_given_on: on("time_given_on")?,
        connected_on: on("connected_on")?,
        allotted_on: on("allotted_on")?,
        referred_on: on("referred_on")?,
        referral_closed_on: on("referral_closed_on")?,
        tried_on: on("tried_on")?,
        learned_on: on("learned_on")?,
        story_written: row.try_get("story_written")?,
        story_approved_on: on("story_approved_on")?,
        no_story_on: on("no_story_on")?,
        suggested_on: on("suggested_on")?,
        agenda_on: on("agenda_on")?,
        skipped: words(row.try_get("skipped")?)?,
        may_introduce: row.try_get("may_introduce")?,
        consents: words(row.try_get("consents")?)?,
        today,
    })
}

/// Words of a list, told with commas between them.
fn words<W: Vocabulary>(joined: Option<&str>) -> Result<Vec<W>> {
    joined
        .into_iter()
        .flat_map(|joined| joined.split(','))
        .map(word)
        .collect()
}
