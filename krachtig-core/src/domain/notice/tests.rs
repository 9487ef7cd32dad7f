//! Laws of notices: whoever is told is told once, of what waits and nothing else, and a mail speaks of each once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

use super::{
    Language, Notice, NoticeChannel, NoticeChoices, NoticeKind, NoticeMail, NoticeWay, Noticing, Waits, last_morning,
};
use crate::domain::clock::Stamp;
use crate::domain::id::MemberId;
use crate::domain::refusal::RefusalCode;
use crate::domain::test_support::{FixedClock, TODAY};
use crate::domain::vocabulary::Vocabulary;

fn way(kind: NoticeKind, channel: NoticeChannel) -> NoticeWay {
    NoticeWay { kind, channel }
}

fn member(n: u128) -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(n))
}

/// An office in which it is looked day by day.
#[derive(Default)]
struct Office {
    clock: Option<FixedClock>,
    notices: Vec<Notice>,
    choices: HashMap<MemberId, NoticeChoices>,
    mails: Vec<NoticeMail>,
}

impl Office {
    fn look(&mut self, day: i64, waiting: &[Waits], mailing: bool) -> Noticing {
        let clock = self.clock.get_or_insert_with(FixedClock::new);
        clock.set(TODAY + Duration::days(day));
        let stamp = Stamp::new(member(0), clock);
        let noticing = Noticing::of(waiting, &self.notices, (&self.choices, mailing), stamp);
        self.notices.retain(|notice| !noticing.gone.contains(&notice.id));
        for change in &noticing.mailed {
            let place = self.notices.iter().position(|notice| notice.id == change.after.id);
            self.notices[place.expect("a notice that is there")] = change.after.clone();
        }
        self.notices.extend(noticing.fresh.iter().cloned());
        self.mails.extend(noticing.mails.iter().cloned());
        noticing
    }
}

fn waits() -> impl Strategy<Value = Waits> {
    let kind = prop::sample::select(NoticeKind::ALL);
    (1..4_u128, kind, 0..4_u128).prop_map(|(who, kind, about)| Waits {
        member_id: member(who),
        kind,
        about: Uuid::from_u128(about),
        trajectory_id: None,
    })
}

fn choices() -> impl Strategy<Value = HashMap<MemberId, NoticeChoices>> {
    let channel = prop::sample::select(NoticeChannel::ALL);
    let kind = prop::sample::select(NoticeKind::ALL);
    let of_one = prop::collection::vec((kind, channel), 0..6);
    prop::collection::vec(of_one, 3).prop_map(|all| {
        let chosen = (1..).zip(all).map(|(who, chosen)| {
            let allowed: Vec<_> = chosen
                .into_iter()
                .filter(|(kind, channel)| kind.may_come_by(*channel))
                .map(|(kind, channel)| way(kind, channel))
                .collect();
            let choices = NoticeChoices::usual(member(who)).choose(&allowed, Language::Dutch);
            (member(who), choices.expect("chosen"))
        });
        chosen.collect()
    })
}

proptest! {
    #[test]
    fn each_is_told_once_of_what_waits_and_is_not_off(
        days in prop::collection::vec(prop::collection::vec(waits(), 0..12), 1..6), choices in choices(),
    ) {
        let mut office = Office { choices, ..Office::default() };
        for (day, waiting) in (0..).zip(&days) {
            office.look(day, waiting, true);
            let key = |member, kind, about| (member, kind, about);
            let told: Vec<_> = office.notices.iter().map(|one| key(one.member_id, one.kind, one.about)).collect();
            let expected: BTreeSet<_> = waiting
                .iter()
                .filter(|one| office.choices[&one.member_id].channel(one.kind) != NoticeChannel::Off)
                .map(|one| key(one.member_id, one.kind, one.about))
                .collect();
            prop_assert_eq!(told.len(), expected.len(), "nobody twice");
            prop_assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), expected);
            prop_assert!(office.look(day, waiting, true).is_nothing(), "there is nothing left to be done");
        }
    }

    #[test]
    fn a_mail_speaks_of_each_notice_once_and_of_none_that_was_not_chosen(
        waiting in prop::collection::vec(waits(), 0..12), choices in choices(), later in 1..4_i64,
    ) {
        let mut office = Office { choices, ..Office::default() };
        for day in 0..=later {
            office.look(day, &waiting, true);
        }
        let mut spoken: BTreeMap<(MemberId, NoticeKind), u32> = BTreeMap::new();
        for mail in &office.mails {
            for (kind, count) in &mail.counts {
                *spoken.entry((mail.member_id, *kind)).or_default() += count;
            }
        }
        let mut expected: BTreeMap<(MemberId, NoticeKind), u32> = BTreeMap::new();
        for notice in &office.notices {
            let channel = office.choices[&notice.member_id].channel(notice.kind);
            let by_mail = matches!(channel, NoticeChannel::Digest | NoticeChannel::AtOnce);
            prop_assert_eq!(notice.mailed, by_mail);
            if by_mail {
                *expected.entry((notice.member_id, notice.kind)).or_default() += 1;
            }
        }
        prop_assert_eq!(spoken, expected);
    }

    #[test]
    fn no_mail_is_written_where_none_is_sent(waiting in prop::collection::vec(waits(), 0..12), choices in choices()) {
        let mut office = Office { choices, ..Office::default() };
        for day in 0..3 {
            office.look(day, &waiting, false);
        }
        prop_assert!(office.mails.is_empty() && office.notices.iter().all(|notice| !notice.mailed));
    }
}

fn waits_for(kind: NoticeKind) -> Waits {
    Waits {
        member_id: member(1),
        kind,
        about: Uuid::from_u128(7),
        trajectory_id: None,
    }
}

#[test]
fn a_broken_glass_is_mailed_at_once_and_the_rest_the_morning_after() {
    let mut office = Office::default();
    let waiting = [waits_for(NoticeKind::BrokenGlass), waits_for(NoticeKind::ActionLate)];
    let first = office.look(0, &waiting, true);
    assert_eq!(first.mails.len(), 1);
    assert_eq!(first.mails[0].counts, BTreeMap::from([(NoticeKind::BrokenGlass, 1)]));
    let next = office.look(1, &waiting, true);
    assert_eq!(next.mails[0].counts, BTreeMap::from([(NoticeKind::ActionLate, 1)]));
    assert!(office.look(2, &waiting, true).mails.is_empty());
}

#[test]
fn no_mail_speaks_of_what_was_seen_before_the_morning() {
    let mut office = Office::default();
    let waiting = [waits_for(NoticeKind::ActionLate)];
    office.look(0, &waiting, true);
    office.notices[0] = office.notices[0].as_seen();
    assert!(office.look(1, &waiting, true).mails.is_empty());
}

#[test]
fn what_waits_again_is_told_again() {
    let mut office = Office::default();
    let waiting = [waits_for(NoticeKind::ActionLate)];
    office.look(0, &waiting, true);
    office.notices[0] = office.notices[0].as_seen();
    assert_eq!(office.look(1, &[], true).gone.len(), 1);
    assert!(!office.look(2, &waiting, true).fresh[0].seen);
}

#[test]
fn of_a_broken_glass_one_is_told_at_once_whatever_one_chooses() {
    let usual = NoticeChoices::usual(member(1));
    let kinds = [NoticeChannel::Off, NoticeChannel::InApp, NoticeChannel::Digest];
    for channel in kinds {
        let refused = usual.choose(&[way(NoticeKind::BrokenGlass, channel)], Language::Dutch);
        let refusal = refused.expect_err("refused");
        assert_eq!(refusal.iter().next().expect("one").code, RefusalCode::OutOfRange);
    }
    let chosen = usual.choose(&[way(NoticeKind::ActionLate, NoticeChannel::Off)], Language::English);
    let chosen = chosen.expect("chosen");
    assert_eq!(chosen.channel(NoticeKind::ActionLate), NoticeChannel::Off);
    assert_eq!(chosen.channel(NoticeKind::Assigned), NoticeChannel::Digest);
    let back = chosen.choose(&[way(NoticeKind::ActionLate, NoticeChannel::Digest)], Language::English);
    assert!(back.expect("chosen").channels.is_empty(), "what is usual is not kept");
}

#[test]
fn mornings_begin_at_seven_in_the_netherlands() {
    let cases = [
        (datetime!(2026-03-02 05:59 UTC), datetime!(2026-03-01 06:00 UTC)),
        (datetime!(2026-03-02 06:00 UTC), datetime!(2026-03-02 06:00 UTC)),
        (datetime!(2026-07-02 22:30 UTC), datetime!(2026-07-02 05:00 UTC)),
        (datetime!(2026-03-29 05:00 UTC), datetime!(2026-03-29 05:00 UTC)),
    ];
    for (now, morning) in cases {
        assert_eq!(last_morning(now), morning, "{now}");
    }
}

#[test]
fn each_try_waits_longer_and_is_another_version() {
    let mut office = Office::default();
    office.look(0, &[waits_for(NoticeKind::BrokenGlass)], true);
    let (mut mail, now) = (office.mails.remove(0), datetime!(2026-03-02 12:00 UTC));
    let mut waited = Duration::ZERO;
    for _ in 0..NoticeMail::TRIES {
        let taken = mail.taken(now);
        assert_eq!(taken.version, mail.version.next());
        assert!(taken.due_at - now >= waited);
        waited = taken.due_at - now;
        mail = taken;
    }
    assert_eq!(waited, Duration::minutes(512));
}
