//! A budget under many hands at once, and who may let money go.

use std::sync::Arc;

use krachtig_core::domain::budget::{Budget, LedgerKind, RequestState};
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::id::BudgetRequestId;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::rules::LedgerFact;
use krachtig_core::service::{
    Add, ApproveRequest, Ask, Ctx, Failure, RecordedSort, RequestBudget, RequestFilter, Services, SettleRequest,
};

use crate::life::{CANARY, Life, draft};
use crate::office::{Office, cents, code};
use crate::region::{Component, Decides, Region, switch_on};
use crate::support::{note_missing_server, on_both, slug};

/// What one of many did: the lines that it was told were booked.
async fn one_of_many(
    office: &Office,
    id: krachtig_core::domain::id::TrajectoryId,
    number: i64,
) -> Vec<(LedgerKind, i64)> {
    let Office {
        services,
        professional,
        approver,
        ..
    } = office;
    let amount = 200 + number;
    let cmd = RequestBudget {
        trajectory_id: id,
        draft: draft::request(amount),
    };
    let request = services.request_budget(professional, cmd).await.expect("asked").record;
    let mut told = vec![(LedgerKind::Request, amount)];
    let approve = ApproveRequest {
        id: request.id,
        note: None,
    };
    match services.approve_budget_request(approver, approve).await {
        Ok(_) => told.extend([(LedgerKind::Approve, amount), (LedgerKind::Reserve, amount)]),
        Err(Failure::Refused(refusals)) => {
            assert_eq!(refusals.first().code, RefusalCode::InsufficientBudget);
            return told;
        }
        Err(fault) => panic!("{fault:?}"),
    }
    // Two pay the same reservation at once: together they can pay it once.
    let pay = || {
        let spend = SettleRequest {
            id: request.id,
            kind: LedgerKind::Spend,
            amount: cents(amount),
            note: None,
        };
        services.settle_budget_request(professional, spend)
    };
    let (one, other) = tokio::join!(pay(), pay());
    let paid = [one, other].into_iter().filter(|paid| match paid {
        Ok(_) => true,
        Err(Failure::Refused(refusals)) => {
            assert_eq!(refusals.first().code, RefusalCode::ExceedsRequest);
            false
        }
        Err(fault) => panic!("{fault:?}"),
    });
    assert_eq!(paid.count(), 1);
    told.push((LedgerKind::Spend, amount));
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_never_take_more_than_there_is() {
    on_both(|setting| async move {
        let office = Arc::new(Office::open(&setting.open().await, "alfa").await);
        let (id, _) = office.willing_family("Gezin", 5_000).await;
        let workers: Vec<_> = (0..50)
            .map(|number| {
                let office = Arc::clone(&office);
                tokio::spawn(async move { one_of_many(&office, id, number).await })
            })
            .collect();
        let mut told = vec![(LedgerKind::Allot, 5_000)];
        for worker in workers {
            told.extend(worker.await.expect("no panic"));
        }
        let ledger = office.dossier(id).await.ledger;
        let mut budget = Budget::default();
        for line in &ledger {
            budget.book(line).expect("every line could be booked when it was");
        }
        let mut kept: Vec<_> = ledger.iter().map(|line| (line.kind, line.amount.get())).collect();
        kept.sort_unstable();
        told.sort_unstable();
        assert_eq!(
            kept, told,
            "what was answered is what is in the ledger, no more and no less"
        );
        let balance = budget.balance();
        assert!(
            balance.available() < cents(200 + 50),
            "as much was granted as fits: {balance:?}"
        );
        assert!(balance.reserved.is_zero());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_decides_on_money_alone_is_not_handed_the_dossier() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            approver,
            professional,
            ..
        } = &office;
        let life = Life::begin(&office).await;
        life.live(1).await;
        let request = life.request(1_000).await;
        let approve = ApproveRequest {
            id: request.id,
            note: None,
        };
        let answered = services
            .approve_budget_request(approver, approve)
            .await
            .expect("approved");
        assert_eq!(answered.record, request);
        let mut seen = (*answered.dossier).clone();
        assert_eq!(seen.budget(), office.dossier(life.id).await.budget());
        // What is said about the money itself is the approver's to read; nothing else is.
        (seen.plans, seen.requests, seen.ledger) = (vec![], vec![], vec![]);
        let json = serde_json::to_string(&seen).expect("serialises");
        assert!(!json.contains(CANARY) && seen.persons.is_empty(), "{json}");
        assert_eq!(
            code(services.dossier(approver, life.id, Parts::ALL).await),
            RefusalCode::NotFound
        );
        let add = Add {
            trajectory_id: life.id,
            draft: draft::time(life.today()),
        };
        let full = services.record_time(professional, add).await.expect("recorded");
        assert_eq!(
            *full.dossier,
            office.dossier(life.id).await,
            "whoever reads the dossier gets all of it"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_his_own_request_under_any_role() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (id, _) = office.willing_family("Gezin", 5_000).await;
        let both = office.member("both", &[Role::Coordinator, Role::BudgetApprover]).await;
        let cmd = RequestBudget {
            trajectory_id: id,
            draft: draft::request(100),
        };
        let request = office.services.request_budget(&both, cmd).await.expect("asked").record;
        let approve = || ApproveRequest {
            id: request.id,
            note: Some("ja".to_owned()),
        };
        let own = office.services.approve_budget_request(&both, approve()).await;
        assert_eq!(code(own), RefusalCode::ApproverExcluded);
        let refused = office
            .services
            .refuse_budget_request(&office.approver, approve())
            .await
            .expect("refused");
        assert!(refused.dossier.budget().standing(request.id).refused);
        let late = office
            .services
            .approve_budget_request(&office.approver, approve())
            .await;
        assert_eq!(code(late), RefusalCode::WrongState);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_plan_sets_no_request_free() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let Office {
            professional: ctx,
            coordinator,
            ..
        } = &office;
        let services = Services::new(tenants, Arc::new(Region::default()));
        let rules = Component::new("eerst-het-plan", "1.0.0", Decides::PlanFirst);
        switch_on(&office, &services, &rules).await;
        let (id, _) = office.willing_family("Gezin", 5_000).await;
        let plan = async || {
            let add = Add {
                trajectory_id: id,
                draft: draft::plan(),
            };
            services.record_budget_plan(ctx, add).await.expect("planned").record
        };
        let (old, newest) = (plan().await, plan().await);
        let cmd = RequestBudget {
            trajectory_id: id,
            draft: draft::request(100),
        };
        let request = services.request_budget(ctx, cmd).await.expect("asked").record;
        assert_eq!(request.decision.rules.name, "eerst-het-plan");
        let directly = ApproveRequest {
            id: request.id,
            note: None,
        };
        assert_eq!(
            code(services.approve_budget_request(coordinator, directly).await),
            RefusalCode::WrongState
        );
        let granted = async |(plan, version)| {
            let approved = services
                .approve_budget_plan(coordinator, (plan, version))
                .await
                .expect("approved");
            approved.dossier.budget().standing(request.id).granted
        };
        assert!(
            !granted((old.id, old.version)).await,
            "the request is not under this plan"
        );
        assert!(granted((newest.id, newest.version)).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_told_all_that_they_may_weigh() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let mut office = Office::open(&tenants, "alfa").await;
        let region = Arc::new(Region::default());
        let life = Life::begin(&office).await;
        life.live(2).await;
        let id = life.id;
        office.services = Services::new(tenants, region.clone());
        let rules = Component::new("eerst-het-plan", "1.0.0", Decides::PlanFirst);
        switch_on(&office, &office.services, &rules).await;
        let cmd = RequestBudget {
            trajectory_id: id,
            draft: draft::request(100),
        };
        let asked = office.services.request_budget(&office.professional, cmd).await;
        let dossier = asked.expect("asked").dossier;
        let facts = region.told().pop().expect("the rules were asked");

        let whole = office.dossier(id).await;
        let adults = whole.adults(dossier.trajectory.opened_on).count();
        assert_eq!(
            (facts.family.adults as usize, facts.family.children as usize),
            (adults, whole.persons.len() - adults)
        );
        assert_eq!((facts.silo_checks.len(), facts.decisions.len()), (2, 2));
        let promised: i64 = facts.ledger.iter().map(LedgerFact::promised).sum();
        let balance = whole.budget().balance();
        assert_eq!(promised, balance.reserved.get() + balance.spent.get());
        assert_eq!(
            facts.plan.map(|plan| plan.approvals),
            whole.plans.last().map(|plan| plan.approvals.clone())
        );
        // What was decided on is handed on, with the request and its line in it.
        assert_eq!((&dossier.requests, &dossier.ledger), (&whole.requests, &whole.ledger));
        assert_eq!((&dossier.plans, &dossier.consents), (&whole.plans, &whole.consents));
    })
    .await;
}

/// The requests that the list tells to be pending, or decided.
async fn listed(services: &Services, ctx: &Ctx, pending: bool) -> Vec<BudgetRequestId> {
    let ask = Ask {
        first: 100,
        after: None,
        filter: RequestFilter {
            pending: Some(pending),
            ..RequestFilter::default()
        },
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = services.budget_requests(ctx, &ask).await.expect("listed");
    page.rows.into_iter().map(|(_, request)| request.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_requests_of_a_budget_are_found_by_it_and_by_what_is_in_it() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let services = &office.services;
        let mut budgets = Vec::new();
        for name in ["Gezin Een", "Gezin Twee"] {
            let (id, _) = office.willing_family(name, 50_000).await;
            let plan = Add {
                trajectory_id: id,
                draft: draft::plan(),
            };
            let plan = services.record_budget_plan(&office.professional, plan).await;
            let mut requests = Vec::new();
            for amount in [100, 200] {
                let cmd = RequestBudget {
                    trajectory_id: id,
                    draft: draft::request(amount),
                };
                let asked = services.request_budget(&office.professional, cmd).await;
                requests.push(asked.expect("asked").record.id);
            }
            budgets.push((id, plan.expect("recorded").record.id, requests));
        }
        let found = async |filter| {
            let ask = Ask {
                first: 100,
                after: None,
                filter,
                sort: RecordedSort::Recorded,
                descending: false,
            };
            let page = services.budget_requests(&office.approver, &ask).await.expect("listed");
            page.rows.into_iter().map(|(_, one)| one.id).collect::<Vec<_>>()
        };
        for (id, plan, requests) in &budgets {
            let by_trajectory = RequestFilter {
                trajectory_id: Some(*id),
                ..RequestFilter::default()
            };
            let by_plan = RequestFilter {
                plan_id: Some(*plan),
                ..RequestFilter::default()
            };
            let by_request = RequestFilter {
                beside: requests.first().copied(),
                ..RequestFilter::default()
            };
            for filter in [by_trajectory, by_plan, by_request] {
                assert_eq!(found(filter).await, *requests, "{filter:?}");
            }
            let elsewhere = RequestFilter {
                trajectory_id: budgets.iter().map(|(other, ..)| *other).find(|other| other != id),
                ..by_plan
            };
            assert_eq!(found(elsewhere).await, []);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_pending_requests_is_what_the_ledger_says_wherever_the_tenant_is() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (id, _) = office.willing_family("Gezin", 50_000).await;
        let ask_for = async |services: &Services, amount| {
            let cmd = RequestBudget {
                trajectory_id: id,
                draft: draft::request(amount),
            };
            services
                .request_budget(&office.professional, cmd)
                .await
                .expect("asked")
                .record
                .id
        };
        let decide = |id| ApproveRequest {
            id,
            note: Some("ja".to_owned()),
        };
        let [_waiting, approved, refused, _also] = [
            ask_for(&office.services, 100).await,
            ask_for(&office.services, 200).await,
            ask_for(&office.services, 300).await,
            ask_for(&office.services, 400).await,
        ];
        let services = &office.services;
        services
            .approve_budget_request(&office.approver, decide(approved))
            .await
            .expect("approved");
        services
            .refuse_budget_request(&office.approver, decide(refused))
            .await
            .expect("refused");
        let alone = Services::new(tenants.clone(), Arc::new(Region::default()));
        let rules = Component::new("even-bedragen", "1.0.0", Decides::ByParity);
        switch_on(&office, &alone, &rules).await;
        ask_for(&alone, 500).await;
        ask_for(&alone, 501).await;

        let dossier = office.dossier(id).await;
        let told = |pending| {
            let budget = dossier.budget();
            let of = dossier.requests.iter();
            let those = of.filter(|request| (request.state(&budget) == RequestState::Pending) == pending);
            those.map(|request| request.id).collect::<Vec<_>>()
        };
        assert_eq!((told(true).len(), told(false).len()), (2, 4));
        for place in ["home", "files", "server", "home"] {
            if place != "home" && !setting.options.places.contains_key(place) {
                note_missing_server();
                continue;
            }
            tenants.move_to(&slug("alfa"), place).await.expect("moves");
            let store = tenants.store(&slug("alfa")).await.expect("opens");
            let there = Ctx {
                store,
                ..office.coordinator.clone()
            };
            for pending in [true, false] {
                assert_eq!(listed(services, &there, pending).await, told(pending), "at {place}");
            }
        }
    })
    .await;
}
