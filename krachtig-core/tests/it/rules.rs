//! The life of a region's rules: who has to agree before they decide, which rules decide for whom, and what a replay
//! tells beforehand.

use std::sync::Arc;

use krachtig_core::domain::budget::{RuleOutcome, Verdict};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::period::ClosedPeriod;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::replay::{DifferenceKind, FigureChange, ReplayDimension, ReplayState};
use krachtig_core::domain::rule_set::{RuleSetDraft, RuleUse};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::rules::SigningKey;
use krachtig_core::service::{
    Ask, Ctx, DifferenceFilter, MoveTrajectories, NoFilter, PeriodSort, ProposeRules, RecordedSort, RequestBudget,
    RequestFilter, Services, ShadowFilter, StartReplay, TrajectoryFilter, TrajectorySort, TrustKey, UploadPlugin,
};
use krachtig_core::store::Tenants;
use serde_json::{Value, json};
use time::Duration;
use time::macros::date;

use crate::life::{act, draft};
use crate::office::{Office, TODAY, code};
use crate::region::{Component, Decides, Region, key, put_in_use, replay, switch_on, upload};
use crate::support::on_both;

/// Asks for money; tells the rules that decided, with the version of their settings, and what they decided.
async fn ask(services: &Services, ctx: &Ctx, id: TrajectoryId, amount: i64) -> (String, u32, RuleOutcome) {
    let cmd = RequestBudget {
        trajectory_id: id,
        draft: draft::request(amount),
    };
    let decision = services.request_budget(ctx, cmd).await.expect("asked").record.decision;
    let rules = decision.rules;
    (
        format!("{} {}", rules.name, rules.version),
        rules.settings_version,
        decision.answer.decision.outcome(),
    )
}

fn all<F, S>(filter: F, sort: S) -> Ask<F, S> {
    Ask {
        first: 100,
        after: None,
        filter,
        sort,
        descending: false,
    }
}

/// An office with a source of rules that the test holds too.
async fn office(tenants: &Tenants) -> (Office, Arc<Region>) {
    let mut office = Office::open(tenants, "alfa").await;
    let region = Arc::new(Region::default());
    office.services = Services::new(tenants.clone(), region.clone());
    (office, region)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_trusted_key_signed_and_is_newer_gets_in() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let (services, ctx) = (&office.services, &office.coordinator);
        let second = Component::new("regels", "1.10.0", Decides::ByParity);
        let reason = async |cmd: UploadPlugin| {
            let refused = services.upload_plugin(ctx, cmd).await.expect_err("refused");
            refused.to_string()
        };
        assert_eq!(
            reason(second.upload(&key())).await,
            "signature_refused at signature (reason: key_not_trusted)"
        );
        let trusted = TrustKey {
            label: "Ontwikkelaar (fictief)".to_owned(),
            public_key: key().public_key().to_string(),
        };
        let trusted = services.trust_key(ctx, trusted).await.expect("trusted");
        let mut changed = second.upload(&key());
        changed.component.push(b' ');
        assert_eq!(
            reason(changed).await,
            "signature_refused at signature (reason: signature_of_another)"
        );
        let mut forged = second.upload(&SigningKey::from_random_bytes([8; 32]));
        forged.signature = forged.signature.replace(
            &SigningKey::from_random_bytes([8; 32]).public_key().to_string(),
            &key().public_key().to_string(),
        );
        assert_eq!(
            reason(forged).await,
            "signature_refused at signature (reason: signature_wrong)"
        );
        let garbage = UploadPlugin {
            component: b"garbage".to_vec(),
            signature: "garbage".to_owned(),
        };
        assert_eq!(
            reason(garbage).await,
            "signature_refused at signature (reason: signature_malformed)"
        );

        let plugin = services
            .upload_plugin(ctx, second.upload(&key()))
            .await
            .expect("uploaded");
        assert_eq!((plugin.name.as_str(), plugin.edition.as_str()), ("regels", "1.10.0"));
        assert_eq!(plugin.signed_by, Some(trusted.id));
        assert_eq!(reason(second.upload(&key())).await, "already_exists at component");
        for older in ["1.9.9", "1.10.0-beta.1", "1.10.0+other"] {
            let older = Component::new("regels", older, Decides::UpToMost);
            assert_eq!(
                reason(older.upload(&key())).await,
                "older_version at component (uploaded: 1.10.0)"
            );
        }
        services.withdraw_key(ctx, act(&trusted)).await.expect("withdrawn");
        let next = Component::new("regels", "2.0.0", Decides::ByParity);
        assert_eq!(
            reason(next.upload(&key())).await,
            "signature_refused at signature (reason: key_not_trusted)"
        );
    })
    .await;
}

/// What a developer proposed is in use once a coordinator agrees, and nobody else.
async fn developed(office: &Office, proposal: ProposeRules) {
    let (services, approver) = (&office.services, &office.approver);
    let developer = office.member("developer", &[Role::PluginDeveloper]).await;
    let developed = services.propose_rules(&developer, proposal).await.expect("proposed");
    assert_eq!(
        code(services.confirm_rules(approver, act(&developed)).await),
        RefusalCode::ApproverRole,
        "a developer is no coordinator either"
    );
    assert_eq!(
        code(services.confirm_rules(&developer, act(&developed)).await),
        RefusalCode::NotFound,
        "and confirms nothing"
    );
    services
        .confirm_rules(&office.coordinator, act(&developed))
        .await
        .expect("confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_decide_once_they_were_replayed_and_a_second_person_agrees() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let Office {
            services,
            coordinator,
            approver,
            operator,
            professional,
            ..
        } = &office;
        let (id, _) = office.willing_family("Gezin", 50_000).await;
        let plugin = upload(&office, services, &Component::new("regels", "1.0.0", Decides::UpToMost)).await;
        let propose = |settings: Value, usage| ProposeRules {
            plugin_id: plugin.id,
            draft: RuleSetDraft {
                settings,
                usage,
                valid_from: TODAY,
            },
        };
        let bad = services
            .propose_rules(coordinator, propose(json!({"least": 1}), RuleUse::Active))
            .await;
        assert_eq!(code(bad), RefusalCode::SettingsRefused);
        let early = services
            .propose_rules(coordinator, propose(json!({}), RuleUse::Active))
            .await;
        assert_eq!(code(early), RefusalCode::ReplayMissing);
        replay(services, coordinator, &plugin, &json!({})).await;
        let other = services
            .propose_rules(coordinator, propose(json!({"most": 1}), RuleUse::Active))
            .await;
        assert_eq!(
            code(other),
            RefusalCode::ReplayMissing,
            "it was tried with other settings"
        );
        let running = services
            .propose_rules(coordinator, propose(json!({}), RuleUse::Running))
            .await;
        assert_eq!(code(running), RefusalCode::WrongState, "nothing runs on it");

        let proposed = services
            .propose_rules(coordinator, propose(json!({}), RuleUse::Active))
            .await
            .expect("proposed");
        assert_eq!(ask(services, professional, id, 100).await.0, "person_decides 1.0.0");
        let own = services.confirm_rules(coordinator, act(&proposed)).await;
        assert_eq!(code(own), RefusalCode::SamePerson);
        let confirmed = services
            .confirm_rules(approver, act(&proposed))
            .await
            .expect("confirmed");
        assert_eq!(
            ask(services, professional, id, 100).await,
            ("regels 1.0.0".to_owned(), 1, RuleOutcome::Approve)
        );
        assert_eq!(
            code(services.confirm_rules(approver, act(&proposed)).await),
            RefusalCode::Stale
        );
        assert_eq!(
            code(services.confirm_rules(approver, act(&confirmed)).await),
            RefusalCode::WrongState
        );

        let theirs = services
            .propose_rules(operator, propose(json!({}), RuleUse::Active))
            .await
            .expect("proposed");
        let nobody = services.confirm_rules(approver, act(&theirs)).await;
        assert_eq!(
            code(nobody),
            RefusalCode::ApproverRole,
            "one of the two is a coordinator"
        );
        services
            .confirm_rules(coordinator, act(&theirs))
            .await
            .expect("confirmed");
        assert_eq!(ask(services, professional, id, 100).await.1, 2);

        developed(&office, propose(json!({}), RuleUse::Shadow)).await;

        let mut later = propose(json!({}), RuleUse::Active);
        later.draft.valid_from = TODAY + Duration::days(10);
        let later = services.propose_rules(coordinator, later).await.expect("proposed");
        services.confirm_rules(approver, act(&later)).await.expect("confirmed");
        assert_eq!(ask(services, professional, id, 100).await.1, 2, "its day is to come");
        office.clock.set(TODAY + Duration::days(10));
        assert_eq!(ask(services, professional, id, 100).await.1, 4);
        let past = services
            .propose_rules(coordinator, propose(json!({}), RuleUse::Active))
            .await;
        assert_eq!(code(past), RefusalCode::TooEarly);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_stays_on_its_version_until_it_is_moved_or_that_is_rolled_back() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let Office {
            services,
            coordinator,
            professional,
            ..
        } = &office;
        let (old, _) = office.willing_family("Oud", 50_000).await;
        let (new, _) = office.willing_family("Nieuw", 50_000).await;
        let who = async |id| ask(services, professional, id, 100).await.0;
        assert_eq!(who(old).await, "person_decides 1.0.0");
        let first = Component::new("regels", "1.0.0", Decides::UpToMost);
        let (first, _) = switch_on(&office, services, &first).await;
        assert_eq!(who(old).await, "regels 1.0.0", "rules follow on a person");
        let (second, set) = switch_on(&office, services, &Component::new("regels", "2.0.0", Decides::ByParity)).await;
        assert_eq!(who(old).await, "regels 1.0.0");
        assert_eq!(who(new).await, "regels 2.0.0");

        // New settings for those who stay reach them alone.
        let settings = json!({"most": 99});
        replay(services, coordinator, &first, &settings).await;
        put_in_use((&office, services), &first, (RuleUse::Running, settings))
            .await
            .expect("in use");
        assert_eq!(
            ask(services, professional, old, 100).await,
            ("regels 1.0.0".to_owned(), 3, RuleOutcome::Refuse)
        );
        assert_eq!(who(new).await, "regels 2.0.0");

        let on = async |plugin| {
            let filter = TrajectoryFilter {
                runs_on: Some(plugin),
                ..TrajectoryFilter::default()
            };
            let page = services
                .trajectories(coordinator, &all(filter, TrajectorySort::Recorded))
                .await;
            let rows = page.expect("listed").rows;
            rows.into_iter()
                .map(|(_, trajectory)| trajectory.id)
                .collect::<Vec<_>>()
        };
        assert_eq!((on(first.id).await, on(second.id).await), (vec![old], vec![new]));
        let moved = |id, plugin_id| MoveTrajectories {
            ids: vec![id],
            plugin_id,
        };
        services
            .move_trajectories(coordinator, moved(old, second.id))
            .await
            .expect("moved");
        assert_eq!((on(first.id).await, on(second.id).await), (vec![], vec![old, new]));
        assert_eq!(who(old).await, "regels 2.0.0");

        services
            .roll_back_rules(coordinator, act(&set))
            .await
            .expect("rolled back");
        assert_eq!(
            (who(old).await, who(new).await),
            ("regels 1.0.0".to_owned(), "regels 1.0.0".to_owned())
        );
        let gone = services.move_trajectories(coordinator, moved(old, second.id)).await;
        assert_eq!(
            code(gone),
            RefusalCode::WrongState,
            "nobody moves to what was rolled back"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_tells_what_would_have_been_and_changes_nothing() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let Office {
            services,
            coordinator,
            professional,
            ..
        } = &office;
        let (id, _) = office.willing_family("Gezin", 500_000).await;
        switch_on(&office, services, &Component::new("regels", "1.0.0", Decides::ByParity)).await;
        for amount in [100, 101, 20_000, 20_001, 60_000] {
            ask(services, professional, id, amount).await;
        }
        let before = office.dossier(id).await;
        let plugin = upload(&office, services, &Component::new("regels", "2.0.0", Decides::UpToMost)).await;
        let replay_id = replay(services, coordinator, &plugin, &json!({"most": 20_000})).await;
        assert_eq!(office.dossier(id).await, before);

        let told = services.replay(coordinator, replay_id).await.expect("told");
        assert_eq!(told.state, ReplayState::Done);
        let summary = told.summary;
        assert_eq!((summary.decisions, summary.different, summary.reconstructed), (5, 2, 0));
        assert_eq!(summary.kinds, [(DifferenceKind::Outcome, 2)]);
        let group = |by, value: &str| {
            let of = summary
                .groups
                .iter()
                .find(|group| (group.by, group.value.as_str()) == (by, value));
            let group = of.unwrap_or_else(|| panic!("no group {value}"));
            (
                group.different,
                group.before.approve,
                group.after.approve,
                group.after.refuse,
            )
        };
        let share = |decisions, amount| krachtig_core::domain::replay::Share { decisions, amount };
        assert_eq!(
            group(ReplayDimension::Amount, "up_to_5000"),
            (1, share(1, 100), share(2, 201), share(0, 0))
        );
        assert_eq!(
            group(ReplayDimension::Amount, "up_to_100000"),
            (1, share(1, 60_000), share(0, 0), share(1, 60_000))
        );
        assert_eq!(group(ReplayDimension::ApprovalLevel, "refuse").0, 1);
        for by in [ReplayDimension::Silo, ReplayDimension::LifeDomain] {
            let of = summary.groups.iter().filter(|group| group.by == by);
            assert_eq!(of.map(|group| group.different).sum::<i64>(), 2);
        }
        let changed = summary.levels.iter().filter(|level| level.before != level.after);
        let changed: Vec<_> = changed
            .map(|level| (level.before.as_str(), level.after.as_str()))
            .collect();
        assert_eq!(changed, [("approve", "refuse"), ("refuse", "approve")]);

        let filter = DifferenceFilter {
            replay_id: Some(replay_id),
            kind: None,
        };
        let mut seen = Vec::new();
        let mut asked = Ask {
            first: 1,
            ..all(filter, RecordedSort::Recorded)
        };
        loop {
            let page = services.replay_differences(coordinator, &asked).await.expect("listed");
            asked.after = page.rows.last().map(|(cursor, _)| cursor.clone());
            seen.extend(page.rows.into_iter().map(|(_, difference)| difference.request_id));
            if !page.more {
                break;
            }
        }
        let requests = services.requests_by_id(coordinator, &seen).await.expect("read");
        let mut amounts: Vec<_> = seen.iter().map(|id| requests[id].amount.get()).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [101, 60_000]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_tells_the_figures_of_closed_periods_too() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let (services, ctx) = (&office.services, &office.coordinator);
        for name in ["Een", "Twee"] {
            office.family(name).await;
        }
        let rules = Component::new("regels", "1.0.0", Decides::UpToMost);
        let (plugin, _) = switch_on(&office, services, &rules).await;
        office.clock.set(date!(2026 - 04 - 02));
        let period = "2026-Q1".parse().expect("a period");
        services.close_period(ctx, period).await.expect("closed");
        let periods = services.closed_periods(ctx, &all(NoFilter, PeriodSort::Period)).await;
        let before = periods.expect("listed").rows;
        let changed = async |settings: Value| {
            let id = replay(services, ctx, &plugin, &settings).await;
            let summary = services.replay(ctx, id).await.expect("told").summary;
            assert_eq!((summary.periods, summary.period_faults), (1, 0));
            let told = |figure: &FigureChange| (figure.indicator.clone(), figure.before.clone(), figure.after.clone());
            summary.figures.iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(changed(json!({})).await, []);
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            changed(json!({"most": 12_345})).await,
            [("most".to_owned(), text("10000.00"), text("12345.00"))]
        );
        // What no one case may say is a fault of the rules, and no figure.
        let id = replay(services, ctx, &plugin, &json!({"most": 1_000_001})).await;
        let summary = services.replay(ctx, id).await.expect("told").summary;
        assert_eq!(summary.period_faults, 2);
        assert_eq!(summary.figures[0].after, None);
        let periods = services.closed_periods(ctx, &all(NoFilter, PeriodSort::Period)).await;
        let frozen = |rows: Vec<(_, ClosedPeriod)>| rows.into_iter().map(|(_, period)| period).collect::<Vec<_>>();
        assert_eq!(frozen(periods.expect("listed").rows), frozen(before), "it stays frozen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_are_weighed_again_as_they_were() {
    on_both(|setting| async move {
        let (office, region) = office(&setting.open().await).await;
        let Office {
            services,
            coordinator,
            professional,
            ..
        } = &office;
        let (id, _) = office.willing_family("Gezin", 500_000).await;
        ask(services, professional, id, 100).await;
        let (plugin, _) = switch_on(&office, services, &Component::new("regels", "1.0.0", Decides::ByParity)).await;
        let replayed = region.told();
        for amount in [200, 301, 400] {
            office.clock.set(TODAY + Duration::days(amount));
            ask(services, professional, id, amount).await;
        }
        let asked = region.told().split_off(replayed.len());
        // The dossier goes on; what was weighed then stays what it was.
        let plan = krachtig_core::service::Add {
            trajectory_id: id,
            draft: draft::plan(),
        };
        services.record_budget_plan(professional, plan).await.expect("planned");
        let before = region.told().len();
        replay(services, coordinator, &plugin, &json!({"most": 1})).await;
        let again = region.told().split_off(before);
        assert_eq!(again[1..], asked[..]);
        assert_eq!(again[..1], replayed[..], "what a person decided is weighed too");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_fail_leave_it_to_a_person_and_tell_so() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let Office {
            services,
            coordinator,
            professional,
            ..
        } = &office;
        let (id, _) = office.willing_family("Gezin", 50_000).await;
        let plugin = upload(&office, services, &Component::new("kapot", "1.0.0", Decides::Never)).await;
        let replayed = replay(services, coordinator, &plugin, &json!({})).await;
        let set = put_in_use((&office, services), &plugin, (RuleUse::Active, json!({}))).await;
        let set = set.expect("in use");
        assert_eq!(
            services.replay(coordinator, replayed).await.expect("told").state,
            ReplayState::Done
        );
        assert_eq!(
            ask(services, professional, id, 100).await,
            ("person_decides 1.0.0".to_owned(), 0, RuleOutcome::NeedsApprovals)
        );
        let failed = |failed| RequestFilter {
            rules_failed: Some(failed),
            ..RequestFilter::default()
        };
        let listed = services
            .budget_requests(coordinator, &all(failed(true), RecordedSort::Recorded))
            .await
            .expect("listed");
        let [(_, request)] = &listed.rows[..] else {
            panic!("one request")
        };
        let told = request.decision.failed.as_ref().expect("told");
        assert_eq!(
            (told.fault.as_str(), told.rules.component_sha256.as_deref()),
            ("rule_out_of_fuel", Some(set.hash.as_str()))
        );
        assert_eq!(request.decision.answer.findings[0].code, "rule_out_of_fuel");
        assert_eq!(
            services
                .count_budget_requests(coordinator, &failed(false))
                .await
                .expect("counted"),
            0
        );

        let verdicts = replay(services, coordinator, &plugin, &json!({})).await;
        let summary = services.replay(coordinator, verdicts).await.expect("told").summary;
        assert_eq!(summary.kinds, [(DifferenceKind::Fault, 1)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_in_shadow_decide_nothing_and_are_compared() {
    on_both(|setting| async move {
        let (office, _region) = office(&setting.open().await).await;
        let Office {
            services,
            coordinator,
            professional,
            approver,
            ..
        } = &office;
        let (id, _) = office.willing_family("Gezin", 500_000).await;
        switch_on(&office, services, &Component::new("regels", "1.0.0", Decides::ByParity)).await;
        let plugin = upload(&office, services, &Component::new("regels", "2.0.0", Decides::UpToMost)).await;
        let shadow = put_in_use((&office, services), &plugin, (RuleUse::Shadow, json!({"most": 150}))).await;
        let shadow = shadow.expect("no replay is asked for what decides nothing");
        for amount in [100, 200] {
            assert_eq!(
                ask(services, professional, id, amount).await,
                ("regels 1.0.0".to_owned(), 1, RuleOutcome::Approve)
            );
        }
        let list = async |differs| {
            let filter = ShadowFilter {
                rule_set_id: Some(shadow.id),
                differs: Some(differs),
            };
            let page = services
                .shadow_decisions(approver, &all(filter, RecordedSort::Recorded))
                .await;
            page.expect("listed").rows
        };
        let [(_, same)] = &list(false).await[..] else {
            panic!("one is the same")
        };
        let [(_, other)] = &list(true).await[..] else {
            panic!("one differs")
        };
        assert_eq!((same.kind, other.kind), (None, Some(DifferenceKind::Outcome)));
        let Verdict::Answer(answer) = &other.verdict else {
            panic!("an answer")
        };
        assert_eq!(answer.decision.outcome(), RuleOutcome::Refuse);
        services
            .roll_back_rules(coordinator, act(&shadow))
            .await
            .expect("rolled back");
        ask(services, professional, id, 200).await;
        assert_eq!(list(true).await.len() + list(false).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_come_along_with_the_tenants_own_records() {
    on_both(|setting| async move {
        let (office, region) = office(&setting.open().await).await;
        let (id, _) = office.willing_family("Gezin", 50_000).await;
        let (services, ctx) = (&office.services, &office.professional);
        switch_on(&office, services, &Component::new("regels", "1.0.0", Decides::ByParity)).await;
        region.forget();
        let told = ask(services, ctx, id, 100).await;
        assert_eq!(told, ("regels 1.0.0".to_owned(), 1, RuleOutcome::Approve));
        let dossier = office.dossier(id).await;
        assert_eq!(dossier.requests.len(), 1, "asked twice, recorded once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_replay_at_a_time_and_it_can_be_stopped() {
    on_both(|setting| async move {
        let (office, region) = office(&setting.open().await).await;
        let (services, ctx) = (&office.services, &office.coordinator);
        let (id, _) = office.willing_family("Gezin", 50_000).await;
        ask(services, &office.professional, id, 100).await;
        let plugin = upload(&office, services, &Component::new("regels", "1.0.0", Decides::ByParity)).await;
        let cmd = || StartReplay {
            plugin_id: plugin.id,
            settings: json!({}),
        };
        region.halt(true);
        let first = services.start_replay(ctx, cmd()).await.expect("begun");
        let second = services.start_replay(ctx, cmd()).await;
        assert_eq!(code(second), RefusalCode::WrongState);
        let mut progress = services.replay_progress(ctx, first.id).await.expect("watched");
        assert_eq!(progress.borrow_and_update().state, ReplayState::Running);
        let going_on = async {
            // The stop is asked for while a page is computed, and heard when that is done. Asking reads a row first, for which
            // a busy machine may take a while.
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            region.halt(false);
        };
        let (stopped, ()) = tokio::join!(services.cancel_replay(ctx, first.id), going_on);
        assert_eq!(stopped.expect("stopped").state, ReplayState::Cancelled);
        drop(
            progress
                .wait_for(|now| now.state == ReplayState::Cancelled)
                .await
                .expect("told"),
        );
        let late = services.cancel_replay(ctx, first.id).await;
        assert_eq!(code(late), RefusalCode::WrongState);
        let proposed = put_in_use((&office, services), &plugin, (RuleUse::Active, json!({}))).await;
        assert_eq!(code(proposed), RefusalCode::ReplayMissing, "it did not see all");
        replay(services, ctx, &plugin, &json!({})).await;
    })
    .await;
}
