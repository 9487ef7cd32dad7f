//! The own story, to read whole and to approve per audience.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::own_plan::OwnStory;
use krachtig_core::domain::record::Version;
use krachtig_core::domain::story::StoryApproval;
use krachtig_core::domain::vocabulary::{Audience, Vocabulary};
use krachtig_core::service::{ApproveOwnStory, SeenPlan};

use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::reply::{Answered, Reply};
use super::super::visit::{Place, Visit};
use super::super::write::act;
use super::{Sent, sent, status};

#[derive(Template)]
#[template(path = "own/story.html")]
struct StoryPage {
    p: Frame,
    problems: Problems,
    stories: Vec<StoryShown>,
}

struct StoryShown {
    id: String,
    version: String,
    number: String,
    title: String,
    body: String,
    effects: String,
    approvals: Vec<ApprovalShown>,
    /// For whom it can be approved, by code and in words.
    audiences: Vec<(&'static str, String)>,
}

struct ApprovalShown {
    id: String,
    version: String,
    audience: String,
    since: String,
}

pub(super) async fn approve(visit: &Visit, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let (story, audience) = (reading.id("of"), reading.word::<Audience>("audience"));
    let version = Version::new(reading.number("version"));
    let cmd = reading.done(story.zip(audience).map(|(story_version_id, audience)| ApproveOwnStory {
        story_version_id,
        version,
        audience,
    }))?;
    sent(visit.services.approve_own_story(&visit.ctx, cmd).await)
}

pub(super) async fn withdraw(visit: &Visit, form: &Form) -> Sent {
    let cmd = act::<StoryApproval>(form)?;
    sent(visit.services.withdraw_own_story_approval(&visit.ctx, cmd).await)
}

pub(super) fn page(visit: &Visit, (seen, _, problems): (&SeenPlan, &Form, Problems)) -> Answered {
    let t = visit.t;
    let problems = problems.within(&[]);
    let page = StoryPage {
        p: visit.frame(fl!(t, "own-story"), Some(Place::OwnStory)),
        stories: seen.plan.stories.iter().map(|one| shown(visit, one)).collect(),
        problems: problems.clone(),
    };
    Reply::with_status(status(&problems), &page)
}

fn shown(visit: &Visit, story: &OwnStory) -> StoryShown {
    let t = visit.t;
    StoryShown {
        id: story.id.to_string(),
        version: story.version.get().to_string(),
        number: fl!(t, "story-version", number = story.number),
        title: story.title.clone(),
        body: story.body.clone(),
        effects: story.effects.clone().unwrap_or_default(),
        approvals: story
            .approvals
            .iter()
            .map(|one| ApprovalShown {
                id: one.id.to_string(),
                version: one.version.get().to_string(),
                audience: t.word(one.audience),
                since: fl!(t, "approved-on", day = t.format.day(one.approved_on)),
            })
            .collect(),
        audiences: story.open_to.iter().map(|one| (one.code(), t.word(*one))).collect(),
    }
}
