//! Talks with the detainee: worries, and what would do the home good.

use i18n_embed_fl::fl;
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::vocabulary::LifeDomain;

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::entry::{Asked, Here, Kept, recorded};
use super::lines;

/// A line for each, and the area of life that it fits.
fn about_lines(fields: &Fields<'_>, (list, label): (&str, impl Fn(usize) -> String)) -> Vec<Field> {
    let t = fields.t;
    let shown = (0..lines::room(fields.form, list, "about")).flat_map(|n| {
        let about = fields.optional(fields.line(&lines::at(list, n, "about"), label(n + 1)));
        let domain = fields.select::<LifeDomain>(&lines::at(list, n, "life_domain"), fl!(t, "domain"));
        [about.half(), fields.optional(domain).half()]
    });
    shown.collect()
}

/// The lines that were filled in.
fn read_lines(reading: &mut Reading<'_>, form: &Form, list: &str) -> Vec<(Option<LifeDomain>, String)> {
    let lines = lines::filled(form, list, "about");
    let read = lines.map(|(n, about)| (reading.optional_word(&lines::at(list, n, "life_domain")), about));
    read.collect()
}

impl Kept for DetaineeTalk {
    type Draft = TalkDraft;

    fn blank(visit: &Visit, _: &str) -> Form {
        Form::default().or("held_on", visit.today().to_string())
    }

    async fn asked(_: Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
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
        let note = fields.prose("note", fl!(t, "field-note"));
        asked.push(fields.optional(note.hint(fl!(t, "field-talk-note-hint"))));
        Ok(Asked::of(asked).lead(fl!(t, "talk-lead")))
    }

    fn read(mut reading: Reading<'_>, form: &Form) -> Result<TalkDraft, Problems> {
        let held_on = reading.day("held_on");
        let setting = reading.word("setting");
        let worries = read_lines(&mut reading, form, "worries");
        let key_factors = read_lines(&mut reading, form, "key_factors");
        reading.done(setting.map(|setting| TalkDraft {
            held_on,
            setting,
            worries,
            key_factors,
            note: form.filled("note"),
        }))
    }
}

recorded! { DetaineeTalk: record_talk, revise_talk; }
