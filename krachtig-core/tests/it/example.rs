//! Dossiers put together row by row, past every decision: what a store may hold, whether anybody could record it today
//! or not. They enter a tenant as an import. What a test checks does not belong here.

use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::Family;
use krachtig_core::domain::id::{ImportRefId, MemberId};
use krachtig_core::domain::import_ref::ImportRef;
use krachtig_core::domain::partner::Partner;
use krachtig_core::domain::record::{Record, Version};
use krachtig_core::domain::text::Line;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Import, ImportedDossier};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::office::Office;

/// A dossier in the making.
pub(crate) struct Example<'o> {
    office: &'o Office,
    member: MemberId,
    family: Uuid,
    /// Its trajectory.
    pub(crate) trajectory: Uuid,
    value: Value,
}

impl<'o> Example<'o> {
    /// A family and a trajectory, with every optional value or with none.
    pub(crate) fn new(office: &'o Office, full: bool) -> Self {
        let (family, trajectory) = (office.clock.fresh(), office.clock.fresh());
        let may = |value: Value| if full { value } else { Value::Null };
        let value = json!({
            "family": {
                "id": family, "name": "Gezin 'Ö' (fictief)", "municipality": may(json!("GM0518")),
                "external_ref": may(json!(format!("F-{family}"))), "note": may(json!("regel een\nregel twee \"\\ \u{1f9e1}")),
                "version": 3,
            },
            "trajectory": {
                "id": trajectory, "family_id": family, "opened_on": "2025-12-31", "no_story_on": may(json!("2026-01-02")),
                "closed_on": may(json!("2026-02-28")), "closing_reason": may(json!("completed")),
                "closing_note": may(json!("klaar")), "external_ref": may(json!(format!("T-{trajectory}"))), "version": 2,
            },
        });
        Self {
            office,
            member: office.professional.actor.as_member().expect("a member"),
            family,
            trajectory,
            value,
        }
    }

    /// Adds a row to a list, and gives its id. The row says what makes it different: its id, whose it is, and its
    /// version come by themselves.
    pub(crate) fn add(&mut self, list: &str, mut row: Value) -> Uuid {
        let id = self.office.clock.fresh();
        row["id"] = json!(id);
        let of_family = [
            "persons",
            "detainees",
            "consents",
            "rights_requests",
            "limits",
            "own_words",
            "holds",
        ];
        let families = of_family.contains(&list);
        if families {
            row["family_id"] = json!(self.family);
        } else if !["instruments", "partners"].contains(&list) {
            row["trajectory_id"] = json!(self.trajectory);
        }
        if row.get("version").is_none() {
            row["version"] = json!(1);
        }
        let rows = &mut self.value[list];
        if rows.is_null() {
            *rows = json!([]);
        }
        rows.as_array_mut().expect("a list").push(row);
        id
    }

    /// Who recorded it.
    pub(crate) fn member(&self) -> MemberId {
        self.member
    }

    /// The dossier.
    pub(crate) fn dossier(mut self) -> Dossier {
        let family = serde_json::from_value(self.value["family"].clone()).expect("a family");
        let trajectory = serde_json::from_value(self.value["trajectory"].clone()).expect("a trajectory");
        let blank = serde_json::to_value(Dossier::begin(family, trajectory)).expect("a dossier");
        for (list, rows) in blank.as_object().expect("an object") {
            if self.value.get(list).is_none() {
                self.value[list] = rows.clone();
            }
        }
        serde_json::from_value(self.value).expect("a dossier")
    }

    /// Adds one row to every list that a dossier has of its own, with every optional value or with none.
    pub(crate) fn one_of_each(&mut self, full: bool, partner: &Partner) {
        let may = |value: Value| if full { value } else { Value::Null };
        let some = |value: Value| if full { value } else { json!([]) };
        let (member, unique) = (self.member, self.office.clock.fresh());
        let person = self.add(
            "persons",
            json!({
                "name": "Partner", "relation": "partner", "born_on": may(json!("1990-02-28")), "contact_person": full,
                "phone": may(json!("070 000 0000")), "email": may(json!("a@example.org")),
                "external_ref": may(json!(format!("P-{unique}"))),
            }),
        );
        let detainee = self.add("detainees", json!({
            "name": "Gedetineerde", "institution": may(json!("PI Voorbeeld")), "detained_since": may(json!("2025-01-01")),
            "expected_home_on": may(json!("2027-01-01")), "external_ref": may(json!(format!("D-{unique}"))),
        }));
        self.add("consents", json!({
            "person_id": may(json!(person)), "detainee_id": if full { Value::Null } else { json!(detainee) },
            "given_by": may(json!(person)), "purpose": "support", "recipient": may(json!("wijkteam")), "form": "spoken",
            "notice": may(json!("1.0")), "given_on": "2026-01-01", "valid_until": may(json!("2026-12-31")),
            "withdrawn_on": may(json!("2026-02-01")), "withdrawal_note": may(json!("liever niet")),
        }));
        self.add(
            "assignments",
            json!({
                "member_id": member, "role": "professional", "side": "both", "lead": full, "from_on": "2026-01-01",
                "ended_on": may(json!("2026-02-01")),
            }),
        );
        self.add(
            "skips",
            json!({
                "step": "story", "reason": "later", "skipped_on": "2026-01-01", "resumed_on": may(json!("2026-02-01")),
            }),
        );
        let told = json!([{"life_domain": may(json!("finances")), "about": "huur"}]);
        self.add(
            "talks",
            json!({
                "held_on": "2026-01-01", "setting": "visit", "worries": some(told.clone()), "key_factors": some(told),
                "note": may(json!("rustig")), "recorded_by": member,
            }),
        );
        self.add(
            "role_checks",
            json!({
                "agreed_on": "2026-01-01", "roles": some(json!([{"who": "Tante", "kind": "network", "role": "oppas"}])),
                "none_reason": if full { Value::Null } else { json!("niemand") },
            }),
        );
        self.add("introductions", json!({
            "held_on": "2026-01-01", "via": "detainee", "present": some(json!([person])), "note": may(json!("koffie")),
        }));
        self.add("mappings", json!({
            "instrument_id": self.office.instrument.id, "held_on": "2026-01-01", "present": some(json!([person])),
            "scores": some(json!([{"domain": "finances", "level": 2, "split": {"own": 1, "network": 1, "professional": 0}}])),
            "findings": some(json!([{"domain": "finances", "kind": "need", "about": "rust", "carrier": "own", "person_id": person}])),
            "note": may(json!("samen")), "recorded_by": member,
        }));
        let goal = self.add("goals", json!({
            "life_domain": "finances", "title": "rondkomen", "person_id": may(json!(person)), "set_on": "2026-01-01",
            "target_on": may(json!("2026-06-01")), "outcome": may(json!("reached")),
            "concluded_on": may(json!("2026-02-01")), "outcome_note": may(json!("gelukt")),
        }));
        self.add(
            "actions",
            json!({
                "goal_id": goal, "about": "bellen", "carrier": "network", "who": may(json!("broer")),
                "due_on": may(json!("2026-03-01")), "done_on": may(json!("2026-02-01")),
            }),
        );
        self.add(
            "time_entries",
            json!({
                "member_id": member, "spent_on": "2026-01-01", "minutes": 60, "life_domain": may(json!("housing")),
                "note": may(json!("bezoek")),
            }),
        );
        self.add(
            "connections",
            json!({
                "who": "moeder", "with_whom": "school", "side": "across_the_wall", "laid_on": "2026-01-01",
                "result": may(json!("afspraak")),
            }),
        );
        let approval = json!([{"member": member, "role": "coordinator", "day": "2026-01-02"}]);
        self.add(
            "plans",
            json!({
                "about": "fiets", "total": 1, "benefit_impact_checked_on": may(json!("2026-01-02")),
                "reviewed_on": may(json!("2026-01-03")), "approvals": some(approval), "recorded_by": member,
            }),
        );
        self.money(full);
        self.network(full, (person, partner));
        self.rights(full, (person, partner));
        self.logins(full, (person, goal));
    }

    fn logins(&mut self, full: bool, (person, goal): (Uuid, Uuid)) {
        let may = |value: Value| if full { value } else { Value::Null };
        let member = self.member;
        self.add(
            "family_logins",
            json!({
                "person_id": person, "invited_by": member, "invited_on": "2026-01-02",
                "ended_on": may(json!("2026-01-03")),
            }),
        );
        self.add(
            "plan_comments",
            json!({
                "person_id": person, "goal_id": may(json!(goal)), "said_by": may(json!(member)), "said_on": "2026-01-02",
                "text": "Dit lukt mij niet.",
            }),
        );
        self.add(
            "co_signatures",
            json!({ "person_id": person, "plan": "aa".repeat(32), "signed_on": "2026-01-02" }),
        );
        // What was taken away has neither name nor text, so that it is there in both.
        self.add(
            "attachments",
            json!({
                "record_kind": "goal", "record_id": goal, "media_type": "jpeg", "size": 34_000,
                "name": may(json!("bon.jpg")), "about": may(json!("De bon van het bed")), "added_by": member,
                "added_on": "2026-01-02", "removed_on": Value::Null,
            }),
        );
    }

    fn rights(&mut self, full: bool, (person, partner): (Uuid, &Partner)) {
        let may = |value: Value| if full { value } else { Value::Null };
        let member = self.member;
        self.add("shares", json!({
            "partner_id": partner.id, "persons": if full { json!([person]) } else { json!([]) },
            "purpose": "referral", "categories": ["identity"], "legal_basis": "consent", "about": may(json!("brief")),
            "shared_on": "2026-01-01", "shared_by": member, "ended_on": may(json!("2026-02-01")),
            "told_on": may(json!("2026-02-02")),
        }));
        self.add("rights_requests", json!({
            "person_id": may(json!(person)), "right": "access", "received_on": "2026-01-01", "about": may(json!("alles")),
            "identity_check": may(json!("paspoort gezien")), "due_on": "2026-02-01", "extended_on": may(json!("2026-01-20")),
            "extension_reason": may(json!("veel")), "decided_on": may(json!("2026-01-21")),
            "refusal": may(json!("not_applicable")), "decision_note": may(json!("nee")),
            "done_on": may(json!("2026-01-22")), "withdrawn_on": may(json!("2026-01-23")),
        }));
        self.add(
            "limits",
            json!({
                "person_id": person, "kind": "objection", "purpose": "story", "reason": may(json!("liever niet")),
                "from_on": "2026-01-01", "until_on": may(json!("2026-12-31")), "lifted_on": may(json!("2026-02-01")),
            }),
        );
        self.add(
            "own_words",
            json!({
                "person_id": person, "record_kind": "person", "record_id": person, "words": "Zo was het niet",
                "before": if full { json!({"name": "Partmer"}) } else { json!({}) }, "made_on": "2026-01-01",
            }),
        );
        self.add(
            "holds",
            json!({
                "reason": "bezwaar loopt", "placed_on": "2026-01-01", "placed_by": member,
                "lifted_on": may(json!("2026-02-01")), "lifted_by": may(json!(member)),
            }),
        );
    }

    fn money(&mut self, full: bool) {
        let may = |value: Value| if full { value } else { Value::Null };
        let member = self.member;
        let arguments = json!([
            {"name": "a", "value": {"amount": -5}}, {"name": "b", "value": {"count": 2}},
            {"name": "c", "value": {"date": "2026-01-01"}}, {"name": "d", "value": {"word": "support"}},
        ]);
        let groups = json!([{"roles": ["coordinator"], "count": 2, "excluded": [member]}]);
        let decision = if full {
            json!({"needs_approvals": {"subject": "plan", "groups": groups}})
        } else {
            json!("refuse")
        };
        let request = self.add("requests", json!({
            "amount": 100_000_000_000_i64, "purpose": "fiets", "life_domain": "participation", "payee": "supplier",
            "silo": "none", "requested_on": "2026-01-01", "recorded_by": member,
            "decision": {
                "answer": {
                    "decision": decision, "findings": [{"code": "f", "arguments": arguments}],
                    "tranches": [{"amount": 1, "after": ["receipt"], "not_before": may(json!("2026-01-02"))}],
                    "obligations": [{"kind": "review_talk", "due": may(json!("2026-01-02"))}],
                    "fuel_used": may(json!(12_636)),
                },
                "rules": {
                    "name": "test", "version": "1.0.0", "component_sha256": may(json!("00ff")), "settings_version": 4,
                },
            },
        }));
        self.add(
            "ledger",
            json!({
                "request_id": may(json!(request)), "kind": if full { "approve" } else { "allot" }, "amount": 7,
                "silo": may(json!("zvw")), "booked_on": "2026-01-01", "note": may(json!("goed")), "recorded_by": member,
                "role": may(json!("coordinator")),
            }),
        );
    }

    fn network(&mut self, full: bool, (person, partner): (Uuid, &Partner)) {
        let may = |value: Value| if full { value } else { Value::Null };
        let member = self.member;
        if self.value.get("partners").is_none() {
            self.value["partners"] = json!([partner]);
            self.value["instruments"] = json!([self.office.instrument]);
        }
        let referral = self.add("referrals", json!({
            "partner_id": partner.id, "persons": if full { json!([person]) } else { json!([]) }, "need": "hulp",
            "life_domain": "finances", "warm_handover": full, "sent_on": "2026-01-01",
            "answered_on": may(json!("2026-01-02")), "accepted": may(json!(true)),
            "decline_ground": may(json!("no_payer")), "answer_note": may(json!("ja")), "outcome": may(json!("helped")),
            "concluded_on": may(json!("2026-01-03")), "outcome_note": may(json!("goed")),
            "withdrawn_on": may(json!("2026-01-04")),
        }));
        self.add(
            "referral_links",
            json!({
                "referral_id": referral, "hash": format!("{referral} {full}"), "made_by": member, "expires_at": 1_800_000_000,
                "ended_on": may(json!("2026-01-03")),
            }),
        );
        self.add(
            "referral_messages",
            json!({
                "referral_id": referral, "said_by": may(json!(member)), "said_on": "2026-01-02", "text": "Wanneer dan?",
            }),
        );
        self.add(
            "problems",
            json!({
                "category": "debts", "person_id": may(json!(person)), "effect": "worse", "preexisting": full,
                "noted_on": "2026-01-01", "solved_on": may(json!("2026-02-01")), "what_helped": may(json!("praten")),
                "note": may(json!("brief")),
            }),
        );
        let obstacle = self.add("obstacles", json!({
            "need": "huur", "life_domain": "housing", "silo": "wlz", "partner_id": may(json!(partner.id)),
            "ground": "no_payer", "met_on": "2026-01-01", "days_lost": 3, "cost": 4, "bridged_by": may(json!("fund")),
            "solved_on": may(json!("2026-02-01")), "note": may(json!("nee")),
        }));
        self.add(
            "suggestions",
            json!({
                "obstacle_id": obstacle, "about": "anders", "addressed_to": "municipality", "made_on": "2026-01-01",
                "state": "adopted", "result": may(json!("gedaan")), "agenda_on": may(json!("2026-02-01")),
            }),
        );
        self.add("learning", json!({
            "tried": "bellen", "brought": may(json!("rust")), "learned": may(json!("eerder")), "noted_on": "2026-01-01",
            "recorded_by": member,
        }));
        let number = self.value["stories"].as_array().map_or(1, |stories| stories.len() + 1);
        let story = self.add("stories", json!({
            "number": number, "title": "Samen", "body": "Beter", "effects": may(json!("rust")), "recorded_by": member,
        }));
        self.add(
            "approvals",
            json!({
                "story_version_id": story, "person_id": person, "audience": "dji", "approved_on": "2026-01-01",
                "withdrawn_on": may(json!("2026-02-01")),
            }),
        );
    }
}

/// Imports new dossiers.
pub(crate) async fn import(office: &Office, dossiers: &[Dossier]) {
    let import = Import {
        dossiers: dossiers
            .iter()
            .map(|after| ImportedDossier {
                before: None,
                after: after.clone(),
            })
            .collect(),
        keys: dossiers.iter().map(remembered).collect(),
        ..Import::default()
    };
    let tally = office
        .services
        .import(&office.operator, import)
        .await
        .expect("imported");
    assert_eq!(tally.revised, 0);
}

/// As whom an office's file knew the family.
fn remembered(dossier: &Dossier) -> ImportRef {
    let key = format!("{} {}", dossier.family.name, dossier.trajectory.id);
    ImportRef {
        id: ImportRefId::from_uuid(dossier.trajectory.id.uuid()),
        key: Line::parse("key", &key).expect("a line"),
        record_kind: Family::KIND.code().to_owned(),
        record_id: dossier.family.id.uuid(),
        version: Version::FIRST,
    }
}
