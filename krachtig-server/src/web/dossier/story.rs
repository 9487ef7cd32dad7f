//! What was tried and learned, and the family's story with who may read which version.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::learning::LearningEntry;
use krachtig_core::domain::story::StoryVersion;
use krachtig_core::service::Action;

use super::super::frame::Frame;
use super::super::part::{Badge, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::overview::withheld;
use super::{Head, Names, Tab, button, names, opened};

#[derive(Template)]
#[template(path = "dossier/story.html")]
struct StoryPage {
    p: Frame,
    head: Head,
    no_story: String,
    stories: Vec<StoryShown>,
    learning: Vec<LearningShown>,
    withheld: String,
}

struct StoryShown {
    title: String,
    about: String,
    body: String,
    effects: String,
    audiences: Vec<Badge>,
}

struct LearningShown {
    about: String,
    tried: String,
    brought: String,
    learned: String,
}

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let writers = dossier.stories.iter().map(|story| story.recorded_by);
    let colleagues = names(visit, writers.chain(dossier.learning.iter().map(|one| one.recorded_by))).await?;
    let buttons = vec![button(
        visit,
        dossier,
        (Action::RecordLearning, "/learning/new", fl!(visit.t, "do-learning")),
    )];
    let (p, head) = opened(visit, dossier, (Tab::Story, buttons));
    let no_story = dossier
        .trajectory
        .no_story_on
        .map(|on| fl!(visit.t, "no-story", day = visit.t.format.day(on)));
    Reply::page(&StoryPage {
        p,
        head,
        no_story: no_story.unwrap_or_default(),
        stories: dossier
            .stories
            .iter()
            .rev()
            .map(|one| story(visit, (dossier, &colleagues), one))
            .collect(),
        learning: dossier
            .learning
            .iter()
            .rev()
            .map(|one| learning(visit, &colleagues, one))
            .collect(),
        withheld: withheld(visit, dossier),
    })
}

fn story(visit: &Visit, (dossier, colleagues): (&Dossier, &Names), one: &StoryVersion) -> StoryShown {
    let t = visit.t;
    let audiences = dossier.approved_audiences(one.id, visit.today());
    let number = fl!(t, "story-version", number = one.number);
    StoryShown {
        title: one.title.to_string(),
        about: format!("{number} · {}", colleagues.of(one.recorded_by)),
        body: one.body.to_string(),
        effects: one.effects.as_ref().map(ToString::to_string).unwrap_or_default(),
        audiences: audiences
            .into_iter()
            .map(|audience| Badge::new(Tone::Good, t.word(audience)))
            .collect(),
    }
}

fn learning(visit: &Visit, colleagues: &Names, one: &LearningEntry) -> LearningShown {
    let text = |prose: Option<&krachtig_core::domain::text::Prose>| prose.map(ToString::to_string).unwrap_or_default();
    LearningShown {
        about: format!(
            "{} · {}",
            visit.t.format.day(one.noted_on),
            colleagues.of(one.recorded_by)
        ),
        tried: one.tried.to_string(),
        brought: text(one.brought.as_ref()),
        learned: text(one.learned.as_ref()),
    }
}
