//! The closed word lists of the field: one Rust enum per list, one stable code per word.
//!
//! A code is what is stored, sent over the wire, imported and exported; it never changes once released.
//! Texts for people (labels in Dutch and English) do not belong here: they are the interface's business.
//!
//! ```
//! use krachtig_core::domain::vocabulary::{ProblemCategory, ProblemGroup, Vocabulary};
//!
//! let debts = ProblemCategory::from_code("debts").unwrap();
//! assert_eq!(debts.group(), ProblemGroup::Money);
//! assert!(ProblemCategory::from_code("offence").is_none(), "what somebody is suspected of has no word here");
//! ```

/// A closed list of words with a stable code each.
pub trait Vocabulary: Copy + Eq + Sized + Send + Sync + 'static {
    /// The list's own name, as used in refusals: `life_domain`.
    const NAME: &'static str;
    /// What the list is about, in English, for developers: the same text as its rustdoc.
    const ABOUT: &'static str;
    /// Every word, in the order in which people are shown them.
    const ALL: &'static [Self];
    /// The word's stable code, in snake_case.
    fn code(self) -> &'static str;
    /// What the word means, in English, for developers: the same text as its rustdoc.
    fn about(self) -> &'static str;
    /// The word with this code, if the list has it.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }
}

/// Declares one word list: the enum, its codes, its texts, and serde under the codes.
macro_rules! vocabulary {
    ($(#[doc = $about:literal])* $name:ident = $list:literal {
        $($(#[doc = $word_about:literal])* $word:ident = $code:literal),+ $(,)?
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[doc = $word_about])* #[serde(rename = $code)] $word),+ }

        impl $crate::domain::vocabulary::Vocabulary for $name {
            const NAME: &'static str = $list;
            const ABOUT: &'static str = concat!($($about),*);
            const ALL: &'static [Self] = &[$(Self::$word),+];
            fn code(self) -> &'static str {
                match self { $(Self::$word => $code),+ }
            }
            fn about(self) -> &'static str {
                match self { $(Self::$word => concat!($($word_about),*)),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::domain::vocabulary::Vocabulary::code(*self))
            }
        }
    };
}
pub(crate) use vocabulary;

mod budget;
pub use budget::{ApprovalSubject, ObligationKind, PayeeKind, RequestOutcome, SiloAnswer};

vocabulary! {
    /// An area of life (leefgebied) in which a family may have needs and strengths.
    ///
    /// The thirteen of our default instrument. Only those that matter to a family are recorded: the Dutch data
    /// protection authority found recording all domains for everybody disproportionate.
    LifeDomain = "life_domain" {
        /// Income, debts and daily money (financiën).
        Finances = "finances",
        /// Work, school and training.
        WorkEducation = "work_education",
        /// How the days are filled (tijdsbesteding).
        TimeUse = "time_use",
        /// Housing (huisvesting).
        Housing = "housing",
        /// Relations within the household (huiselijke relaties).
        DomesticRelations = "domestic_relations",
        /// Mental health.
        MentalHealth = "mental_health",
        /// Physical health.
        PhysicalHealth = "physical_health",
        /// Use of alcohol, drugs, gambling.
        SubstanceUse = "substance_use",
        /// Basic activities of daily life: washing, dressing, eating.
        BasicAdl = "basic_adl",
        /// Instrumental activities of daily life: shopping, administration, travelling.
        InstrumentalAdl = "instrumental_adl",
        /// Family, friends, neighbours.
        SocialNetwork = "social_network",
        /// Taking part in society (maatschappelijke participatie).
        Participation = "participation",
        /// Contact with the law, the visits included.
        Justice = "justice",
    }
}

vocabulary! {
    /// The five basic conditions for re-entry, plus the network, that DJI and municipalities look at
    /// (bestuurlijk akkoord 2019). Reported as a mapping from life domains, never recorded by themselves.
    BasicCondition = "basic_condition" {
        /// A valid identity document.
        IdDocument = "id_document",
        /// A place to live.
        Shelter = "shelter",
        /// Work or another income.
        WorkIncome = "work_income",
        /// A view of the debts.
        Debt = "debt",
        /// The care that was needed goes on.
        Care = "care",
        /// A supporting network.
        Network = "network",
    }
}

impl LifeDomain {
    /// The basic condition for re-entry that this domain says something about, where there is one.
    #[must_use]
    pub fn basic_condition(self) -> Option<BasicCondition> {
        match self {
            Self::Finances => Some(BasicCondition::Debt),
            Self::WorkEducation => Some(BasicCondition::WorkIncome),
            Self::Housing => Some(BasicCondition::Shelter),
            Self::MentalHealth | Self::PhysicalHealth | Self::SubstanceUse => Some(BasicCondition::Care),
            Self::DomesticRelations | Self::SocialNetwork => Some(BasicCondition::Network),
            Self::InstrumentalAdl => Some(BasicCondition::IdDocument),
            Self::TimeUse | Self::BasicAdl | Self::Participation | Self::Justice => None,
        }
    }
}

vocabulary! {
    /// What a problem is about, coarsely: the level at which problems are reported.
    ProblemGroup = "problem_group" {
        /// Income and costs.
        Money = "money",
        /// The house.
        Home = "home",
        /// The children.
        Children = "children",
        /// Contact and relations across the wall.
        Contact = "contact",
        /// Safety at home and outside.
        Safety = "safety",
        /// Health.
        Health = "health",
        /// The social surroundings.
        Social = "social",
        /// Papers and rules.
        Admin = "admin",
        /// The system itself stands in the way.
        System = "system",
    }
}

vocabulary! {
    /// A kind of problem that a family meets because somebody is detained. Several per family.
    ProblemCategory = "problem_category" {
        /// Income lost with the detention.
        IncomeLoss = "income_loss",
        /// Benefits stopped, cut or reclaimed.
        Benefits = "benefits",
        /// Debts.
        Debts = "debts",
        /// What visiting costs.
        VisitCosts = "visit_costs",
        /// What children cost and now lack.
        ChildCosts = "child_costs",
        /// The house is lost or about to be.
        HousingLoss = "housing_loss",
        /// The house is unfit.
        HousingQuality = "housing_quality",
        /// How a child is doing.
        ChildWellbeing = "child_wellbeing",
        /// School.
        School = "school",
        /// Bringing up children alone.
        Parenting = "parenting",
        /// Contact with the detainee.
        DetaineeContact = "detainee_contact",
        /// The relationship.
        Relationship = "relationship",
        /// Safety at home.
        HomeSafety = "home_safety",
        /// Threats from outside.
        Threat = "threat",
        /// Patterns that pass from parent to child.
        Intergenerational = "intergenerational",
        /// Mental health.
        Mental = "mental",
        /// Physical health.
        Physical = "physical",
        /// Addiction.
        Addiction = "addiction",
        /// Shame and being looked at.
        Stigma = "stigma",
        /// Loneliness.
        Isolation = "isolation",
        /// No information on the detention.
        DetentionInfo = "detention_info",
        /// Legal and administrative matters.
        LegalAdmin = "legal_admin",
        /// The right to stay.
        ResidenceStatus = "residence_status",
        /// Combining work with the care of children.
        WorkChildcare = "work_childcare",
        /// Parties wait for each other.
        Deadlock = "deadlock",
        /// The coming home.
        ReturnHome = "return_home",
    }
}

impl ProblemCategory {
    /// The group under which this problem is reported.
    #[must_use]
    pub fn group(self) -> ProblemGroup {
        match self {
            Self::IncomeLoss | Self::Benefits | Self::Debts | Self::VisitCosts | Self::ChildCosts => {
                ProblemGroup::Money
            }
            Self::HousingLoss | Self::HousingQuality => ProblemGroup::Home,
            Self::ChildWellbeing | Self::School | Self::Parenting => ProblemGroup::Children,
            Self::DetaineeContact | Self::Relationship => ProblemGroup::Contact,
            Self::HomeSafety | Self::Threat | Self::Intergenerational => ProblemGroup::Safety,
            Self::Mental | Self::Physical | Self::Addiction => ProblemGroup::Health,
            Self::Stigma | Self::Isolation => ProblemGroup::Social,
            Self::DetentionInfo | Self::LegalAdmin | Self::ResidenceStatus | Self::WorkChildcare => ProblemGroup::Admin,
            Self::Deadlock | Self::ReturnHome => ProblemGroup::System,
        }
    }
}

vocabulary! {
    /// What the detention did to a problem. Some families get better when somebody is detained.
    Effect = "effect" {
        /// It got worse.
        Worse = "worse",
        /// It stayed as it was.
        Same = "same",
        /// It got better.
        Better = "better",
    }
}

vocabulary! {
    /// A kind of party in the local network (ketenpartner).
    PartnerType = "partner_type" {
        /// Wijkteam.
        CommunityTeam = "community_team",
        /// Gemeente.
        Municipality = "municipality",
        /// Reclassering.
        Probation = "probation",
        /// Jeugdzorg.
        YouthCare = "youth_care",
        /// Vrijwilligersorganisatie.
        VolunteerOrg = "volunteer_org",
        /// Schuldhulpverlening.
        DebtService = "debt_service",
        /// Woningcorporatie.
        HousingCorporation = "housing_corporation",
        /// Centrum voor Jeugd en Gezin.
        FamilyCentre = "family_centre",
        /// Veilig Thuis.
        SafeHome = "safe_home",
        /// GGZ.
        MentalHealthCare = "mental_health_care",
        /// Huisarts.
        Gp = "gp",
        /// School.
        School = "school",
        /// Uitkeringsinstantie van de gemeente.
        BenefitsOffice = "benefits_office",
        /// Sociale Verzekeringsbank.
        SvBank = "sv_bank",
        /// Uitvoeringsinstituut Werknemersverzekeringen.
        Uwv = "uwv",
        /// Immigratie- en Naturalisatiedienst.
        Ind = "ind",
        /// Juridisch Loket, sociaal raadslieden, advocaat.
        LegalAid = "legal_aid",
        /// Casemanager in de inrichting.
        PrisonCasemanager = "prison_casemanager",
        /// Re-integratiecentrum in de inrichting.
        ReintegrationDesk = "reintegration_desk",
        /// Zorg- en Veiligheidshuis.
        SafetyHouse = "safety_house",
        /// Fonds.
        Fund = "fund",
    }
}

vocabulary! {
    /// The law or scheme that should pay, or does (financieringsschot).
    FundingSilo = "funding_silo" {
        /// Wet maatschappelijke ondersteuning 2015.
        Wmo2015 = "wmo_2015",
        /// Jeugdwet.
        Jeugdwet = "jeugdwet",
        /// Participatiewet.
        Participatiewet = "participatiewet",
        /// Bijzondere bijstand.
        BijzondereBijstand = "bijzondere_bijstand",
        /// Wet gemeentelijke schuldhulpverlening.
        Wgs = "wgs",
        /// Zorgverzekeringswet.
        Zvw = "zvw",
        /// Wet langdurige zorg.
        Wlz = "wlz",
        /// Wet forensische zorg.
        Wfz = "wfz",
        /// Passend onderwijs.
        PassendOnderwijs = "passend_onderwijs",
        /// Toeslagen.
        Toeslagen = "toeslagen",
        /// Huisvesting.
        Huisvesting = "huisvesting",
        /// Subsidie van DJI.
        DjiSubsidy = "dji_subsidy",
        /// Gemeentelijk re-integratiegeld. Meant for ex-detainees, so families fall in between.
        MunicipalReintegration = "municipal_reintegration",
        /// Particulier fonds.
        PrivateFund = "private_fund",
        /// Nobody.
        None = "none",
    }
}

vocabulary! {
    /// The ground on which a party refuses to pay or to help.
    ObstacleGround = "obstacle_ground" {
        /// The family has no right to it.
        NotEntitled = "not_entitled",
        /// Another has to pay first (voorliggende voorziening).
        OtherPayerFirst = "other_payer_first",
        /// Not the group that the scheme is meant for.
        WrongTargetGroup = "wrong_target_group",
        /// Not this municipality's.
        WrongMunicipality = "wrong_municipality",
        /// It takes or lasts too long.
        TermTooLong = "term_too_long",
        /// Data may not be shared.
        PrivacyBlock = "privacy_block",
        /// It is set off against a debt.
        DebtOffset = "debt_offset",
        /// There is nobody who pays for this.
        NoPayer = "no_payer",
    }
}

vocabulary! {
    /// Who carries a need, a strength or an action: the split of the ZRM's Krachtenwijzer.
    Carrier = "carrier" {
        /// The family itself.
        Own = "own",
        /// Its network: family, friends, neighbours, volunteers.
        Network = "network",
        /// Professionals.
        Professional = "professional",
    }
}

vocabulary! {
    /// For whose eyes a story version is meant. Each needs its own approval.
    Audience = "audience" {
        /// The family alone.
        Family = "family",
        /// The detainee.
        Detainee = "detainee",
        /// The people who work on this trajectory.
        Team = "team",
        /// Parties in the region.
        Partners = "partners",
        /// The municipality.
        Municipality = "municipality",
        /// The prison service.
        Dji = "dji",
        /// Everybody.
        Public = "public",
    }
}

vocabulary! {
    /// What somebody may do in a tenant. A person may hold several.
    Role = "role" {
        /// Leads the office: assigns, approves, closes periods.
        Coordinator = "coordinator",
        /// Works with families as an employee.
        Professional = "professional",
        /// Works with families as a volunteer.
        Volunteer = "volunteer",
        /// Decides on budget requests that the region's rules leave to a person.
        BudgetApprover = "budget_approver",
        /// Reads figures, never a dossier.
        Reader = "reader",
        /// A person of a family, who sees the own plan and nothing of the office. Held alone, and given by an invitation
        /// to a login of one's own.
        FamilyMember = "family_member",
        /// Makes and tries a region's rules, and sees no dossier: what was decided, without whose it is.
        PluginDeveloper = "plugin_developer",
    }
}

impl Role {
    /// The roles that an office gives. That of a person of a family comes with a login alone.
    pub fn of_office() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|role| *role != Self::FamilyMember)
    }
}
