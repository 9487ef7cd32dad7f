//! The core from outside, on both databases.

mod access;
mod access_log;
mod attachments;
mod audit;
mod concurrency;
#[path = "../../../tests/src/device.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "a library has it too, and tries attacks with it over HTTP"
)]
mod device;
mod door;
mod door_keys;
mod erased_copies;
mod erasure_preview;
mod example;
mod facts;
mod family_login;
mod family_login_closed;
mod family_report;
mod faults;
mod isolation;
mod kept_secrets;
mod left;
mod life;
mod live_figures;
mod money;
mod moving;
mod national;
mod notices;
mod office;
mod own_indicators;
mod paging;
mod party;
mod periods;
mod person_export;
mod region;
mod retention;
mod rights;
mod rights_walk;
mod rules;
mod sealed;
mod search;
mod search_lasting;
mod stale;
mod steps;
mod stored;
mod support;
mod taking;
mod tamper;
mod tenants;
mod told_stories;
