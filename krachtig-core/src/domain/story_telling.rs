//! Which of a family's stories may be told to the prison service, and how: the version that every adult approved for that
//! audience, without a name in it. Whatever is in doubt is not told.
//!
//! Approving does not belong here, see [`super::story`]; nor where stories are told.

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::StoryVersionId;
use super::limit::{LimitKind, ProcessingLimit};
use super::period::Period;
use super::redact::Redactor;
use super::refusal::{Decision, Refusal, RefusalCode};
use super::story::StoryVersion;
use super::terms::{ConsentUse, Recipient};
use super::vocabulary::Audience;

/// What stands where somebody was named.
const SOMEBODY: &str = "[naam]";

/// So many digits, whatever stands between them, are a number by which somebody can be found.
const NUMBER: usize = 6;

/// A story without a name in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TellableStory {
    /// The version that it is.
    pub version: StoryVersionId,
    /// Its title.
    pub title: String,
    /// The story.
    pub body: String,
    /// What changed for the family.
    pub effects: Option<String>,
    /// The period in which the family approved it.
    pub approved_in: Period,
}

impl Dossier {
    /// The story that may be told to an audience today: the newest version that all adults approved for it and whose consent
    /// covers it, with nobody's use of data restricted. `workers` are names of members, who are taken out as well.
    #[must_use]
    pub fn tellable_story(
        &self,
        audience: Audience,
        (workers, stamp): (&[String], Stamp<'_>),
    ) -> Option<TellableStory> {
        let (story, approved_in) = self.approved_story(audience, stamp).ok()?;
        let redactor = self.redactor_of_everybody(workers);
        Some(TellableStory {
            version: story.id,
            title: without_names(&redactor, story.title.as_str())?,
            body: without_names(&redactor, story.body.as_str())?,
            effects: match &story.effects {
                Some(effects) => Some(without_names(&redactor, effects.as_str())?),
                None => None,
            },
            approved_in,
        })
    }

    /// The newest version that every adult approved for an audience, as it was written, and the quarter in which they did.
    ///
    /// # Errors
    /// `dossier_destroyed`; `processing_restricted` while anybody's data is; `consent_missing` and `processing_objected`
    /// where a consent does not cover the audience today; `story_not_approved` where no version is approved for it.
    pub(super) fn approved_story(&self, audience: Audience, stamp: Stamp<'_>) -> Decision<(&StoryVersion, Period)> {
        self.demand_not_destroyed("")?;
        let restricts = |limit: &ProcessingLimit| limit.kind == LimitKind::Restriction && limit.holds(stamp.today);
        if self.limits.iter().any(restricts) {
            return Err(Refusal::new(RefusalCode::ProcessingRestricted, "").into());
        }
        let adults: Vec<_> = self.adults(stamp.today).map(|adult| adult.id).collect();
        let to = (ConsentUse::ApproveStory, Some(Recipient::Audience(audience)));
        self.demand_for(to, &adults, stamp)?;
        let approved = |story: &&StoryVersion| self.approved_audiences(story.id, stamp.today).contains(&audience);
        let story = self.stories.iter().filter(approved).max_by_key(|story| story.number);
        let approved_on = story.and_then(|story| {
            let given = self.approvals.iter().filter(|approval| {
                approval.story_version_id == story.id
                    && approval.audience == audience
                    && approval.withdrawn_on.is_none()
            });
            given.map(|approval| approval.approved_on).max()
        });
        match story.zip(approved_on) {
            Some((story, on)) => Ok((story, Period::quarter_of(on))),
            None => Err(Refusal::new(RefusalCode::StoryNotApproved, "audience").into()),
        }
    }

    /// What takes everybody out whom the dossier names, and these workers.
    pub(super) fn redactor_of_everybody(&self, workers: &[String]) -> Redactor {
        let people = self.people();
        let names = people.iter().flat_map(|(_, found)| found.iter().copied());
        let others = workers.iter().map(String::as_str).chain([self.family.name.as_str()]);
        Redactor::new(names.chain(others), [], SOMEBODY)
    }
}

/// The text without names; nothing where one is left, or a number or an address by which somebody can be found.
pub(super) fn without_names(redactor: &Redactor, text: &str) -> Option<String> {
    let redacted = redactor.redact(text);
    let mut digits = 0;
    for letter in redacted.chars() {
        match letter {
            '@' => return None,
            _ if letter.is_ascii_digit() => digits += 1,
            ' ' | '-' | '.' | '/' => {}
            _ => digits = 0,
        }
        if digits >= NUMBER {
            return None;
        }
    }
    (!redactor.finds(&redacted)).then_some(redacted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_number_or_an_address_is_kept_back() {
        let redactor = Redactor::new(["Anna de Vries (fictief)"], [], SOMEBODY);
        let told = |text: &str| without_names(&redactor, text);
        assert_eq!(
            told("Anna belde in 2026 met het wijkteam.").as_deref(),
            Some("[naam] belde in 2026 met het wijkteam.")
        );
        for kept_back in [
            "bel 06 12 34 56 78",
            "mail a@voorbeeld.invalid",
            "op 12-03-2026 kwam ze thuis",
        ] {
            assert_eq!(told(kept_back), None, "{kept_back}");
        }
    }
}
