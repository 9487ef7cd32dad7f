//! What was tried and learned, and the family's story with who may read which version.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::story::{StoryApproval, StoryVersion};
use krachtig_core::domain::text::Prose;
use krachtig_core::service::Action;

use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::write::Write;
use super::files::{self, FileShown};
use super::overview::withheld;
use super::{Head, Names, Tab, acts, names, opened, report};

#[derive(Template)]
#[template(path = "dossier/story.html")]
struct StoryPage {
    p: Frame,
    head: Head,
    no_story: String,
    /// Where the wish for none is recorded.
    wish: Vec<Button>,
    stories: Vec<StoryShown>,
    learning: Vec<LearningShown>,
    /// The audiences for which there is a report; nothing for whoever may read none.
    reports: Option<Vec<Button>>,
    withheld: String,
}

struct StoryShown {
    title: String,
    about: String,
    body: String,
    effects: String,
    audiences: Vec<Badge>,
    /// Who approved it for whom.
    approvals: Vec<Row>,
    acts: Vec<Button>,
    files: Vec<FileShown>,
}

struct LearningShown {
    about: String,
    tried: String,
    brought: String,
    learned: String,
    acts: Vec<Button>,
}

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let writers = dossier.stories.iter().map(|story| story.recorded_by);
    let colleagues = names(visit, writers.chain(dossier.learning.iter().map(|one| one.recorded_by))).await?;
    let writes = [Write::Learn, Write::TellStory];
    let (p, head) = opened(visit, dossier, (Tab::Story, &writes));
    let wished = dossier.trajectory.no_story_on;
    let no_story = wished.map(|on| fl!(visit.t, "no-story", day = visit.t.format.day(on)));
    let wish: &[Write] = if wished.is_none() { &[Write::WishNoStory] } else { &[] };
    let stories = dossier.stories.iter().rev();
    let learning = dossier.learning.iter().rev();
    Reply::page(&StoryPage {
        p,
        head,
        no_story: no_story.unwrap_or_default(),
        wish: acts(visit, dossier, (dossier.trajectory.id, wish)),
        stories: stories.map(|one| story(visit, (dossier, &colleagues), one)).collect(),
        learning: learning
            .map(|one| learned(visit, (dossier, &colleagues), one))
            .collect(),
        reports: visit
            .may_in(Action::ReadFamilyReport, dossier)
            .then(|| report::ways(visit, dossier)),
        withheld: withheld(visit, dossier),
    })
}

fn story(visit: &Visit, (dossier, colleagues): (&Dossier, &Names), one: &StoryVersion) -> StoryShown {
    let t = visit.t;
    let audiences = dossier.approved_audiences(one.id, visit.today());
    let number = fl!(t, "story-version", number = one.number);
    let approvals: Vec<&StoryApproval> = dossier
        .approvals
        .iter()
        .filter(|approval| approval.story_version_id == one.id)
        .collect();
    // A version that somebody approved stays as it is: what changes is a new one.
    let writes: &[Write] = if approvals.is_empty() {
        &[Write::ChangeStory, Write::ApproveStory]
    } else {
        &[Write::ApproveStory]
    };
    StoryShown {
        title: one.title.to_string(),
        about: format!("{number} · {}", colleagues.of(one.recorded_by)),
        body: one.body.to_string(),
        effects: text(one.effects.as_ref()),
        audiences: audiences
            .into_iter()
            .map(|audience| Badge::new(Tone::Good, t.word(audience)))
            .collect(),
        approvals: approvals.into_iter().map(|one| approval(visit, dossier, one)).collect(),
        acts: acts(visit, dossier, (one.id, writes))
            .into_iter()
            .chain(files::attach(visit, dossier, (RecordKind::StoryVersion, one.id)))
            .collect(),
        files: files::of(visit, dossier, one.id.uuid()),
    }
}

fn approval(visit: &Visit, dossier: &Dossier, one: &StoryApproval) -> Row {
    let t = visit.t;
    let by = dossier.persons.iter().find(|person| person.id == one.person_id);
    let by = by.map(|person| person.name.to_string()).unwrap_or_default();
    let given = fl!(t, "approved-on", day = t.format.day(one.approved_on));
    let row = Row::new(format!("{by}: {}", t.word(one.audience))).about([given]);
    match one.withdrawn_on {
        Some(on) => {
            let ended = fl!(t, "taken-back-on", day = t.format.short_day(on));
            row.badge(Some(Badge::new(Tone::Bad, ended)))
        }
        None => row.acts(acts(visit, dossier, (one.id, &[Write::WithdrawApproval]))),
    }
}

fn text(prose: Option<&Prose>) -> String {
    prose.map(ToString::to_string).unwrap_or_default()
}

fn learned(visit: &Visit, (dossier, colleagues): (&Dossier, &Names), one: &LearningEntry) -> LearningShown {
    let day = visit.t.format.day(one.noted_on);
    LearningShown {
        about: format!("{day} · {}", colleagues.of(one.recorded_by)),
        tried: one.tried.to_string(),
        brought: text(one.brought.as_ref()),
        learned: text(one.learned.as_ref()),
        acts: acts(visit, dossier, (one.id, &[Write::ChangeLearning])),
    }
}
