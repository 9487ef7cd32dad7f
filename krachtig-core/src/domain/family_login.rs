//! A login of one person of a family: which account shows which person's plan.
//!
//! What that person sees does not belong here: see [`super::own_plan`]. Nor how somebody proves who he or she is.
//!
//! ```
//! use krachtig_core::domain::family_login::FamilyLogin;
//!
//! assert_eq!(FamilyLogin::sign_in_name("k7m2p9qx"), "k7m2-p9qx@gezin");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::Person;
use super::id::{FamilyLoginId, MemberId, PersonId, TrajectoryId};
use super::record::{Change, InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};

/// That an account is one person's of a family, for one trajectory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FamilyLogin {
    /// Its id: the same UUID as its account's, so that an account is one person's.
    pub id: FamilyLoginId,
    /// The trajectory, whose plan it shows.
    pub trajectory_id: TrajectoryId,
    /// Whose it is.
    pub person_id: PersonId,
    /// Who of the office invited the person.
    pub invited_by: MemberId,
    /// When the person was invited for the first time.
    pub invited_on: Date,
    /// When it was ended, by the office, by the person, or because the dossier was destroyed.
    pub ended_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(FamilyLogin, FamilyLoginId, FamilyLogin, trajectory: trajectory_id, dossier: family_logins);

impl FamilyLogin {
    /// The signs that a sign-in name is made of: none that is read as another.
    pub const SIGNS: &'static [u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

    /// Invites a person to a login, on an account that is made for it and holds no name and no address of the person: see
    /// [`FamilyLogin::sign_in_name`].
    ///
    /// # Errors
    /// `trajectory_closed`; `not_found` for somebody of another family; `wrong_state` for a child under sixteen, who
    /// decides nothing alone; `already_exists` where this person has a login.
    pub fn invite(dossier: &Dossier, person: PersonId, account: MemberId, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        let alone = Person::find(dossier, person, "person_id")?.consents_alone(stamp.today);
        let mut check = Check::new();
        check.ensure(alone, RefusalCode::WrongState, "person_id");
        check.ensure(
            dossier.login_of(person).is_none(),
            RefusalCode::AlreadyExists,
            "person_id",
        );
        check.pass(Self {
            id: Self::id_of(account),
            trajectory_id: dossier.trajectory.id,
            person_id: person,
            invited_by: stamp.by,
            invited_on: stamp.today,
            ended_on: None,
            version: Version::FIRST,
        })
    }

    /// The id of the login of an account.
    #[must_use]
    pub fn id_of(account: MemberId) -> FamilyLoginId {
        FamilyLoginId::from_uuid(account.uuid())
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> MemberId {
        MemberId::from_uuid(self.id.uuid())
    }

    /// Ends it today.
    ///
    /// # Errors
    /// `wrong_state` when it has ended.
    pub fn end(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.ended_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            ended_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// The name by which somebody signs in, of eight of [`FamilyLogin::SIGNS`]. It is made up: whoever reads a family's
    /// mail cannot tell that there is a login, two people who share an address each have their own, and nothing in the
    /// list of accounts says whose it is.
    #[must_use]
    pub fn sign_in_name(signs: &str) -> String {
        let (first, second) = signs.split_at(signs.len() / 2);
        format!("{first}-{second}@gezin")
    }
}

impl Dossier {
    /// The login of a person that was not ended.
    #[must_use]
    pub fn login_of(&self, person: PersonId) -> Option<&FamilyLogin> {
        let mut logins = self.family_logins.iter();
        logins.find(|login| login.person_id == person && login.ended_on.is_none())
    }

    /// The person whose login opens this dossier now: one of the family who decides alone, as long as the trajectory is
    /// open and nothing was destroyed.
    ///
    /// # Errors
    /// `not_found`, whatever it is: nobody hears why a login shows nothing.
    pub fn demand_login(&self, login: &FamilyLogin, today: Date) -> Decision<&Person> {
        let closed = || Refusal::new(RefusalCode::NotFound, "");
        self.demand_open().map_err(|_| closed())?;
        self.demand_not_destroyed("").map_err(|_| closed())?;
        let holds = self.login_of(login.person_id).is_some_and(|now| now.id == login.id);
        let person = Person::find(self, login.person_id, "").ok();
        let person = person.filter(|person| holds && person.consents_alone(today));
        person.ok_or_else(|| closed().into())
    }

    /// Refuses what a person would do by the own login while the use of his or her data is restricted.
    ///
    /// # Errors
    /// `processing_restricted`.
    pub fn demand_login_unrestricted(&self, login: &FamilyLogin, today: Date) -> Decision<()> {
        self.demand_unrestricted(&Change::revised(login, login.clone()), today)
    }
}
