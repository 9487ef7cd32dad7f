//! The people of a family, their consents, and the first three steps.

use krachtig_core::domain::consent::{Consent, ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::family::{Detainee, DetaineeDraft, Person, PersonDraft, Relation};
use krachtig_core::domain::id::PersonId;
use krachtig_core::domain::introduction::{Introduction, IntroductionDraft, Via};
use krachtig_core::domain::record::InDossier;
use krachtig_core::domain::refusal::Decision;
use krachtig_core::domain::role_check::{PlayerKind, RoleCheck, RoleCheckDraft};
use krachtig_core::domain::talk::{DetaineeTalk, TalkDraft, TalkSetting};
use krachtig_core::domain::trajectory::Assignment;
use krachtig_core::domain::vocabulary::Role;
use time::{Date, Duration};

use super::case::Case;
use super::names::{ADULTS, CHILDREN, DETAINEES, MARK};
use super::themes::Theme;

/// The version of the information that families are given before they consent.
const NOTICE: &str = "demo-2026-1";

const ROLES: &[(&str, PlayerKind, &str)] = &[
    (
        "Een zus van de gedetineerde",
        PlayerKind::Network,
        "Past op als er bezoek is",
    ),
    (
        "Een vrijwilliger van Exodus",
        PlayerKind::Volunteer,
        "Gaat mee naar loketten",
    ),
    (
        "De wijkverpleegkundige",
        PlayerKind::Professional,
        "Houdt een oogje in het zeil",
    ),
    ("De buren", PlayerKind::Network, "Halen de kinderen van school"),
    (
        "Een maatje uit de wijk",
        PlayerKind::Volunteer,
        "Wandelt elke week een uur mee",
    ),
    (
        "De casemanager in de inrichting",
        PlayerKind::Professional,
        "Regelt papieren binnen",
    ),
];

impl Case<'_> {
    /// Who works on it.
    pub(super) fn assign(&mut self) -> Decision<()> {
        let team = [
            (Some(self.team.lead), Role::Professional),
            (self.team.volunteer, Role::Volunteer),
        ];
        for (member, role) in team {
            if let Some(member) = member.filter(|id| self.dossier.assignments.iter().all(|a| a.member_id != *id)) {
                let lead = role == Role::Professional;
                let stamp = self.stamp(self.team.coordinator);
                let assignment = Assignment::assign(&self.dossier, (member, role), lead, stamp)?;
                self.dossier.assignments.push(assignment);
            }
        }
        Ok(())
    }

    /// Step 1: the detainee, what he or she worries about, and a yes to an introduction.
    pub(super) fn meet_detainee(&mut self) -> Decision<()> {
        let name = format!("{} {} {MARK}", self.draw.word(DETAINEES), self.surname);
        let institution = self.draw.pick(&self.plan.region.institutions).cloned();
        let (inside, outside) = (self.draw.between(20, 500), self.draw.between(60, 700));
        let stamp = self.stamp(self.team.lead);
        let draft = DetaineeDraft {
            name,
            institution,
            detained_since: Some(stamp.today.saturating_sub(Duration::days(inside))),
            expected_home_on: Some(stamp.today.saturating_add(Duration::days(outside))),
            external_ref: None,
        };
        let detainee = Detainee::record(self.dossier.family.id, &draft, stamp)?;
        let subject = Subject::Detainee(detainee.id);
        self.dossier.detainees.push(detainee);
        self.wait(1, 6);
        self.talk()?;
        if self.draw.percent(85) {
            self.consent((subject, None), Purpose::Introduction)?;
        }
        Ok(())
    }

    fn talk(&mut self) -> Decision<()> {
        let setting = [
            TalkSetting::Visit,
            TalkSetting::Visit,
            TalkSetting::Phone,
            TalkSetting::Video,
        ];
        let setting = self.draw.pick(&setting).copied().unwrap_or(TalkSetting::Visit);
        let stamp = self.stamp(self.team.lead);
        let told = |text: fn(&Theme) -> &'static str| {
            let themes = self.themes.iter();
            themes
                .map(|theme| (Some(theme.life_domain), text(theme).to_owned()))
                .collect()
        };
        let draft = TalkDraft {
            held_on: stamp.today,
            setting,
            worries: told(|theme| theme.worry),
            key_factors: told(|theme| theme.key_factor),
            note: Some("Rustig gesprek; wil dat het thuis goed gaat en denkt graag mee.".to_owned()),
        };
        let talk = DetaineeTalk::record(&self.dossier, &draft, stamp)?;
        self.dossier.talks.push(talk);
        Ok(())
    }

    /// Step 2: who could play a role.
    pub(super) fn check_roles(&mut self) -> Decision<()> {
        self.wait(3, 14);
        let count = usize::try_from(self.draw.between(0, 3)).unwrap_or(0);
        let roles = self.draw.some(ROLES, count);
        let stamp = self.stamp(self.team.lead);
        let draft = RoleCheckDraft {
            agreed_on: stamp.today,
            none_reason: roles
                .is_empty()
                .then(|| "Wil eerst met het thuisfront zelf overleggen.".to_owned()),
            roles: roles
                .into_iter()
                .map(|(who, kind, role)| (who.to_owned(), kind, role.to_owned()))
                .collect(),
        };
        let check = RoleCheck::record(&self.dossier, &draft, stamp)?;
        self.dossier.role_checks.push(check);
        Ok(())
    }

    /// Step 3: the family is met, and everybody is asked for consent.
    pub(super) fn introduce(&mut self) -> Decision<()> {
        self.wait(5, 20);
        let contact = self.add_people()?;
        let via = if self.dossier.may_introduce(self.stamp(self.team.lead).today) {
            Via::Detainee
        } else {
            self.consent((Subject::Person(contact), None), Purpose::Introduction)?;
            Via::ContactPerson
        };
        let stamp = self.stamp(self.team.lead);
        let draft = IntroductionDraft {
            held_on: stamp.today,
            via,
            present: self.dossier.persons.iter().map(|person| person.id).collect(),
            note: Some("Kennisgemaakt aan de keukentafel; uitgelegd wat wel en niet gedeeld wordt.".to_owned()),
        };
        let introduction = Introduction::record(&self.dossier, &draft, stamp)?;
        self.dossier.introductions.push(introduction);
        self.give_time("Kennismaking met het gezin")?;
        self.ask_consents(contact)
    }

    fn add_people(&mut self) -> Decision<PersonId> {
        let relation = [
            Relation::Partner,
            Relation::Partner,
            Relation::Partner,
            Relation::Parent,
            Relation::Sibling,
        ];
        let relation = self.draw.pick(&relation).copied().unwrap_or(Relation::Partner);
        let contact = self.add_person((ADULTS, relation), (22, 58), true)?;
        if self.draw.percent(28) {
            let relation = [
                Relation::Parent,
                Relation::Sibling,
                Relation::Grandparent,
                Relation::Other,
            ];
            let relation = self.draw.pick(&relation).copied().unwrap_or(Relation::Other);
            self.add_person((ADULTS, relation), (40, 79), false)?;
        }
        if self.children {
            for _ in 0..self.draw.between(1, 3) {
                self.add_person((CHILDREN, Relation::Child), (1, 15), false)?;
            }
        }
        Ok(contact)
    }

    fn add_person(
        &mut self,
        (names, relation): (&[&'static str], Relation),
        (youngest, oldest): (i64, i64),
        contact_person: bool,
    ) -> Decision<PersonId> {
        let first_name = self.draw.word(names);
        let days = self.draw.between(youngest * 366, oldest * 365);
        let born_on: Date = self.plan.today.saturating_sub(Duration::days(days));
        let number = self.number + 1;
        let stamp = self.stamp(self.team.lead);
        let draft = PersonDraft {
            name: format!("{first_name} {} {MARK}", self.surname),
            relation,
            born_on: Some(born_on.min(stamp.today)),
            contact_person,
            phone: contact_person.then(|| format!("06-0000{:04}", number % 10_000)),
            email: contact_person.then(|| format!("{}.{number:03}@voorbeeld.invalid", first_name.to_lowercase())),
            external_ref: None,
        };
        let person = Person::record(self.dossier.family.id, &draft, stamp)?;
        let id = person.id;
        self.dossier.persons.push(person);
        Ok(id)
    }

    fn ask_consents(&mut self, contact: PersonId) -> Decision<()> {
        let today = self.stamp(self.team.lead).today;
        let of = |p: &Person| (p.id, p.is_adult(today), p.consents_alone(today));
        let people: Vec<_> = self.dossier.persons.iter().map(of).collect();
        for (person, adult, alone) in people {
            let chances = match (adult, person == contact) {
                (true, true) => [100, 94, 92, 86],
                (true, false) => [93, 60, 70, 75],
                (false, _) => [100, 0, 90, 0],
            };
            let purposes = [
                Purpose::Support,
                Purpose::PerspectiveBudget,
                Purpose::Referral,
                Purpose::Story,
            ];
            for (purpose, chance) in purposes.into_iter().zip(chances) {
                if self.draw.percent(chance) {
                    let given_by = (!alone).then_some(contact);
                    self.consent((Subject::Person(person), given_by), purpose)?;
                }
            }
        }
        Ok(())
    }

    fn consent(&mut self, (subject, given_by): (Subject, Option<PersonId>), purpose: Purpose) -> Decision<()> {
        let form = [
            ConsentForm::Signed,
            ConsentForm::Signed,
            ConsentForm::Spoken,
            ConsentForm::Digital,
        ];
        let form = self.draw.pick(&form).copied().unwrap_or(ConsentForm::Signed);
        let stamp = self.stamp(self.team.lead);
        let draft = ConsentDraft {
            subject,
            given_by,
            purpose,
            recipient: None,
            form,
            notice: Some(NOTICE.to_owned()),
            given_on: stamp.today,
            valid_until: None,
        };
        let consent = Consent::give(&self.dossier, &draft, stamp)?;
        self.dossier.consents.push(consent);
        Ok(())
    }

    /// Somebody takes a consent back, in a few families.
    pub(super) fn maybe_withdraw(&mut self, purpose: Purpose, chance: i64) -> Decision<()> {
        if !self.draw.percent(chance) {
            return Ok(());
        }
        let now = self.stamp(self.team.lead);
        let given = self
            .dossier
            .consents
            .iter()
            .position(|c| c.purpose == purpose && c.holds(now.today));
        if let Some(position) = given {
            let withdrawn = self.dossier.consents[position].withdraw(Some("Wil het liever weer zelf doen."), now)?;
            self.dossier.consents[position] = withdrawn;
            let now = self.stamp(self.team.lead);
            let stopped = self.dossier.stopped_by_withdrawal(purpose, now)?;
            for ended in stopped.shares {
                ended.after.put(&mut self.dossier);
            }
        }
        Ok(())
    }
}
