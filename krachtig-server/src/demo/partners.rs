//! A fictional partner directory (sociale kaart) for the demo.

use krachtig_core::domain::clock::Stamp;
use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::partner::{Partner, PartnerDraft};
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::vocabulary::{PartnerType, Vocabulary};

use super::names::MARK;

/// A party of every kind for the region, and a community team, a benefits office and debt help in each municipality.
///
/// # Errors
/// None but for a mistake in the texts here.
pub fn directory(municipalities: &[Municipality], stamp: Stamp<'_>) -> Decision<Vec<Partner>> {
    let local = municipalities.iter().flat_map(|municipality| {
        [
            PartnerType::CommunityTeam,
            PartnerType::BenefitsOffice,
            PartnerType::DebtService,
        ]
        .map(|kind| (kind, Some(municipality)))
    });
    let regional = PartnerType::ALL.iter().map(|kind| (*kind, None));
    regional
        .chain(local)
        .map(|(kind, place)| partner(kind, place, stamp))
        .collect()
}

fn partner(kind: PartnerType, place: Option<&Municipality>, stamp: Stamp<'_>) -> Decision<Partner> {
    let (name, offers) = words(kind);
    let place_name = place.map(|code| format!(" {code}")).unwrap_or_default();
    let address = format!(
        "{}{}",
        kind.code().replace('_', "-"),
        place_name.to_lowercase().replace(' ', "-")
    );
    let draft = PartnerDraft {
        name: format!("{name}{place_name} {MARK}"),
        partner_type: kind,
        municipality: place.map(ToString::to_string),
        phone: Some("070-0000000".to_owned()),
        email: Some(format!("{address}@voorbeeld.invalid")),
        url: Some(format!("https://{address}.voorbeeld.invalid")),
        description: Some(offers.to_owned()),
        active: true,
    };
    Partner::record(&draft, stamp)
}

fn words(kind: PartnerType) -> (&'static str, &'static str) {
    match kind {
        PartnerType::CommunityTeam => ("Wijkteam De Brug", "Ondersteuning in de wijk, ook aan huis."),
        PartnerType::Municipality => ("Gemeente, team Zorg", "Beleid en maatwerk voor inwoners."),
        PartnerType::Probation => ("Reclassering Regio", "Toezicht en voorbereiding op de terugkeer."),
        PartnerType::YouthCare => ("Jeugdhulp Het Anker", "Hulp aan kinderen en jongeren."),
        PartnerType::VolunteerOrg => (
            "Vrijwilligers De Schakel",
            "Maatjes, vervoer naar bezoek en lotgenoten.",
        ),
        PartnerType::DebtService => ("Schuldhulp Op Orde", "Stabilisatie en schuldregelingen."),
        PartnerType::HousingCorporation => ("Woningcorporatie Thuishaven", "Sociale huur en betalingsregelingen."),
        PartnerType::FamilyCentre => (
            "Centrum voor Jeugd en Gezin",
            "Opvoedondersteuning en groepen voor kinderen.",
        ),
        PartnerType::SafeHome => ("Veilig Thuis Regio", "Advies en melding bij onveiligheid thuis."),
        PartnerType::MentalHealthCare => ("GGZ De Linde", "Behandeling van psychische klachten."),
        PartnerType::Gp => ("Huisartsenpraktijk De Wilg", "Huisarts en praktijkondersteuner."),
        PartnerType::School => ("Scholengroep De Horizon", "Basis- en voortgezet onderwijs."),
        PartnerType::BenefitsOffice => ("Loket Werk en Inkomen", "Bijstand en bijzondere bijstand."),
        PartnerType::SvBank => ("Sociale Verzekeringsbank, loket", "Kinderbijslag en AOW."),
        PartnerType::Uwv => ("UWV, werkplein", "Uitkering en werk."),
        PartnerType::Ind => ("IND, loket", "Verblijf en documenten."),
        PartnerType::LegalAid => ("Sociaal raadslieden De Balie", "Uitleg, bezwaar en toeslagen."),
        PartnerType::PrisonCasemanager => ("Casemanagers van de inrichting", "Contact met binnen."),
        PartnerType::ReintegrationDesk => (
            "Re-integratiecentrum",
            "Voorbereiding op de terugkeer, in de inrichting.",
        ),
        PartnerType::SafetyHouse => ("Zorg- en Veiligheidshuis", "Overleg tussen zorg, gemeente en justitie."),
        PartnerType::Fund => ("Fonds Tweede Kans", "Bijdragen waar niemand anders betaalt."),
    }
}
