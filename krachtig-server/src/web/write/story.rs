//! The family's story: its versions, who approves which version for whom, and the wish not to have one.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::story::{StoryApproval, StoryDraft, StoryVersion};
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::domain::vocabulary::Audience;
use krachtig_core::service::ApproveStory;

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::entry::{Asked, Entry, Here, Kept, about, acts, found, recorded};
use super::{Sent, done, persons};

impl Kept for StoryVersion {
    type Draft = StoryDraft;

    fn blank(_: &Visit, _: &str) -> Form {
        Form::default()
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let effects = fields.prose("effects", fl!(t, "effects"));
        let asked = Asked::of(vec![
            fields.line("title", fl!(t, "field-story-title")),
            fields.long_prose("body", fl!(t, "field-story-body")),
            fields.optional(effects.hint(fl!(t, "field-effects-hint"))),
        ]);
        Ok(asked.lead(fl!(t, "story-lead")))
    }

    fn read(reading: Reading<'_>, form: &Form) -> Result<StoryDraft, Problems> {
        reading.done(Some(StoryDraft {
            title: form.text("title").to_owned(),
            body: form.text("body").to_owned(),
            effects: form.filled("effects"),
        }))
    }
}

recorded! { StoryVersion: write_story, revise_story; }

/// A new version begins with the text of the newest.
pub(super) struct Write;

impl Entry for Write {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let newest = dossier.stories.iter().max_by_key(|story| story.number);
        Ok(newest.map_or_else(|| StoryVersion::blank(visit, of), |story| story.as_form(visit)))
    }

    async fn asked(here: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        StoryVersion::asked(here, fields).await
    }

    async fn send(here: Here<'_>, form: &Form) -> Sent {
        super::entry::New::<StoryVersion>::send(here, form).await
    }
}

/// Those who can approve: the adults of the family.
fn adults(visit: &Visit, dossier: &Dossier) -> Vec<(String, String)> {
    let adults: Vec<String> = dossier.adults(visit.today()).map(|one| one.id.to_string()).collect();
    persons(dossier)
        .into_iter()
        .filter(|(id, _)| adults.contains(id))
        .collect()
}

/// Somebody approves a version for an audience.
pub(super) struct Approve;

impl Entry for Approve {
    fn first((visit, dossier): Here<'_>, of: &str) -> Result<Form, Trouble> {
        let today = Form::default().or("approved_on", visit.today().to_string());
        Ok(about(today, found::<StoryVersion>(dossier, of)?))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let story = found::<StoryVersion>(dossier, fields.form.text("of"))?;
        let title = fl!(t, "story-version", number = story.number);
        let asked = Asked::of(vec![
            fields.select_of(("person_id", fl!(t, "field-approver")), adults(visit, dossier)),
            fields.radios::<Audience>("audience", fl!(t, "field-audience")),
            fields.day("approved_on", fl!(t, "day")),
        ]);
        let told = vec![(format!("{title}: {}", story.title), vec![story.body.to_string()])];
        Ok(asked.lead(fl!(t, "story-agree-lead")).told(told))
    }

    async fn send((visit, _): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let story = reading.id("of");
        let person = reading.id("person_id");
        let audience = reading.word("audience");
        let approved_on = reading.day("approved_on");
        let cmd = story.zip(person).zip(audience);
        let cmd = reading.done(cmd.map(|((story_version_id, person_id), audience)| ApproveStory {
            story_version_id,
            person_id,
            audience,
            approved_on,
        }))?;
        done(visit.services.approve_story(&visit.ctx, cmd).await)
    }
}

acts! {
    /// Somebody takes an approval back.
    Withdraw: StoryApproval = withdraw_story_approval, "story-disagree-lead";
    /// The family wishes no story.
    NoStory: Trajectory = wish_no_story, "story-none-lead";
}
