//! Where a trajectory stands.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::progress::{Progress, StepProgress, StepState};
use krachtig_core::domain::trajectory::Step;
use time::Date;

use crate::graphql::scalar::Word;
use crate::graphql::shown::{Child, alone, shown};

shown! {
    /// Where a trajectory stands: derived from what its dossier holds, never stored.
    "Progress", |progress: Progress| {
        /// The first step that is neither done nor skipped; absent when all are.
        current: Option<Word<Step>> = progress.current().map(Word);
        /// Every step, from the first to the ninth.
        steps: Vec<Child<'_, StepProgress>> = progress.steps().iter().map(alone).collect();
    }
}

shown! {
    /// Where one step stands.
    "StepProgress", |progress: StepProgress| {
        /// The step.
        step: Word<Step> = Word(progress.step);
        /// Its place in the process, from 1 to 9.
        number: i32 = i32::try_from(progress.step.number()).unwrap_or(i32::MAX);
        /// Where it stands.
        state: Word<StepState> = Word(progress.state);
        /// When it began.
        startedOn: Option<Date> = progress.started_on;
        /// When it was done.
        doneOn: Option<Date> = progress.done_on;
        /// The consent that is missing for anything more of it, also when it is done or under way.
        missingConsent: Option<Word<Purpose>> = progress.missing_consent.map(Word);
    }
}
