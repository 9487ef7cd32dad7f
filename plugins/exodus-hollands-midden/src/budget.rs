//! Deciding on a request. Amounts are euro cents.

use krachtig_region::finding::{Amount, Count, Date, Word};
use krachtig_region::{
    Answer, ApprovalGroup, ApprovalsNeeded, Day, Decision, Facts, Obligation, ObligationKind, Problem, Request,
    Subject, Tranche,
};

use crate::findings::Found;
use crate::settings::MandateSettings;

/// The silo of a request that names none.
const NO_SILO: &str = "none";

/// Decides on a request.
///
/// # Errors
/// `bad_question` for an amount that no ledger can hold.
pub fn decide(request: &Request, facts: &Facts, settings: &MandateSettings) -> Result<Answer, Problem> {
    let left = (settings.year_cap_cents - facts.promised_this_year(request)?).max(0);
    let silo = Silo::of(request, facts, settings);
    let in_the_way = in_the_way(request, left, silo, settings);
    if !in_the_way.is_empty() {
        return Ok(Answer::refusal(in_the_way));
    }
    let (decision, found) = mandate(request, facts, left, settings);
    let silent = silo.silent_since().map(|since| Found::SiloSilent {
        silo: Word(request.silo.clone()),
        since: Date(since),
    });
    Ok(Answer {
        decision,
        findings: silent.into_iter().chain([found]).map(Into::into).collect(),
        tranches: vec![Tranche::whole(request.amount)],
        obligations: obligations(request, silo, settings),
    })
}

/// What is known of the silo that should have paid.
#[derive(Clone, Copy)]
enum Silo {
    /// Nobody was asked.
    Unchecked,
    /// It was asked and may still answer, until this day.
    Awaited(Day),
    /// It was asked on this day and stayed silent.
    Silent(Day),
    /// It pays.
    Pays,
    /// It does not pay, or none is named.
    Free,
}

impl Silo {
    /// The newest check of the proposed silo decides. An answer that is no known word is no answer.
    fn of(request: &Request, facts: &Facts, settings: &MandateSettings) -> Self {
        if request.silo == NO_SILO {
            return Self::Free;
        }
        let Some(newest) = facts.silo_checks.iter().rfind(|check| check.silo == request.silo) else {
            return Self::Unchecked;
        };
        let until = newest.day.plus_days(settings.silo_wait_days);
        match newest.answer.as_str() {
            "pays" => Self::Pays,
            "refuses" => Self::Free,
            _ if request.day < until => Self::Awaited(until),
            _ => Self::Silent(newest.day),
        }
    }

    fn silent_since(self) -> Option<Day> {
        match self {
            Self::Silent(since) => Some(since),
            Self::Unchecked | Self::Awaited(_) | Self::Pays | Self::Free => None,
        }
    }
}

fn in_the_way(request: &Request, left: i64, silo: Silo, settings: &MandateSettings) -> Vec<Found> {
    let mut found = Vec::new();
    if request.amount == 0 {
        found.push(Found::NothingAsked);
    }
    if !["supplier", "refund_to_worker"].contains(&request.payee_kind.as_str()) {
        found.push(Found::PayeeNotAllowed);
    }
    if request.amount > left {
        found.push(Found::YearCapExceeded {
            asked: Amount(request.amount),
            left: Amount(left),
            cap: Amount(settings.year_cap_cents),
            renews: Date(request.day.next_new_year()),
        });
    }
    let word = || Word(request.silo.clone());
    match silo {
        Silo::Unchecked => found.push(Found::SiloUnchecked { silo: word() }),
        Silo::Awaited(until) => found.push(Found::SiloAwaited {
            silo: word(),
            until: Date(until),
        }),
        Silo::Pays => found.push(Found::SiloPays { silo: word() }),
        Silo::Silent(_) | Silo::Free => {}
    }
    found
}

/// Who decides on this amount, and whether they did. Whoever asks decides within the worker's mandate only.
fn mandate(request: &Request, facts: &Facts, left: i64, settings: &MandateSettings) -> (Decision, Found) {
    let left = Amount(left - request.amount);
    if request.amount <= settings.worker_cents {
        let mandate = Amount(settings.worker_cents);
        return (Decision::Approve, Found::WorkerMandate { mandate, left });
    }
    let one_of = |roles: &[String]| ApprovalGroup {
        roles: roles.to_vec(),
        count: 1,
        excluded: vec![request.requester.clone()],
    };
    let within = request.amount <= settings.coordinator_cents;
    let mut groups = vec![one_of(&settings.coordinator_roles)];
    if !within {
        groups.push(one_of(&settings.finance_roles));
    }
    let needed = ApprovalsNeeded {
        subject: Subject::Request,
        groups,
    };
    let filled = needed.places_filled(&facts.approvals);
    let given = Count(filled.into());
    if filled == needed.places() {
        return (Decision::Approve, Found::Agreed { given, left });
    }
    let found = if within {
        Found::CoordinatorNeeded {
            mandate: Amount(settings.worker_cents),
        }
    } else {
        // Where a region sets the coordinator's mandate below the worker's, the worker's is where two begin.
        let mandate = Amount(settings.coordinator_cents.max(settings.worker_cents));
        Found::BothNeeded { mandate, given }
    };
    (Decision::NeedsApprovals(needed), found)
}

fn obligations(request: &Request, silo: Silo, settings: &MandateSettings) -> Vec<Obligation> {
    let due = |kind, days| Obligation {
        kind,
        due: Some(request.day.plus_days(days)),
    };
    let receipt = request.amount > settings.receipt_above_cents;
    let check = silo.silent_since().is_some();
    let receipt = receipt.then(|| due(ObligationKind::Receipt, settings.receipt_days));
    let check = check.then(|| due(ObligationKind::SiloCheck, settings.silo_check_days));
    receipt.into_iter().chain(check).collect()
}

#[cfg(test)]
mod tests;
