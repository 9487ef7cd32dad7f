//! What the words are called in Dutch: for each word first the label that is written out, then what else is understood.
//! Labels for screens do not belong here; those are translations, these are what people type.

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family::Relation;
use krachtig_core::domain::introduction::Via;
use krachtig_core::domain::partner::ReferralOutcome;
use krachtig_core::domain::vocabulary::{
    Audience, Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory, Vocabulary,
};

use super::{ContactKind, ReferralAnswer};
use crate::import::value::text::{fold, folds_to};

/// A word list with Dutch labels.
pub(in crate::import) trait Dutch: Vocabulary {
    /// How the word is called, the label that is written out first.
    fn labels(self) -> &'static [&'static str];

    /// The word that a text is the code or a label of; case, accents, spaces and punctuation forgiven.
    fn read(text: &str) -> Option<Self> {
        let folded = fold(text);
        let named =
            |word: &Self| folds_to(word.code(), &folded) || word.labels().iter().any(|label| folds_to(label, &folded));
        Self::ALL.iter().copied().find(named)
    }

    /// The label that is written out.
    fn label(self) -> &'static str {
        self.labels().first().copied().unwrap_or(self.code())
    }
}

macro_rules! dutch {
    ($($list:ident { $($word:ident: $($label:literal),+;)+ })+) => {$(
        impl Dutch for $list {
            fn labels(self) -> &'static [&'static str] {
                match self { $(Self::$word => &[$($label),+]),+ }
            }
        }
    )+};
}

dutch! {
    LifeDomain {
        Finances: "financiën", "geld", "inkomen en schulden";
        WorkEducation: "werk en opleiding", "werk", "opleiding", "werk & opleiding";
        TimeUse: "tijdsbesteding", "dagbesteding";
        Housing: "huisvesting", "wonen";
        DomesticRelations: "huiselijke relaties", "thuis", "gezinsrelaties";
        MentalHealth: "geestelijke gezondheid", "psychische gezondheid", "mentale gezondheid";
        PhysicalHealth: "lichamelijke gezondheid", "fysieke gezondheid";
        SubstanceUse: "middelengebruik", "verslaving";
        BasicAdl: "basale ADL", "ADL", "basisvaardigheden ADL";
        InstrumentalAdl: "instrumentele ADL", "IADL", "administratie en huishouden";
        SocialNetwork: "sociaal netwerk", "netwerk";
        Participation: "maatschappelijke participatie", "participatie", "meedoen";
        Justice: "justitie", "politie en justitie";
    }
    ProblemCategory {
        IncomeLoss: "inkomensverlies", "inkomen weggevallen", "verlies van inkomen";
        Benefits: "uitkering en toeslagen", "uitkering", "toeslagen";
        Debts: "schulden", "schuld";
        VisitCosts: "bezoekkosten", "reiskosten bezoek", "kosten van bezoek";
        ChildCosts: "kosten van kinderen", "kinderkosten", "kosten voor de kinderen";
        HousingLoss: "verlies van woning", "dreigende huisuitzetting", "huisuitzetting", "woning kwijt";
        HousingQuality: "slechte woning", "kwaliteit van de woning", "woonkwaliteit";
        ChildWellbeing: "welzijn van het kind", "welzijn kind", "kind zit niet goed in zijn vel";
        School: "school", "schoolproblemen";
        Parenting: "opvoeding", "opvoeden";
        DetaineeContact: "contact met de gedetineerde", "contact gedetineerde", "bezoek en bellen";
        Relationship: "relatie", "relatieproblemen";
        HomeSafety: "veiligheid thuis", "onveiligheid thuis", "huiselijk geweld";
        Threat: "bedreiging", "bedreiging van buiten";
        Intergenerational: "van ouder op kind", "intergenerationeel", "intergenerationele problemen";
        Mental: "psychische klachten", "geestelijke gezondheid", "psychisch";
        Physical: "lichamelijke klachten", "lichamelijke gezondheid", "lichamelijk";
        Addiction: "verslaving", "middelengebruik";
        Stigma: "schaamte en stigma", "schaamte", "stigma";
        Isolation: "eenzaamheid", "isolement";
        DetentionInfo: "informatie over de detentie", "informatie detentie", "geen informatie";
        LegalAdmin: "juridisch en administratief", "administratie", "papieren", "juridisch";
        ResidenceStatus: "verblijfsstatus", "verblijfsrecht", "verblijfsvergunning";
        WorkChildcare: "werk en kinderopvang", "werk en zorg", "kinderopvang", "oppas";
        Deadlock: "vastgelopen", "partijen wachten op elkaar", "impasse";
        ReturnHome: "terugkeer naar huis", "terugkeer", "thuiskomst";
    }
    Effect {
        Worse: "erger", "slechter", "verslechterd";
        Same: "gelijk", "hetzelfde", "onveranderd", "zelfde";
        Better: "beter", "verbeterd";
    }
    PartnerType {
        CommunityTeam: "wijkteam", "sociaal wijkteam", "sociaal team";
        Municipality: "gemeente";
        Probation: "reclassering";
        YouthCare: "jeugdzorg", "jeugdhulp";
        VolunteerOrg: "vrijwilligersorganisatie", "vrijwilligers";
        DebtService: "schuldhulpverlening", "schuldhulp", "kredietbank";
        HousingCorporation: "woningcorporatie", "corporatie", "verhuurder";
        FamilyCentre: "centrum voor jeugd en gezin", "CJG";
        SafeHome: "Veilig Thuis";
        MentalHealthCare: "GGZ", "geestelijke gezondheidszorg";
        Gp: "huisarts";
        School: "school";
        BenefitsOffice: "uitkeringsinstantie", "sociale dienst", "werk en inkomen";
        SvBank: "Sociale Verzekeringsbank", "SVB";
        Uwv: "UWV";
        Ind: "IND";
        LegalAid: "rechtshulp", "juridisch loket", "sociaal raadslieden", "advocaat";
        PrisonCasemanager: "casemanager PI", "casemanager", "casemanager inrichting";
        ReintegrationDesk: "re-integratiecentrum", "RIC";
        SafetyHouse: "zorg- en veiligheidshuis", "veiligheidshuis";
        Fund: "fonds", "noodfonds";
    }
    FundingSilo {
        Wmo2015: "Wmo", "Wmo 2015";
        Jeugdwet: "Jeugdwet";
        Participatiewet: "Participatiewet", "bijstand";
        BijzondereBijstand: "bijzondere bijstand";
        Wgs: "Wgs", "schuldhulpverlening";
        Zvw: "Zvw", "zorgverzekering", "zorgverzekeringswet";
        Wlz: "Wlz", "langdurige zorg";
        Wfz: "Wfz", "forensische zorg";
        PassendOnderwijs: "passend onderwijs";
        Toeslagen: "toeslagen";
        Huisvesting: "huisvesting";
        DjiSubsidy: "subsidie DJI", "DJI-subsidie", "DJI";
        MunicipalReintegration: "gemeentelijk re-integratiegeld", "re-integratiegeld", "gemeente";
        PrivateFund: "particulier fonds", "fonds", "privaat fonds";
        None: "geen", "niemand";
    }
    ObstacleGround {
        NotEntitled: "geen recht", "niet rechthebbend";
        OtherPayerFirst: "voorliggende voorziening", "ander betaalt eerst";
        WrongTargetGroup: "verkeerde doelgroep", "niet de doelgroep", "buiten de doelgroep";
        WrongMunicipality: "verkeerde gemeente", "andere gemeente";
        TermTooLong: "duurt te lang", "termijn te lang", "wachtlijst";
        PrivacyBlock: "privacy", "mag niet gedeeld worden";
        DebtOffset: "verrekening met schuld", "verrekend";
        NoPayer: "geen betaler", "niemand betaalt";
    }
    Audience {
        Family: "gezin", "het gezin";
        Detainee: "gedetineerde";
        Team: "team", "het team";
        Partners: "ketenpartners", "partners", "partijen in de regio";
        Municipality: "gemeente";
        Dji: "DJI", "Dienst Justitiële Inrichtingen";
        Public: "openbaar", "iedereen", "publiek";
    }
    Relation {
        Partner: "partner", "ex-partner", "echtgenoot", "echtgenote", "vriendin", "vriend";
        Parent: "ouder", "moeder", "vader";
        Child: "kind", "zoon", "dochter", "stiefkind";
        Sibling: "broer of zus", "broer", "zus";
        Grandparent: "grootouder", "opa", "oma";
        Other: "anders", "overig";
    }
    ContactKind {
        DetaineeTalk: "gesprek gedetineerde", "gesprek met de gedetineerde", "gesprek";
        Introduction: "introductie", "introductie bij het gezin", "kennismaking";
    }
    Via {
        Detainee: "gedetineerde", "via gedetineerde", "via de gedetineerde";
        ContactPerson: "contactpersoon", "via contactpersoon", "via de contactpersoon";
    }
    Purpose {
        Introduction: "introductie", "kennismaking", "contact";
        Support: "meting", "behoeften en krachten", "in kaart brengen";
        PerspectiveBudget: "budget", "perspectiefbudget";
        Referral: "doorverwijzing", "delen met partij", "gegevens delen";
        Story: "verhaal", "verhaal delen";
    }
    LedgerKind {
        Allot: "toekenning", "toegekend";
        Request: "aanvraag", "aangevraagd";
        Approve: "akkoord", "goedkeuring";
        Refuse: "afwijzing", "afgewezen";
        Reserve: "reservering", "gereserveerd";
        Spend: "uitgave", "betaling", "uitbetaling";
        Refund: "terugbetaling", "terugbetaald";
        Release: "vrijval", "vrijgevallen";
    }
    ReferralAnswer {
        Accepted: "opgepakt", "ja", "geaccepteerd", "aangenomen";
        Declined: "afgewezen", "nee", "geweigerd";
    }
    ReferralOutcome {
        Helped: "geholpen", "heeft geholpen", "ja";
        PartlyHelped: "deels geholpen", "deels", "een beetje";
        NotHelped: "niet geholpen", "heeft niet geholpen", "nee";
        NoContact: "geen contact", "niet tot stand gekomen";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_name_means_one_word<V: Dutch + std::fmt::Debug>() {
        for &word in V::ALL {
            for name in word.labels().iter().chain([&word.code()]) {
                assert_eq!(V::read(name), Some(word), "{} {name}", V::NAME);
                let meant = V::ALL.iter().filter(|other| {
                    other
                        .labels()
                        .iter()
                        .chain([&other.code()])
                        .any(|label| fold(label) == fold(name))
                });
                assert_eq!(meant.count(), 1, "{name} is ambiguous in {}", V::NAME);
            }
        }
        assert_eq!(V::read(""), None);
        assert_eq!(V::read("quux"), None);
    }

    #[test]
    fn no_name_is_ambiguous() {
        every_name_means_one_word::<LifeDomain>();
        every_name_means_one_word::<ProblemCategory>();
        every_name_means_one_word::<Effect>();
        every_name_means_one_word::<PartnerType>();
        every_name_means_one_word::<FundingSilo>();
        every_name_means_one_word::<ObstacleGround>();
        every_name_means_one_word::<Audience>();
        every_name_means_one_word::<Relation>();
        every_name_means_one_word::<ContactKind>();
        every_name_means_one_word::<Via>();
        every_name_means_one_word::<Purpose>();
        every_name_means_one_word::<LedgerKind>();
        every_name_means_one_word::<ReferralAnswer>();
        every_name_means_one_word::<ReferralOutcome>();
    }

    #[test]
    fn labels_forgive_spelling() {
        assert_eq!(LifeDomain::read(" FINANCIEN"), Some(LifeDomain::Finances));
        assert_eq!(PartnerType::read("Wijk-team"), Some(PartnerType::CommunityTeam));
        assert_eq!(FundingSilo::read("WMO 2015"), Some(FundingSilo::Wmo2015));
    }
}
