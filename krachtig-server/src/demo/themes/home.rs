//! Themes about the house, papers, safety and coming home.

use krachtig_core::domain::room::ConnectionSide::{AcrossTheWall, Outside};
use krachtig_core::domain::vocabulary::Carrier::{Network, Own, Professional};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory};

use super::{Theme, Wall};

pub(super) const THEMES: &[Theme] = &[
    Theme {
        problem: ProblemCategory::HousingLoss,
        life_domain: LifeDomain::Housing,
        children: false,
        worry: "Het huis staat op mijn naam en de huur loopt achter.",
        key_factor: "Als zij in het huis kunnen blijven, weet ik waar ik naartoe terugga.",
        need: "Een afspraak met de verhuurder over de achterstand.",
        strength: "Heeft goed contact met de huismeester.",
        goal: "In ons eigen huis kunnen blijven",
        actions: &[
            (Professional, "Betalingsregeling voorstellen aan de woningcorporatie"),
            (Own, "Medehuurderschap aanvragen"),
            (Network, "Een broer staat garant voor de eerste maand"),
        ],
        money: ("Eenmalige bijdrage aan de huurachterstand", 250, 900),
        referral: (
            PartnerType::HousingCorporation,
            "Medehuurderschap en een betalingsregeling",
        ),
        connection: (
            "Partner",
            "Sociaal beheerder van de woningcorporatie",
            Outside,
            "De ontruiming is van de baan zolang de regeling loopt.",
        ),
        wall: Wall {
            silo: FundingSilo::BijzondereBijstand,
            ground: ObstacleGround::WrongTargetGroup,
            note: "Doorbetaling van de huur tijdens detentie geldt alleen voor alleenstaanden, en hooguit zes maanden.",
            suggestion: "Open de regeling voor vaste lasten ook voor gezinnen die in het huis blijven wonen.",
            addressed_to: PartnerType::Municipality,
        },
        learning: (
            "Met de corporatie gebeld terwijl de partner erbij zat.",
            "De corporatie kende de situatie niet en stopte de aanmaning.",
            "Verhuurders weten vaak niets van de detentie. Vertel het, als het gezin dat wil.",
        ),
        helped: "Een regeling met de corporatie en medehuurderschap.",
    },
    Theme {
        problem: ProblemCategory::LegalAdmin,
        life_domain: LifeDomain::InstrumentalAdl,
        children: false,
        worry: "Alles staat op mijn naam: de auto, het abonnement, de verzekering.",
        key_factor: "Een machtiging, zodat zij kan regelen wat geregeld moet worden.",
        need: "Toegang tot zaken die op naam van de gedetineerde staan.",
        strength: "Kan goed bellen met instanties en geeft niet op.",
        goal: "Zelf kunnen regelen wat op zijn of haar naam staat",
        actions: &[
            (Professional, "Machtigingen laten tekenen in de inrichting"),
            (Own, "Abonnementen opzeggen die niemand gebruikt"),
        ],
        money: ("Legalisatie van een volmacht", 40, 110),
        referral: (PartnerType::PrisonCasemanager, "Machtigingen laten ondertekenen"),
        connection: (
            "Partner",
            "Casemanager in de inrichting",
            AcrossTheWall,
            "De papieren gaan nu binnen een week heen en weer.",
        ),
        wall: Wall {
            silo: FundingSilo::None,
            ground: ObstacleGround::PrivacyBlock,
            note: "Geen loket geeft de partner inlichtingen zonder handtekening die in de inrichting niet te krijgen was.",
            suggestion: "Maak het tekenen van een machtiging een vast onderdeel van de eerste week in de inrichting.",
            addressed_to: PartnerType::PrisonCasemanager,
        },
        learning: (
            "Een mapje met vier machtigingen meegegeven aan de casemanager.",
            "Alle vier kwamen getekend terug.",
            "Bundelen werkt: een keer langs de casemanager in plaats van vier keer.",
        ),
        helped: "Getekende machtigingen.",
    },
    Theme {
        problem: ProblemCategory::DetentionInfo,
        life_domain: LifeDomain::Justice,
        children: false,
        worry: "Thuis weten ze niet waar ik zit en wanneer ik mag bellen.",
        key_factor: "Als zij weten hoe het hier gaat, zijn zij minder bang.",
        need: "Uitleg over bezoek, bellen en hoe lang het nog duurt.",
        strength: "Zoekt zelf informatie op en deelt die met de schoonfamilie.",
        goal: "Weten waar we aan toe zijn",
        actions: &[
            (Professional, "Samen de bezoekregels van de inrichting doornemen"),
            (Network, "Een ander gezin vertelt hoe het eerste bezoek gaat"),
        ],
        money: ("Telefoon en beltegoed voor het contact", 25, 90),
        referral: (
            PartnerType::ReintegrationDesk,
            "Gesprek met het gezin over het verloop van de detentie",
        ),
        connection: (
            "Gezin",
            "Re-integratiecentrum van de inrichting",
            AcrossTheWall,
            "Het gezin schuift aan bij het gesprek over verlof.",
        ),
        wall: Wall {
            silo: FundingSilo::DjiSubsidy,
            ground: ObstacleGround::PrivacyBlock,
            note: "De inrichting geeft het gezin geen inlichtingen over data, ook niet met toestemming op papier.",
            suggestion: "Spreek een formulier af waarmee de gedetineerde data met het gezin deelt.",
            addressed_to: PartnerType::ReintegrationDesk,
        },
        learning: (
            "Het gezin kreeg voor het eerste bezoek een rondleiding op papier.",
            "De kinderen en de oma wisten wat hen te wachten stond.",
            "Onzekerheid weegt zwaarder dan de afstand.",
        ),
        helped: "Uitleg vooraf, door iemand die het zelf heeft meegemaakt.",
    },
    Theme {
        problem: ProblemCategory::ReturnHome,
        life_domain: LifeDomain::DomesticRelations,
        children: false,
        worry: "Ik ben bang dat er thuis geen plek meer voor mij is.",
        key_factor: "Dat wij voor mijn terugkeer afspraken maken, samen.",
        need: "Voorbereiding op de thuiskomst, voor iedereen in huis.",
        strength: "Kunnen met elkaar praten als er iemand bij zit.",
        goal: "Een thuiskomst met afspraken waar iedereen achter staat",
        actions: &[
            (Own, "Opschrijven wat er in huis veranderd is"),
            (Professional, "Twee gesprekken met z'n allen in de inrichting"),
            (Network, "Een oom helpt de eerste weken met dagritme"),
        ],
        money: ("Bed en kast voor de thuiskomst", 150, 600),
        referral: (PartnerType::Probation, "Thuiskomst voorbereiden met het gezin erbij"),
        connection: (
            "Gezin en gedetineerde",
            "Wijkteam en reclassering, samen aan tafel",
            AcrossTheWall,
            "Er ligt een plan voor de eerste maand waar iedereen aan meeschreef.",
        ),
        wall: Wall {
            silo: FundingSilo::MunicipalReintegration,
            ground: ObstacleGround::WrongTargetGroup,
            note: "Het re-integratiegeld is er voor de ex-gedetineerde; wat het gezin nodig heeft valt erbuiten.",
            suggestion: "Laat gemeenten het re-integratiegeld ook voor het thuisfront inzetten, voor de vrijlating.",
            addressed_to: PartnerType::Municipality,
        },
        learning: (
            "Het eerste verlof vooraf doorgesproken, met een plan voor als het spannend werd.",
            "Het verlof verliep rustig en er is een tweede gepland.",
            "Een plan voor het moeilijke moment maakt dat het minder vaak komt.",
        ),
        helped: "Afspraken vooraf, met iemand erbij.",
    },
];
