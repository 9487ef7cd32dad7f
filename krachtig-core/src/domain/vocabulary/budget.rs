//! The word lists of the perspective budget (perspectiefbudget).

use crate::domain::money::Cents;

super::vocabulary! {
    /// To whom money from a perspective budget is paid.
    PayeeKind = "payee_kind" {
        /// A shop or another supplier, in kind for the family.
        Supplier = "supplier",
        /// A worker who paid in advance.
        RefundToWorker = "refund_to_worker",
        /// The family itself.
        Family = "family",
    }
}

super::vocabulary! {
    /// What a line of a budget's ledger records. The ledger is only ever added to.
    LedgerKind = "ledger_kind" {
        /// Money is promised to the family.
        Granted = "granted",
        /// A promise is taken back, in whole or in part.
        Released = "released",
        /// Promised money is paid out.
        Paid = "paid",
        /// Paid money comes back, and the promise with it.
        Returned = "returned",
    }
}

impl LedgerKind {
    /// What a line of this kind adds to the money promised, in cents; below zero where it takes away.
    #[must_use]
    pub fn promised(self, amount: Cents) -> i64 {
        match self {
            Self::Granted => amount.get(),
            Self::Released | Self::Returned => -amount.get(),
            Self::Paid => 0,
        }
    }

    /// What a line of this kind adds to the money paid out, in cents; below zero where it takes away.
    #[must_use]
    pub fn paid(self, amount: Cents) -> i64 {
        match self {
            Self::Paid => amount.get(),
            Self::Returned => -amount.get(),
            Self::Granted | Self::Released => 0,
        }
    }
}

super::vocabulary! {
    /// What a funding silo answered when it was asked whether it pays.
    SiloAnswer = "silo_answer" {
        /// It pays.
        Pays = "pays",
        /// It refuses.
        Refuses = "refuses",
        /// There is no answer (yet).
        NoAnswer = "no_answer",
    }
}

super::vocabulary! {
    /// How a request for money ended.
    RequestOutcome = "request_outcome" {
        /// The money was given.
        Approved = "approved",
        /// The money was not given.
        Refused = "refused",
    }
}

super::vocabulary! {
    /// What is put before those who approve.
    ApprovalSubject = "approval_subject" {
        /// The request itself.
        Request = "request",
        /// The plan under which it falls.
        Plan = "plan",
    }
}

super::vocabulary! {
    /// What somebody has to do because money is given.
    ObligationKind = "obligation_kind" {
        /// Hand in a receipt.
        Receipt = "receipt",
        /// Talk with the family about what the money brought.
        ReviewTalk = "review_talk",
        /// Ask the funding silo whether it pays.
        SiloCheck = "silo_check",
    }
}
