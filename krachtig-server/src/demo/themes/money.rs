//! Themes about income, debts and costs.

use krachtig_core::domain::room::ConnectionSide::{AcrossTheWall, Outside};
use krachtig_core::domain::vocabulary::Carrier::{Network, Own, Professional};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory};

use super::{Theme, Wall};

pub(super) const THEMES: &[Theme] = &[
    Theme {
        problem: ProblemCategory::IncomeLoss,
        life_domain: LifeDomain::Finances,
        children: false,
        worry: "Mijn loon is weggevallen; ik weet niet waar zij de boodschappen van doet.",
        key_factor: "Als het inkomen thuis op orde is, hoeft niemand zich te schamen aan de kassa.",
        need: "Overzicht van wat er per maand binnenkomt en wat er af gaat.",
        strength: "Doet al jaren alleen de administratie en bewaart alles netjes.",
        goal: "Elke maand rondkomen zonder geld te lenen",
        actions: &[
            (Own, "Maandoverzicht maken van inkomsten en vaste lasten"),
            (Professional, "Aanvullende bijstand aanvragen bij de gemeente"),
            (Network, "Samen met een buurvrouw goedkoop inkopen op de markt"),
        ],
        money: ("Boodschappen en reiskosten tot de eerste uitkering", 80, 320),
        referral: (PartnerType::BenefitsOffice, "Aanvullende bijstand tijdens de detentie"),
        connection: (
            "Partner",
            "Inkomensconsulent van de gemeente",
            Outside,
            "Er is nu een vaste contactpersoon die terugbelt.",
        ),
        wall: Wall {
            silo: FundingSilo::Participatiewet,
            ground: ObstacleGround::TermTooLong,
            note: "De beslistermijn is acht weken; in die tijd is er geen inkomen en loopt de huur door.",
            suggestion: "Verstrek bij detentie van een kostwinner binnen een week een voorschot.",
            addressed_to: PartnerType::Municipality,
        },
        learning: (
            "Samen aan de keukentafel de aanvraag ingevuld in plaats van op kantoor.",
            "De aanvraag was in een keer volledig en werd sneller behandeld.",
            "Thuis invullen scheelt een ronde van ontbrekende papieren.",
        ),
        helped: "Een voorschot en daarna aanvullende bijstand.",
    },
    Theme {
        problem: ProblemCategory::Debts,
        life_domain: LifeDomain::Finances,
        children: false,
        worry: "Er liggen enveloppen die wij samen nooit open durfden te maken.",
        key_factor: "Als er een regeling is voor de schulden, kan ik straks met een schone lei beginnen.",
        need: "Hulp bij het ordenen van de schulden en rust van de deurwaarder.",
        strength: "Wil het zelf oplossen en houdt zich aan afspraken.",
        goal: "Alle schulden op een rij en een regeling die vol te houden is",
        actions: &[
            (Own, "Alle post openen en in drie stapels leggen"),
            (Professional, "Schuldeisers aanschrijven met een verzoek om uitstel"),
            (Professional, "Aanmelden bij schuldhulpverlening"),
        ],
        money: (
            "Nieuwe identiteitskaart, nodig voor de aanmelding bij schuldhulp",
            70,
            95,
        ),
        referral: (
            PartnerType::DebtService,
            "Stabilisatie en een schuldregeling voor het gezin",
        ),
        connection: (
            "Gedetineerde en partner",
            "Schuldhulpverlener, in een gesprek in de inrichting",
            AcrossTheWall,
            "Beiden tekenden hetzelfde overzicht; dat was eerder niet gelukt.",
        ),
        wall: Wall {
            silo: FundingSilo::Wgs,
            ground: ObstacleGround::WrongTargetGroup,
            note: "De gemeente begint geen traject zolang een van beide partners vastzit.",
            suggestion: "Laat schuldhulp tijdens detentie beginnen, met een gesprek in de inrichting.",
            addressed_to: PartnerType::DebtService,
        },
        learning: (
            "Een vrijwilliger ging mee naar het eerste gesprek bij de schuldhulpverlening.",
            "De partner durfde alles te vertellen; het dossier was in een keer compleet.",
            "De drempel is schaamte, niet onwil. Meegaan helpt meer dan een folder.",
        ),
        helped: "Een regeling met de schuldeisers en iemand die meeging.",
    },
    Theme {
        problem: ProblemCategory::Benefits,
        life_domain: LifeDomain::Finances,
        children: false,
        worry: "De toeslagen kloppen niet meer nu ik vastzit, straks moeten wij alles terugbetalen.",
        key_factor: "Als de toeslagen goed staan, komt er geen naheffing als ik vrijkom.",
        need: "Iemand die weet wat er met toeslagen gebeurt bij detentie.",
        strength: "Vraagt om hulp voordat het misloopt.",
        goal: "De toeslagen kloppen en er komt geen terugvordering",
        actions: &[
            (Professional, "Proefberekening maken en de wijziging doorgeven"),
            (Own, "Brieven van de toeslagen bewaren in een map"),
        ],
        money: ("Zorgpremie van een maand overbruggen", 120, 160),
        referral: (
            PartnerType::LegalAid,
            "Uitleg over toeslagen tijdens detentie en hulp bij bezwaar",
        ),
        connection: (
            "Partner",
            "Spreekuur van sociaal raadslieden in het buurthuis",
            Outside,
            "Gaat nu zelf naar het spreekuur als er een brief komt.",
        ),
        wall: Wall {
            silo: FundingSilo::Toeslagen,
            ground: ObstacleGround::NotEntitled,
            note: "De zorgtoeslag van de partner is gehalveerd, terwijl het inkomen van de gedetineerde meetelt.",
            suggestion: "Reken tijdens detentie met het inkomen dat er werkelijk is.",
            addressed_to: PartnerType::BenefitsOffice,
        },
        learning: (
            "De wijziging doorgegeven met een kopie van de detentieverklaring erbij.",
            "Het bedrag werd aangepast zonder nieuwe vragen.",
            "Vraag de verklaring in de eerste week aan; alle loketten willen haar zien.",
        ),
        helped: "De wijziging op tijd doorgeven.",
    },
    Theme {
        problem: ProblemCategory::VisitCosts,
        life_domain: LifeDomain::Justice,
        children: false,
        worry: "De reis hierheen kost haar een dag en geld dat er niet is.",
        key_factor: "Als zij elke twee weken kunnen komen, blijven wij een gezin.",
        need: "Vervoer naar de inrichting dat te betalen is.",
        strength: "Is nog geen enkel bezoek vergeten.",
        goal: "Elke twee weken op bezoek kunnen",
        actions: &[
            (Network, "Meerijden met een ander gezin dat dezelfde dag gaat"),
            (Own, "Bezoek plannen op dagen met daluren"),
            (Professional, "Vragen naar beeldbellen als het bezoek niet lukt"),
        ],
        money: ("Treinkaartjes voor het bezoek, een kwartaal", 90, 240),
        referral: (
            PartnerType::VolunteerOrg,
            "Rijden naar de inrichting met een vrijwilliger",
        ),
        connection: (
            "Gezin",
            "Gedetineerde, via beeldbellen",
            AcrossTheWall,
            "Er is nu ook contact in de week zonder bezoek.",
        ),
        wall: Wall {
            silo: FundingSilo::BijzondereBijstand,
            ground: ObstacleGround::NotEntitled,
            note: "Reiskosten voor bezoek gelden volgens de gemeente niet als bijzondere kosten.",
            suggestion: "Vergoed reiskosten voor bezoek aan een ouder of partner in detentie.",
            addressed_to: PartnerType::Municipality,
        },
        learning: (
            "Twee gezinnen gekoppeld die op dezelfde dag op bezoek gaan.",
            "Ze reizen samen en praten onderweg; de kosten zijn de helft.",
            "Lotgenoten vinden elkaar onderweg gemakkelijker dan in een groep.",
        ),
        helped: "Samen reizen en een bijdrage uit het perspectiefbudget.",
    },
];
