//! What the rules find, with the sentences. When something is found does not belong here: see [`crate::budget`].

krachtig_region::findings! {
    /// Every finding that the rules can give.
    pub enum Found {
        /// No amount is asked.
        NothingAsked = "nothing_asked" {
            nl: "Er wordt geen bedrag gevraagd.",
            en: "No amount is asked.",
        },
        /// The money would go to somebody else than a supplier.
        PayeeNotSupplier = "payee_not_supplier" {
            nl: "In deze regio wordt in natura gegeven: betaal aan een leverancier.",
            en: "In this region help is given in kind: pay a supplier.",
        },
        /// More is asked than the household can still get.
        CapExceeded { asked: Amount, left: Amount, cap: Amount } = "cap_exceeded" {
            nl: "Gevraagd is {asked}; van de {cap} per huishouden is nog {left} over.",
            en: "{asked} is asked; {left} is left of the {cap} per household.",
        },
        /// The dossier shows that the proposed silo pays. It stops nothing.
        SiloPays { silo: Word } = "silo_pays" {
            nl: "Let op: volgens het dossier betaalt {silo} hiervoor.",
            en: "Mind that according to the dossier {silo} pays for this.",
        },
        /// Not enough colleagues agreed yet.
        PeersNeeded { needed: Count, given: Count } = "peers_needed" {
            nl: "Er moeten {needed} collega's akkoord zijn; {given} zijn dat al. Wie vraagt, telt niet mee.",
            en: "{needed} colleagues have to agree; {given} did so far. Whoever asks does not count.",
        },
        /// Enough colleagues agreed.
        PeersAgree { given: Count, left: Amount } = "peers_agree" {
            nl: "{given} collega's zijn akkoord; daarna is nog {left} over voor dit huishouden.",
            en: "{given} colleagues agree; {left} is left for this household after it.",
        },
    }
}
