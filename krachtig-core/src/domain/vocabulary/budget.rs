//! The word lists of the perspective budget (perspectiefbudget).

vocabulary! {
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

vocabulary! {
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

vocabulary! {
    /// How a request for money ended.
    RequestOutcome = "request_outcome" {
        /// The money was given.
        Approved = "approved",
        /// The money was not given.
        Refused = "refused",
    }
}

vocabulary! {
    /// What is put before those who approve.
    ApprovalSubject = "approval_subject" {
        /// The request itself.
        Request = "request",
        /// The plan under which it falls.
        Plan = "plan",
    }
}

vocabulary! {
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
