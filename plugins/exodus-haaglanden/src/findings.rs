//! What the rules find, with the sentences. When something is found does not belong here: see [`crate::budget`].

krachtig_region::findings! {
    /// Every finding that the rules can give.
    pub enum Found {
        /// No amount is asked.
        NothingAsked = "nothing_asked" {
            nl: "Er wordt geen bedrag gevraagd.",
            en: "No amount is asked.",
        },
        /// The money would go to somebody else than the family.
        PayeeNotFamily = "payee_not_family" {
            nl: "In deze regio wordt aan het gezin zelf betaald.",
            en: "In this region the money is paid to the family itself.",
        },
        /// Nobody checked what the money does to the family's benefits.
        BenefitImpactUnchecked = "benefit_impact_unchecked" {
            nl: "Ga eerst na wat het geld met de uitkering en toeslagen van het gezin doet.",
            en: "First check what the money does to the family's benefits.",
        },
        /// There is no plan.
        PlanMissing = "plan_missing" {
            nl: "Er is nog geen plan voor het budget.",
            en: "There is no plan for the budget yet.",
        },
        /// The plan comes to more than a family can get.
        PlanOverCap { planned: Amount, cap: Amount } = "plan_over_cap" {
            nl: "Het plan komt op {planned}, meer dan de {cap} die een gezin kan krijgen.",
            en: "The plan comes to {planned}, more than the {cap} that a family can get.",
        },
        /// More is asked than the family can still get.
        CapExceeded { asked: Amount, left: Amount, cap: Amount } = "cap_exceeded" {
            nl: "Gevraagd is {asked}; van de {cap} per gezin is nog {left} over.",
            en: "{asked} is asked; {left} is left of the {cap} per family.",
        },
        /// More is asked than is left in the plan.
        BeyondPlan { asked: Amount, left: Amount } = "beyond_plan" {
            nl: "Gevraagd is {asked}; in het plan is nog {left} over.",
            en: "{asked} is asked; {left} is left in the plan.",
        },
        /// The amount takes more tranches than are left.
        TranchesUsedUp { needed: Count, left: Count } = "tranches_used_up" {
            nl: "Dit bedrag vraagt {needed} termijn(en), er zijn er nog {left} over.",
            en: "This amount takes {needed} tranche(s), {left} are left.",
        },
        /// There was no review talk after the last tranche.
        ReviewTalkMissing { since: Date } = "review_talk_missing" {
            nl: "Sinds de vorige termijn van {since} is er nog geen terugblikgesprek geweest.",
            en: "There has been no review talk since the last tranche of {since}.",
        },
        /// The plan is not approved yet.
        PlanNeedsApprovals { needed: Count, given: Count } = "plan_needs_approvals" {
            nl: "Het plan heeft {needed} goedkeuringen nodig en heeft er {given}.",
            en: "The plan needs {needed} approvals and has {given}.",
        },
        /// It fits the approved plan.
        WithinPlan { left: Amount } = "within_plan" {
            nl: "Het past in het goedgekeurde plan; daarna is nog {left} over.",
            en: "It fits the approved plan; {left} is left after it.",
        },
    }
}
