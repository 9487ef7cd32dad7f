//! The story library: its pages, one after the other, hold every story once.

use proptest::collection::btree_set;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::support::on_both;
use crate::story::{StoriesAsked, Story, StoryCursor};

const REGIONS: [&str; 3] = ["noord", "oost", "zuid"];

/// A key of its own for each number, in another order than the numbers.
fn story(number: u64) -> Story {
    let key = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let quarter = key % 5;
    Story {
        key: format!("{key:016x}").repeat(4),
        region: REGIONS[usize::try_from(number % 3).expect("it is small")].to_owned(),
        period: match quarter {
            0 => "2025-Q4".parse(),
            quarter => format!("2026-Q{quarter}").parse(),
        }
        .expect("a period"),
        title: format!("Verhaal {number} (fictief)"),
        body: "Het ging beter.".to_owned(),
        effects: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_one_after_the_other_hold_every_story_once() {
    on_both(|setting| async move {
        let (store, published) = (setting.store().await, setting.published().await);
        let mut runner = TestRunner::deterministic();
        let numbers = btree_set(0_u64..1_000_000, 40..60);
        let numbers = numbers.new_tree(&mut runner).expect("drawn").current();
        let mut all: Vec<Story> = numbers.into_iter().map(story).collect();
        for story in &all {
            store.tell_story(story).await.expect("told");
        }
        all.sort_by(|one, other| (other.period, &other.key).cmp(&(one.period, &one.key)));
        for region in REGIONS.map(Some).into_iter().chain([None, Some("west")]) {
            let of = all
                .iter()
                .filter(|story| region.is_none_or(|region| story.region == region));
            let expected: Vec<Story> = of.cloned().collect();
            for first in [1, 7, 20, 100] {
                let mut asked = StoriesAsked {
                    first,
                    after: None,
                    region: region.map(str::to_owned),
                };
                let mut seen = Vec::new();
                loop {
                    let page = published.stories(&asked).await.expect("read");
                    assert!(page.stories.len() <= first.into());
                    asked.after = page.stories.last().map(Story::cursor);
                    seen.extend(page.stories);
                    if !page.more {
                        break;
                    }
                    assert_eq!(seen.len() % usize::from(first), 0, "a page that is followed is full");
                }
                assert_eq!(seen, expected, "{region:?}, {first} at a time");
            }
        }
        // The one at which a page ended may be taken back meanwhile: the next page is the same.
        let after = all[9].cursor();
        store
            .take_back_story(&all[9].region, &all[9].key)
            .await
            .expect("taken back");
        let asked = StoriesAsked {
            first: 100,
            after: Some(after),
            region: None,
        };
        assert_eq!(published.stories(&asked).await.expect("read").stories, all[10..]);
    })
    .await;
}

#[test]
fn a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
    let cursor = story(7).cursor();
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
    for text in ["", ".", "2026-Q3", "2026-Q3.", "2026-Q3.zz", "2026-Q5.0f0f"] {
        assert!(text.parse::<StoryCursor>().is_err(), "{text}");
    }
}
