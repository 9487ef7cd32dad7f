//! What the rules find, with the sentences. When something is found does not belong here: see [`crate::budget`].

krachtig_region::findings! {
    /// Every finding that the rules can give.
    pub enum Found {
        /// No amount is asked.
        NothingAsked = "nothing_asked" {
            nl: "Er wordt geen bedrag gevraagd.",
            en: "No amount is asked.",
        },
        /// The money would go to the family itself, or to somebody unknown.
        PayeeNotAllowed = "payee_not_allowed" {
            nl: "In deze regio wordt aan een leverancier betaald, of aan de medewerker die voorschoot.",
            en: "In this region a supplier is paid, or the worker who paid in advance.",
        },
        /// More is asked than the family can still get this year.
        YearCapExceeded { asked: Amount, left: Amount, cap: Amount, renews: Date } = "year_cap_exceeded" {
            nl: "Gevraagd is {asked}; van de {cap} per jaar is nog {left} over. Vanaf {renews} telt een nieuw jaar.",
            en: "{asked} is asked; {left} is left of the {cap} a year. A new year counts from {renews}.",
        },
        /// The proposed silo was not asked.
        SiloUnchecked { silo: Word } = "silo_unchecked" {
            nl: "Vraag eerst na of {silo} dit betaalt.",
            en: "First ask whether {silo} pays for this.",
        },
        /// The proposed silo was asked, and has some time left to answer.
        SiloAwaited { silo: Word, until: Date } = "silo_awaited" {
            nl: "{silo} is bevraagd en kan nog antwoorden; vanaf {until} hoeft daar niet meer op gewacht te worden.",
            en: "{silo} was asked and may still answer; from {until} there is no need to wait for it.",
        },
        /// The proposed silo pays.
        SiloPays { silo: Word } = "silo_pays" {
            nl: "{silo} betaalt hiervoor, dus het perspectiefbudget niet.",
            en: "{silo} pays for this, so the perspective budget does not.",
        },
        /// The proposed silo stayed silent. It stops nothing.
        SiloSilent { silo: Word, since: Date } = "silo_silent" {
            nl: "{silo} heeft sinds {since} niet geantwoord; het geld gaat voor, de vraag blijft staan.",
            en: "{silo} has not answered since {since}; the money goes ahead, the question stands.",
        },
        /// The worker decides.
        WorkerMandate { mandate: Amount, left: Amount } = "worker_mandate" {
            nl: "Tot {mandate} beslist de medewerker zelf; dit jaar is daarna nog {left} over.",
            en: "Up to {mandate} the worker decides; {left} is left this year after it.",
        },
        /// A coordinator has to decide.
        CoordinatorNeeded { mandate: Amount } = "coordinator_needed" {
            nl: "Boven {mandate} beslist een coördinator die het niet zelf vraagt.",
            en: "Above {mandate} a coordinator decides who does not ask it.",
        },
        /// Two people have to decide.
        BothNeeded { mandate: Amount, given: Count } = "both_needed" {
            nl: "Boven {mandate} beslissen een coördinator en een budgethouder samen; {given} van de twee is akkoord.",
            en: "Above {mandate} a coordinator and a budget approver decide together; {given} of the two agreed.",
        },
        /// All who have to decide agreed.
        Agreed { given: Count, left: Amount } = "agreed" {
            nl: "Wie erover beslist is akkoord ({given}); dit jaar is daarna nog {left} over.",
            en: "All who decide on it agree ({given}); {left} is left this year after it.",
        },
    }
}
