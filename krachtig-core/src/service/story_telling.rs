//! Telling the prison service the stories that families approved for it, and taking them back.
//!
//! It goes through the same outbox as facts: whatever changes in a dossier marks its family, and the mark goes when the
//! library was brought in line. Which story may be told does not belong here: see [`crate::domain::story_telling`].

use std::collections::BTreeSet;

use krachtig_national::story::Story;

use super::approving::faulty;
use super::work::tenant_permit;
use super::{Ctx, Outcome, Services};
use crate::access::Action;
use crate::domain::dossier::{Dossier, Parts};
use crate::domain::id::{MemberId, StoryVersionId};
use crate::domain::member::Member;
use crate::domain::story_telling::TellableStory;
use crate::domain::vocabulary::Audience;
use crate::error::Fault;
use crate::rules::sha256_hex;

impl Services {
    /// Has every family that approved a story for the prison service wait: a consent may have run out since yesterday,
    /// which nobody wrote down.
    ///
    /// # Errors
    /// `not_found` for whoever may not keep facts; a fault of the store.
    pub async fn mark_told_stories(&self, ctx: &Ctx) -> Outcome<u64> {
        let permit = tenant_permit(ctx, Action::KeepFacts)?;
        Ok(ctx.store.mark_told_stories(&permit).await?)
    }

    /// Brings the library in line with a family's dossiers: its approved story is in it, and no other one. Answers whether
    /// there is any version of a story at all.
    pub(super) async fn tell_stories(&self, ctx: &Ctx, dossiers: &[Dossier]) -> Outcome<bool> {
        let with_stories: Vec<&Dossier> = dossiers.iter().filter(|dossier| !dossier.stories.is_empty()).collect();
        if with_stories.is_empty() {
            return Ok(false);
        }
        let store = &self.tenants.national_stores().await?.maker;
        let region = ctx.store.tenant().slug.to_string();
        for dossier in with_stories {
            let tellable = tellable(ctx, dossier).await?;
            // What is to go goes first: where what follows fails, it is tried again, and too little is told meanwhile.
            for version in &dossier.stories {
                let key = key_of(ctx, version.id);
                let stays = tellable.as_ref().is_some_and(|one| one.key == key);
                if !stays && store.story(&region, &key).await.map_err(faulty)?.is_some() {
                    store.take_back_story(&region, &key).await.map_err(faulty)?;
                }
            }
            if let Some(story) = tellable {
                let there = store.story(&region, &story.key).await.map_err(faulty)?;
                if there.as_ref() != Some(&story) {
                    store.tell_story(&story).await.map_err(faulty)?;
                }
            }
        }
        Ok(true)
    }
}

/// The story of a dossier that may be told today. Of a dossier that cannot be read, none may.
async fn tellable(ctx: &Ctx, dossier: &Dossier) -> Outcome<Option<Story>> {
    let whole = match ctx.store.dossier(dossier.trajectory.id, Parts::ALL).await {
        Ok(whole) => whole.unseen(),
        Err(Fault::Corrupt { .. } | Fault::KeyGone { .. }) => None,
        Err(fault) => return Err(fault.into()),
    };
    let Some(whole) = whole else { return Ok(None) };
    let workers = workers_of(ctx, &whole).await?;
    let tellable = whole.tellable_story(Audience::Dji, (&workers, ctx.stamp()));
    tellable.map(|one| story(ctx, one)).transpose()
}

/// The names of who worked on a dossier.
pub(super) async fn workers_of(ctx: &Ctx, dossier: &Dossier) -> Outcome<Vec<String>> {
    let assigned = dossier.assignments.iter().map(|assignment| assignment.member_id);
    let recorded = dossier.stories.iter().map(|story| story.recorded_by);
    let ids: BTreeSet<MemberId> = assigned.chain(recorded).collect();
    let ids: Vec<MemberId> = ids.into_iter().collect();
    let members = ctx.store.get_all::<Member>(&ids).await?.unseen();
    Ok(members.into_iter().map(|member| member.name.to_string()).collect())
}

/// By what the library knows a version of a story: nobody can find the version by it who does not have it.
fn key_of(ctx: &Ctx, version: StoryVersionId) -> String {
    let text = format!("krachtig story {} {}", ctx.store.tenant().id, version.uuid());
    sha256_hex(text.as_bytes())
}

fn story(ctx: &Ctx, one: TellableStory) -> Outcome<Story> {
    Ok(Story {
        key: key_of(ctx, one.version),
        region: ctx.store.tenant().slug.to_string(),
        period: one.approved_in,
        title: one.title,
        body: one.body,
        effects: one.effects,
    })
}
