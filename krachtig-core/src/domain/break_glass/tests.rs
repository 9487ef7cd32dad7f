//! How long a glass stays broken, and who reviews it.

use time::Duration;

use super::*;
use crate::domain::clock::Clock;
use crate::domain::family::{Family, FamilyDraft};
use crate::domain::test_support::{FixedClock, code, member};
use crate::domain::trajectory::Trajectory;

fn broken(clock: &dyn Clock, minutes: i64) -> Decision<BreakGlass> {
    let stamp = Stamp::new(member(1), clock);
    let family = Family::record(
        &FamilyDraft {
            name: "Gezin (fictief)".to_owned(),
            ..FamilyDraft::default()
        },
        stamp,
    )?;
    let trajectory = Trajectory::open(family.id, stamp.today, None, stamp)?;
    let draft = GlassDraft {
        reason: "brand".to_owned(),
        minutes,
    };
    BreakGlass::of(&Dossier::begin(family, trajectory), &draft, stamp)
}

#[test]
fn it_holds_for_as_long_as_was_said_and_not_a_moment_longer() {
    let clock = FixedClock::new();
    let glass = broken(&clock, BreakGlass::USUAL_MINUTES).expect("broken");
    let end = glass.until();
    assert_eq!(end - glass.id.made_at(), Duration::hours(4));
    assert!(glass.holds(end - Duration::milliseconds(1)));
    assert!(!glass.holds(end));
    assert_eq!(code(broken(&clock, 0)), RefusalCode::OutOfRange);
    assert_eq!(
        code(broken(&clock, BreakGlass::MOST_MINUTES + 1)),
        RefusalCode::OutOfRange
    );
}

#[test]
fn a_clock_that_is_put_back_leaves_no_glass_broken_for_longer() {
    let clock = FixedClock::new();
    let before = broken(&clock, BreakGlass::USUAL_MINUTES).expect("broken");
    let made = before.id.made_at();
    assert!(before.holds(made - Duration::minutes(4)), "as far as clocks are apart");
    assert!(!before.holds(made - Duration::minutes(6)));
    assert!(!before.holds(made - Duration::DAY));

    // Ids go on sorting after those made before, and tell of the clock as it was; a glass tells of the clock as it is.
    let behind = Behind(FixedClock::new(), Duration::DAY);
    let after = broken(&behind, 60).expect("broken");
    assert!(after.trajectory_id.made_at() > behind.now());
    assert_eq!(after.id.made_at(), behind.now());
    assert!(after.holds(behind.now() + Duration::minutes(59)));
    assert!(!after.holds(behind.now() + Duration::minutes(60)));
}

/// A clock that was put back after ids were made.
struct Behind(FixedClock, Duration);

impl Clock for Behind {
    fn now(&self) -> time::OffsetDateTime {
        self.0.now() - self.1
    }

    fn fresh(&self) -> uuid::Uuid {
        self.0.fresh()
    }
}

#[test]
fn somebody_else_reviews_it_once_and_says_why_where_it_was_wrong() {
    let clock = FixedClock::new();
    let glass = broken(&clock, 60).expect("broken");
    let says = |verdict, note: Option<&str>| GlassReview {
        verdict,
        note: note.map(str::to_owned),
    };
    let own = glass.review(&says(GlassVerdict::Justified, None), Stamp::new(member(1), &clock));
    assert_eq!(code(own), RefusalCode::SamePerson);
    let stamp = Stamp::new(member(2), &clock);
    let silent = glass.review(&says(GlassVerdict::Unjustified, None), stamp);
    assert_eq!(code(silent), RefusalCode::Required);
    let right = glass
        .review(&says(GlassVerdict::Justified, None), stamp)
        .expect("reviewed");
    assert!(right.holds(clock.now()));
    assert_eq!((right.reviewed_by, right.version), (Some(member(2)), Version::new(2)));
    let again = right.review(&says(GlassVerdict::Justified, None), stamp);
    assert_eq!(code(again), RefusalCode::WrongState);
    let wrong = glass
        .review(&says(GlassVerdict::Unjustified, Some("nee")), stamp)
        .expect("reviewed");
    assert!(!wrong.holds(clock.now()), "closed at once");
}
