//! The six tenants of the demo: who they are, who works there, and what their families are drawn from.
//!
//! Making the tenants does not belong here: whoever sets a demo up reads these plans.

use krachtig_core::domain::family::Municipality;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::instrument::Instrument;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::store::TenantKind;
use time::Date;

use super::names::MARK;
use super::{GeneratorPlan, Region, StageMix};

/// Where a tenant's families come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Drawn by the generator.
    Generator,
    /// Imported from the pilot's spreadsheets.
    PilotSpreadsheets,
}

/// A tenant of the demo.
#[derive(Clone, Copy, Debug)]
pub struct TenantPlan {
    /// Its name in addresses.
    pub slug: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What kind of tenant it is.
    pub kind: TenantKind,
    /// Who is responsible for its data (verwerkingsverantwoordelijke). Several tenants share one.
    pub controller: &'static str,
    /// The codes of the municipalities in which its families live.
    pub municipalities: &'static [&'static str],
    /// The institutions in which the detainees are.
    pub institutions: &'static [&'static str],
    /// How many families it has.
    pub families: usize,
    /// Where they come from.
    pub source: Source,
    /// What the generator's chance begins from.
    pub seed: u64,
    developer: &'static str,
    names: [&'static str; 8],
}

/// A member of a tenant of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPlan {
    /// First and last name, marked as fictional.
    pub name: String,
    /// E-mail address under a name that nobody can own (RFC 2606).
    pub email: String,
    /// The one role.
    pub role: Role,
}

const FOUNDATION: &str = "Stichting Exodus Nederland (demo)";
const PRISON_SERVICE: &str = "Dienst Justitiële Inrichtingen (demo)";

/// The six tenants of the demo.
pub const TENANTS: [TenantPlan; 6] = [
    TenantPlan {
        slug: "exodus-haaglanden",
        name: "Exodus Haaglanden (demo)",
        kind: TenantKind::Region,
        controller: FOUNDATION,
        municipalities: &[
            "GM0518", "GM0503", "GM0637", "GM1916", "GM1926", "GM1842", "GM0603", "GM1783", "GM0629",
        ],
        institutions: &["PI Haaglanden"],
        families: 17,
        source: Source::PilotSpreadsheets,
        seed: 518,
        developer: "Ravi Regelaar",
        names: [
            "Anneke Vlindertuin",
            "Bram Ooievaarsnest",
            "Carla Zonnebloem",
            "Dirk Wolkenveld",
            "Els Regenboog",
            "Farid Maanlicht",
            "Greet Sneeuwklok",
            "Hugo Zandkasteel",
        ],
    },
    TenantPlan {
        slug: "exodus-rijnmond",
        name: "Exodus Rijnmond (demo)",
        kind: TenantKind::Region,
        controller: FOUNDATION,
        municipalities: &["GM0599", "GM0505", "GM0542"],
        institutions: &["PI Rotterdam", "PI Dordrecht", "PI Krimpen aan den IJssel"],
        families: 64,
        source: Source::Generator,
        seed: 599,
        developer: "Sanne Schakelkast",
        names: [
            "Iris Havenlicht",
            "Joost Kraanvogel",
            "Karima Bruggeman-Demo",
            "Lars Kadezicht",
            "Mirjam Ankerplaats",
            "Nico Stormvogel",
            "Olga Loodsboot",
            "Pim Vuurtoren",
        ],
    },
    TenantPlan {
        slug: "exodus-hollands-midden",
        name: "Exodus Hollands Midden (demo)",
        kind: TenantKind::Region,
        controller: FOUNDATION,
        municipalities: &["GM0546", "GM0513", "GM0484"],
        institutions: &["PI Alphen aan den Rijn", "PI Haaglanden"],
        families: 7,
        source: Source::Generator,
        seed: 546,
        developer: "Teun Tandwiel",
        names: [
            "Quirine Kaarslicht",
            "Rob Stroopwafel",
            "Saskia Tulpenveld",
            "Tarik Sleutelstad",
            "Ulla Waterlelie",
            "Victor Korenbloem",
            "Wilma Plassenpad",
            "Xander Houtzaag",
        ],
    },
    TenantPlan {
        slug: "pi-haaglanden",
        name: "PI Haaglanden (demo)",
        kind: TenantKind::Institution,
        controller: PRISON_SERVICE,
        municipalities: &["GM0518", "GM0637", "GM0546", "GM0599"],
        institutions: &["PI Haaglanden"],
        families: 28,
        source: Source::Generator,
        seed: 1_001,
        developer: "Uma Uurwerk",
        names: [
            "Yvonne Morgendauw",
            "Zeno Avondster",
            "Aisha Duinpan",
            "Bas Helmgras",
            "Coby Strandjutter",
            "Dave Eb-en-Vloed",
            "Eline Zeepaard",
            "Frits Mosselbank",
        ],
    },
    TenantPlan {
        slug: "pi-krimpen",
        name: "PI Krimpen aan den IJssel (demo)",
        kind: TenantKind::Institution,
        controller: PRISON_SERVICE,
        municipalities: &["GM0542", "GM0599", "GM0513"],
        institutions: &["PI Krimpen aan den IJssel"],
        families: 22,
        source: Source::Generator,
        seed: 1_002,
        developer: "Vera Veerkracht",
        names: [
            "Gijs Rivierklei",
            "Hanna Griendhout",
            "Ivo Wilgenkat",
            "Jamila Veerpont",
            "Koos Kribbe",
            "Lotte Uiterwaard",
            "Mees Steenbakker",
            "Noortje Zalmsteek",
        ],
    },
    TenantPlan {
        slug: "pi-leeuwarden",
        name: "PI Leeuwarden (demo)",
        kind: TenantKind::Institution,
        controller: PRISON_SERVICE,
        municipalities: &["GM0080"],
        institutions: &["PI Leeuwarden"],
        families: 15,
        source: Source::Generator,
        seed: 1_003,
        developer: "Wout Windmolen",
        names: [
            "Okke Terpdorp",
            "Pytsje Skûtsje",
            "Rients Meerkoet",
            "Sietske Kievitsei",
            "Tjeerd Weidezoom",
            "Ubel Fierljep",
            "Wytske Greidhoek",
            "Ype Oranjekoek",
        ],
    },
];

impl TenantPlan {
    /// Its eight members: a coordinator, two professionals, two volunteers, two who approve budgets, a reader.
    #[must_use]
    pub fn members(&self) -> [MemberPlan; 8] {
        let posts = [
            ("coordinator", Role::Coordinator),
            ("professional1", Role::Professional),
            ("professional2", Role::Professional),
            ("vrijwilliger1", Role::Volunteer),
            ("vrijwilliger2", Role::Volunteer),
            ("budget1", Role::BudgetApprover),
            ("budget2", Role::BudgetApprover),
            ("lezer", Role::Reader),
        ];
        std::array::from_fn(|n| MemberPlan {
            name: format!("{} {MARK}", self.names[n]),
            email: format!("{}@{}.voorbeeld.invalid", posts[n].0, self.slug),
            role: posts[n].1,
        })
    }

    /// Who develops its rules, and works with no family.
    #[must_use]
    pub fn developer(&self) -> MemberPlan {
        MemberPlan {
            name: format!("{} {MARK}", self.developer),
            email: format!("ontwikkelaar@{}.voorbeeld.invalid", self.slug),
            role: Role::PluginDeveloper,
        }
    }

    /// Its municipalities, parsed.
    ///
    /// # Errors
    /// None but for a mistake in the codes here.
    pub fn places(&self) -> Decision<Vec<Municipality>> {
        let parsed = self.municipalities.iter().map(|code| code.parse::<Municipality>());
        parsed.collect::<Result<_, _>>().map_err(Into::into)
    }

    /// What the generator makes of it, with the ids that its members got.
    ///
    /// # Errors
    /// As [`TenantPlan::places`].
    pub fn generator(
        &self,
        today: Date,
        members: Vec<(MemberId, Role)>,
        partners: Vec<Partner>,
        instrument: Instrument,
    ) -> Decision<GeneratorPlan> {
        Ok(GeneratorPlan {
            seed: self.seed,
            families: self.families,
            today,
            members,
            partners,
            instrument,
            region: Region {
                municipalities: self.places()?,
                institutions: self.institutions.iter().map(|name| (*name).to_owned()).collect(),
            },
            mix: StageMix::default(),
        })
    }
}
