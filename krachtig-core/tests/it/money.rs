//! A budget under many hands at once, and who may let money go.

use std::sync::Arc;

use krachtig_core::domain::budget::{Budget, LedgerKind};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Add, ApproveRequest, Failure, RequestBudget, SettleRequest};

use crate::life::{CANARY, Life, draft};
use crate::office::{Office, cents, code};
use crate::support::on_both;

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
        assert_eq!(code(services.dossier(approver, life.id).await), RefusalCode::NotFound);
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
