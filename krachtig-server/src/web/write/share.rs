//! Sharing with parties: recorded, ended, and told to the party that it ended.

use i18n_embed_fl::fl;
use krachtig_core::domain::refusal::{RefusalCode, Refusals};
use krachtig_core::domain::share::{Share, ShareDraft};
use krachtig_core::domain::terms::{DataCategory, TERMS, Use};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Failure, ShareWithParty};

use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::reply::Trouble;
use super::super::words::Words;
use super::entry::{Asked, Entry, Here, acts};
use super::referral::parties;
use super::{Sent, Wrong, done, persons};

/// Records that data was shared with a party.
pub(super) struct Record;

/// Which data may be shared for what, on which ground: a line of the terms each.
fn terms(t: &Words) -> Vec<String> {
    let line = |(of, categories, basis): &(Use, &[DataCategory], _)| {
        let categories: Vec<String> = categories.iter().map(|category| t.word(*category)).collect();
        let (of, basis) = (t.word(*of), t.word(*basis));
        fl!(t, "share-term", what = of, data = categories.join(", "), basis = basis)
    };
    TERMS.iter().map(line).collect()
}

/// What was refused about the boxes of a list is told at the list.
fn refused(t: &Words, refusals: &Refusals) -> Problems {
    let told = refusals.iter().map(|refusal| {
        let list = refusal.field.split('.').next().unwrap_or_default();
        match (list, refusal.code) {
            ("categories", RefusalCode::OutOfRange) => (list.to_owned(), fl!(t, "share-not-for-this")),
            _ => (list.to_owned(), super::super::form::in_words(t, refusal)),
        }
    });
    Problems::told(told)
}

impl Entry for Record {
    fn first((visit, _): Here<'_>, _: &str) -> Result<Form, Trouble> {
        Ok(Form::default().or("shared_on", visit.today().to_string()))
    }

    async fn asked((visit, dossier): Here<'_>, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let detainees = dossier.detainees.iter();
        let detainees = detainees.map(|one| (one.id.to_string(), one.name.to_string()));
        let detainees: Vec<(String, String)> = detainees.collect();
        let whom = fields.boxes(("persons", fl!(t, "field-shared-about")), persons(dossier));
        let categories = DataCategory::ALL.iter();
        let categories = categories.map(|one| (one.code().to_owned(), t.word(*one)));
        let about = fields.line("about", fl!(t, "field-shared-what"));
        let mut asked = vec![
            fields.select_of(("partner_id", fl!(t, "field-party")), parties(visit).await?),
            fields.optional(whom.hint(fl!(t, "field-shared-about-hint"))),
        ];
        if !detainees.is_empty() {
            let detainee = fields.select_of(("detainee_id", fl!(t, "field-shared-detainee")), detainees);
            asked.push(fields.optional(detainee));
        }
        asked.extend([
            fields.select::<Use>("purpose", fl!(t, "field-shared-for")),
            fields.boxes(("categories", fl!(t, "field-shared-data")), categories),
            fields.optional(about.hint(fl!(t, "field-shared-what-hint"))),
            fields.day("shared_on", fl!(t, "field-shared-on")),
        ]);
        let told = vec![(fl!(t, "share-terms"), terms(t))];
        Ok(Asked::of(asked).lead(fl!(t, "share-lead")).told(told))
    }

    async fn send((visit, dossier): Here<'_>, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let partner_id = reading.id("partner_id");
        let purpose = reading.word("purpose");
        let detainee_id = reading.optional_id("detainee_id");
        let shared_on = reading.day("shared_on");
        let persons = reading.ids("persons");
        let categories = form.all("categories").filter_map(DataCategory::from_code).collect();
        let cmd = reading.done(partner_id.zip(purpose).map(|(partner_id, purpose)| ShareWithParty {
            trajectory_id: dossier.trajectory.id,
            partner_id,
            draft: ShareDraft {
                persons,
                detainee_id,
                purpose,
                categories,
                about: form.filled("about"),
                shared_on,
            },
        }))?;
        match visit.services.share_with_party(&visit.ctx, cmd).await {
            Err(Failure::Refused(refusals)) if refusals.first().field != "trajectory_id" => {
                Err(Wrong::Form(refused(visit.t, &refusals)))
            }
            outcome => done(outcome),
        }
    }
}

acts! {
    /// Ends what is shared.
    End: Share = end_share, "share-end-lead";
    /// The party was told that it ended.
    Tell: Share = tell_party_of_end, "share-told-lead";
}
