//! Talks with the detainee, time, connections, and what was tried and learned.

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::learning::LearningDraft;
use krachtig_core::domain::room::{ConnectionDraft, ConnectionSide, TimeDraft};
use krachtig_core::domain::talk::{TalkDraft, TalkSetting};
use krachtig_core::domain::vocabulary::LifeDomain;
use krachtig_core::service::Add;

use super::super::field::{Field, Fields};
use super::super::form::{Form, Reading};
use super::super::visit::Visit;
use super::{Sent, Sheet, done};

/// How many worries and key factors a form has room for at once.
const LINES: usize = 3;

/// A line for each, and the area of life that it fits.
fn about_lines(fields: &Fields<'_>, (list, label): (&str, impl Fn(usize) -> String)) -> Vec<Field> {
    let t = fields.t;
    let lines = (0..LINES).flat_map(|n| {
        let about = fields.optional(fields.line(&format!("{list}.{n}.about"), label(n + 1)));
        let domain = fields.select::<LifeDomain>(&format!("{list}.{n}.life_domain"), fl!(t, "domain"));
        [about.half(), fields.optional(domain).half()]
    });
    lines.collect()
}

/// The lines that were filled in, each with the number that it had in the form.
fn read_lines(reading: &mut Reading<'_>, form: &Form, list: &str) -> Vec<(Option<LifeDomain>, String)> {
    let lines = (0..LINES).filter_map(|n| {
        let about = form.filled(&format!("{list}.{n}.about"))?;
        Some((reading.optional_word(&format!("{list}.{n}.life_domain")), about))
    });
    lines.collect()
}

pub(super) fn talk_sheet(fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    let mut asked = vec![
        fields.day("held_on", fl!(t, "field-held-on")),
        fields.radios::<TalkSetting>("setting", fl!(t, "field-setting")),
    ];
    asked.extend(about_lines(
        fields,
        ("worries", |number| fl!(t, "field-worry", number = number)),
    ));
    asked.extend(about_lines(
        fields,
        ("key_factors", |number| fl!(t, "field-key-factor", number = number)),
    ));
    asked.push(
        fields.optional(
            fields
                .prose("note", fl!(t, "field-note"))
                .hint(fl!(t, "field-talk-note-hint")),
        ),
    );
    Sheet {
        heading: fl!(t, "do-talk"),
        lead: fl!(t, "talk-lead"),
        fields: asked,
        submit: fl!(t, "save"),
    }
}

pub(super) async fn talk(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let held_on = reading.day("held_on");
    let setting = reading.word::<TalkSetting>("setting");
    let worries = read_lines(&mut reading, form, "worries");
    let key_factors = read_lines(&mut reading, form, "key_factors");
    let draft = reading.done(setting.map(|setting| TalkDraft {
        held_on,
        setting,
        worries,
        key_factors,
        note: form.filled("note"),
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .record_talk(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}

pub(super) fn time_sheet(fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    let minutes = [15, 30, 45, 60, 90, 120, 180, 240].map(|minutes: i32| {
        let label = fl!(t, "hours", hours = format!("{}:{:02}", minutes / 60, minutes % 60));
        (minutes.to_string(), label)
    });
    Sheet {
        heading: fl!(t, "do-time"),
        lead: String::new(),
        fields: vec![
            fields.day("spent_on", fl!(t, "day")),
            fields.select_of(("minutes", fl!(t, "time")), minutes),
            fields.optional(fields.select::<LifeDomain>("life_domain", fl!(t, "domain"))),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn time(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let spent_on = reading.day("spent_on");
    let life_domain = reading.optional_word("life_domain");
    let draft = reading.done(Some(TimeDraft {
        spent_on,
        minutes: form.text("minutes").parse().unwrap_or_default(),
        life_domain,
        note: form.filled("note"),
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .record_time(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}

pub(super) fn connection_sheet(fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    Sheet {
        heading: fl!(t, "do-connection"),
        lead: fl!(t, "connection-lead"),
        fields: vec![
            fields.line("who", fl!(t, "field-who")),
            fields.line("with_whom", fl!(t, "field-with-whom")),
            fields.radios::<ConnectionSide>("side", fl!(t, "eco-where")),
            fields.day("laid_on", fl!(t, "day")),
            fields.optional(fields.prose("result", fl!(t, "brought"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn connection(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let side = reading.word("side");
    let laid_on = reading.day("laid_on");
    let draft = reading.done(side.map(|side| ConnectionDraft {
        who: form.text("who").to_owned(),
        with_whom: form.text("with_whom").to_owned(),
        side,
        laid_on,
        result: form.filled("result"),
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .record_connection(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}

pub(super) fn learning_sheet(fields: &Fields<'_>) -> Sheet {
    let t = fields.t;
    Sheet {
        heading: fl!(t, "do-learning"),
        lead: fl!(t, "learning-lead"),
        fields: vec![
            fields.day("noted_on", fl!(t, "day")),
            fields.prose("tried", fl!(t, "tried")),
            fields.optional(fields.prose("brought", fl!(t, "brought"))),
            fields.optional(fields.prose("learned", fl!(t, "learned"))),
        ],
        submit: fl!(t, "save"),
    }
}

pub(super) async fn learning(visit: &Visit, dossier: &Dossier, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let noted_on = reading.day("noted_on");
    let draft = reading.done(Some(LearningDraft {
        tried: form.text("tried").to_owned(),
        brought: form.filled("brought"),
        learned: form.filled("learned"),
        noted_on,
    }))?;
    let trajectory_id = dossier.trajectory.id;
    done(
        visit
            .services
            .record_learning(&visit.ctx, Add { trajectory_id, draft })
            .await,
    )
}
