//! Talks with the detainee, who can play a role, time, connections, problems, and what was tried and learned.

use i18n_embed_fl::fl;
use krachtig_core::domain::learning::{LearningDraft, LearningEntry};
use krachtig_core::domain::problem::{Problem, ProblemDraft};
use krachtig_core::domain::role_check::{PlayerKind, RoleCheck, RoleCheckDraft};
use krachtig_core::domain::room::{Connection, ConnectionDraft, ConnectionSide, TimeDraft, TimeEntry};
use krachtig_core::domain::vocabulary::{Effect, LifeDomain, ProblemCategory};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::entry::{Asked, Here, Kept, recorded};
use super::{filled, lines, persons, whose};

impl Kept for RoleCheck {
    type Draft = RoleCheckDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("agreed_on", visit.today().to_string())
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let mut asked = vec![fields.day("agreed_on", fl!(t, "field-agreed-on"))];
        for n in 0..lines::room(fields.form, "roles", "who") {
            let number = n + 1;
            let at = |field: &str| lines::at("roles", n, field);
            let who = fields.line(&at("who"), fl!(t, "field-player", number = number));
            let kind = fields.select::<PlayerKind>(&at("kind"), fl!(t, "field-player-kind"));
            let role = fields.line(&at("role"), fl!(t, "field-player-role"));
            asked.push(fields.optional(who).half());
            asked.push(fields.optional(kind).half());
            asked.push(fields.optional(role));
        }
        let none = fields.prose("none_reason", fl!(t, "field-none-reason"));
        asked.push(fields.optional(none.hint(fl!(t, "field-none-reason-hint"))));
        Ok(Asked::of(asked).lead(fl!(t, "roles-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<RoleCheckDraft, Problems> {
        let agreed_on = reading.day("agreed_on");
        let mut roles = Vec::new();
        for (n, who) in lines::filled(form, "roles", "who") {
            if let Some(kind) = reading.word(&lines::at("roles", n, "kind")) {
                roles.push((who, kind, form.text(&lines::at("roles", n, "role")).to_owned()));
            }
        }
        reading.done(Some(RoleCheckDraft {
            agreed_on,
            roles,
            none_reason: form.filled("none_reason"),
        }))
    }
}

impl Kept for TimeEntry {
    type Draft = TimeDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("spent_on", visit.today().to_string())
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let mut usual = vec![15, 30, 45, 60, 90, 120, 180, 240];
        // What was written otherwise, by a program, stays to choose.
        usual.extend(fields.form.text("minutes").parse::<i32>().ok());
        usual.sort_unstable();
        usual.dedup();
        let minutes = usual.into_iter().map(|minutes| {
            let label = fl!(t, "hours", hours = format!("{}:{:02}", minutes / 60, minutes % 60));
            (minutes.to_string(), label)
        });
        Ok(Asked::of(vec![
            fields.day("spent_on", fl!(t, "day")),
            fields.select_of(("minutes", fl!(t, "time")), minutes),
            fields.optional(fields.select::<LifeDomain>("life_domain", fl!(t, "domain"))),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
        ]))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<TimeDraft, Problems> {
        let spent_on = reading.day("spent_on");
        let life_domain = reading.optional_word("life_domain");
        reading.done(Some(TimeDraft {
            spent_on,
            minutes: form.text("minutes").parse().unwrap_or_default(),
            life_domain,
            note: form.filled("note"),
        }))
    }
}

impl Kept for Connection {
    type Draft = ConnectionDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("laid_on", visit.today().to_string())
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.line("who", fl!(t, "field-who")),
            fields.line("with_whom", fl!(t, "field-with-whom")),
            fields.radios::<ConnectionSide>("side", fl!(t, "eco-where")),
            fields.day("laid_on", fl!(t, "day")),
            fields.optional(fields.prose("result", fl!(t, "brought"))),
        ]);
        Ok(asked.lead(fl!(t, "connection-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<ConnectionDraft, Problems> {
        let side = reading.word("side");
        let laid_on = reading.day("laid_on");
        reading.done(side.map(|side| ConnectionDraft {
            who: form.text("who").to_owned(),
            with_whom: form.text("with_whom").to_owned(),
            side,
            laid_on,
            result: form.filled("result"),
        }))
    }
}

impl Kept for Problem {
    type Draft = ProblemDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("noted_on", visit.today().to_string())
    }

    fn as_form(&self, _: &Visit) -> Form {
        filled::with(self).with("person_id", filled::id(self.person_id))
    }

    async fn asked((_, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.select::<ProblemCategory>("category", fl!(t, "field-category")),
            fields.optional(fields.select_of(("person_id", whose(t)), persons(dossier))),
            fields.radios::<Effect>("effect", fl!(t, "field-effect")),
            fields.tick("preexisting", fl!(t, "field-preexisting")),
            fields.day("noted_on", fl!(t, "field-noted-on")),
            fields.optional(fields.prose("note", fl!(t, "field-note"))),
            fields.optional(fields.day("solved_on", fl!(t, "field-solved-on"))),
            fields.optional(fields.prose("what_helped", fl!(t, "field-what-helped"))),
        ]);
        Ok(asked.lead(fl!(t, "problem-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<ProblemDraft, Problems> {
        let category = reading.word("category");
        let person_id = reading.optional_id("person_id");
        let effect = reading.word("effect");
        let noted_on = reading.day("noted_on");
        let solved_on = reading.optional_day("solved_on");
        reading.done(category.zip(effect).map(|(category, effect)| ProblemDraft {
            category,
            person_id,
            effect,
            preexisting: form.ticked("preexisting"),
            noted_on,
            solved_on,
            what_helped: form.filled("what_helped"),
            note: form.filled("note"),
        }))
    }
}

impl Kept for LearningEntry {
    type Draft = LearningDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("noted_on", visit.today().to_string())
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let asked = Asked::of(vec![
            fields.day("noted_on", fl!(t, "day")),
            fields.prose("tried", fl!(t, "tried")),
            fields.optional(fields.prose("brought", fl!(t, "brought"))),
            fields.optional(fields.prose("learned", fl!(t, "learned"))),
        ]);
        Ok(asked.lead(fl!(t, "learning-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<LearningDraft, Problems> {
        let noted_on = reading.day("noted_on");
        reading.done(Some(LearningDraft {
            tried: form.text("tried").to_owned(),
            brought: form.filled("brought"),
            learned: form.filled("learned"),
            noted_on,
        }))
    }
}

recorded! {
    RoleCheck: record_role_check, revise_role_check;
    TimeEntry: record_time, revise_time;
    Connection: record_connection, revise_connection;
    Problem: record_problem, revise_problem;
    LearningEntry: record_learning, revise_learning;
}
