//! What is written out is read back unchanged, whatever people have typed.

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::vocabulary::Vocabulary;
use proptest::prelude::*;
use time::{Date, Duration};

use super::{Office, told};
use crate::import::model::*;
use crate::import::value::bsn::holds_bsn;
use crate::import::value::text::{items, says_nothing};
use crate::import::words::places::INSTITUTIONS;
use crate::import::{ImportBatch, Place, write::write_batch};

/// Any text as a reading may hold it: with something in it, without blanks around it, without a BSN.
fn text() -> impl Strategy<Value = String> {
    let anything = prop_oneof![any::<String>(), "['=+@\t\0;,\"\r\n a-]{1,12}", "[a-zé ]{1,20}"];
    anything
        .prop_map(|text| text.trim_matches([' ', '\n', '\r', '\u{a0}']).to_owned())
        .prop_filter("holds something", |text| !says_nothing(text.trim()) && !holds_bsn(text))
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text())
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = text().prop_filter("is one line", |line| items(line) == [line.clone()]);
    // A first line like `-` alone would say that there is nothing, which the filter of texts leaves out.
    proptest::collection::vec(line, 0..4).prop_filter("holds no BSN when joined", |lines| !holds_bsn(&lines.join("\n")))
}

fn day() -> impl Strategy<Value = Date> {
    let first = Date::from_ordinal_date(1930, 1).expect("that day exists");
    (0i64..60_000).prop_map(move |days| first + Duration::days(days))
}

fn later() -> impl Strategy<Value = Option<Duration>> {
    proptest::option::of((0i64..900).prop_map(Duration::days))
}

fn word<V: Vocabulary + std::fmt::Debug>() -> impl Strategy<Value = V> {
    proptest::sample::select(V::ALL)
}

fn key(prefix: &'static str) -> impl Strategy<Value = ExternalRef> {
    "[A-Z0-9._/-]{1,8}".prop_map(move |rest| ExternalRef::new(format!("{prefix}{rest}")))
}

/// An amount below a hundred million euros: above that, nine digits may look like a BSN, which is refused.
fn amount() -> impl Strategy<Value = Cents> {
    (1i64..10_000_000_000).prop_map(|cents| Cents::new(cents).expect("the strategy stays within the range"))
}

fn row<T>(value: T) -> Vec<Row<T>> {
    vec![Row {
        place: Place {
            file: String::new(),
            sheet: None,
            row: 0,
        },
        value,
    }]
}

fn people() -> impl Strategy<Value = ImportBatch> {
    let keys = (key("G"), key("P"), key("D"));
    let names = (text(), maybe(), text(), text());
    let facts = (word(), day(), any::<bool>(), proptest::sample::select(INSTITUTIONS));
    let notes = (maybe(), maybe(), maybe(), later());
    (keys, names, facts, notes).prop_map(|((family, person, detainee), names, facts, notes)| {
        let (first_name, infix, last_name, name) = names;
        let (relation, date, contact, institution) = facts;
        let contact_person = contact && relation != krachtig_core::domain::family::Relation::Child;
        let (phone, email, note, later) = notes;
        ImportBatch {
            families: row(FamilyRow {
                external_ref: family.clone(),
                name,
                municipality: Some("GM0518".to_owned()),
                registered_on: date,
                closed_on: later.map(|after| date + after),
                note: note.clone(),
            }),
            persons: row(PersonRow {
                external_ref: person,
                family: family.clone(),
                first_name: first_name.clone(),
                infix: infix.clone(),
                last_name: last_name.clone(),
                relation,
                birth_date: Some(date),
                contact_person,
                phone,
                email,
                note,
            }),
            detainees: row(DetaineeRow {
                external_ref: detainee,
                family,
                first_name,
                infix,
                last_name,
                institution: Some(institution.to_owned()),
            }),
            ..ImportBatch::default()
        }
    })
}

/// Adds what happens to the people: one row of every other kind.
fn casework() -> impl Strategy<Value = ImportBatch> {
    let texts = (text(), text(), text(), maybe(), maybe());
    let contacts = (lines(), lines(), word(), word(), word());
    let work = (word(), 0u8..=2, 0u8..=2, word(), amount(), word());
    let parties = (
        word(),
        any::<bool>(),
        proptest::option::of((word(), word())),
        word(),
        word(),
    );
    (people(), texts, contacts, work, parties, (day(), later())).prop_map(
        |(mut batch, texts, contacts, work, parties, (on, later))| {
            let (own_key, partner, need, description, note) = texts;
            let external_ref = ExternalRef::new(own_key);
            let family = batch.families[0].value.external_ref.clone();
            let (worries, key_factors, via, purpose, audience) = contacts;
            let (domain, own, network, kind, amount, silo) = work;
            let (partner_type, warm_handover, answer, category, effect) = parties;
            let detainee = Some(batch.detainees[0].value.external_ref.clone());
            batch.talks = row(TalkRow {
                external_ref: external_ref.clone(),
                family: family.clone(),
                detainee,
                held_on: on,
                worries,
                key_factors,
                held_by: description.clone(),
                note: note.clone(),
            });
            batch.introductions = row(IntroductionRow {
                external_ref: external_ref.clone(),
                family: family.clone(),
                introduced_on: on,
                via,
                held_by: note.clone(),
                note: description.clone(),
            });
            batch.consents = row(ConsentRow {
                external_ref: external_ref.clone(),
                family: family.clone(),
                person: batch.persons[0].value.external_ref.clone(),
                purpose,
                audience: Some(audience),
                given_on: on,
                valid_until: later.map(|after| on + after),
                withdrawn_on: later.map(|after| on + after),
            });
            let split = Split {
                own,
                network,
                professional: 1,
            };
            batch.mappings = row(MappingRow {
                external_ref: external_ref.clone(),
                family: family.clone(),
                mapped_on: on,
                domain,
                level: own + network + 1,
                split: Some(split),
                need: note.clone(),
                strength: description.clone(),
            });
            batch.budget_lines = row(BudgetLineRow {
                external_ref: external_ref.clone(),
                family: family.clone(),
                booked_on: on,
                kind,
                amount,
                silo,
                request: Some(external_ref.clone())
                    .filter(|_| !matches!(kind, LedgerKind::Allot | LedgerKind::Request)),
                description: description.clone(),
            });
            let declined = answer.filter(|(answer, _)| *answer == crate::import::words::ReferralAnswer::Declined);
            let accepted = |(answer, _): &(_, _)| *answer == crate::import::words::ReferralAnswer::Accepted;
            let helped = answer.filter(accepted).filter(|_| warm_handover);
            batch.referrals = row(ReferralRow {
                external_ref: external_ref.clone(),
                family: family.clone(),
                partner,
                partner_type,
                referred_on: on,
                need,
                warm_handover,
                answer: answer.map(|(answer, _)| answer),
                answered_on: answer.map(|_| on),
                ground: declined.map(|(_, ground)| ground),
                helped: helped.map(|_| krachtig_core::domain::partner::ReferralOutcome::PartlyHelped),
                concluded_on: helped.map(|_| on),
                outcome: note,
            });
            batch.problems = row(ProblemRow {
                external_ref,
                family,
                category,
                effect,
                preexisting: warm_handover,
                noted_on: later.map(|after| on + after),
                description,
            });
            batch
        },
    )
}

/// The batch without its places, which change with the files.
fn placeless(mut batch: ImportBatch) -> ImportBatch {
    fn forget<T>(rows: &mut [Row<T>]) {
        for row in rows {
            row.place = Place {
                file: String::new(),
                sheet: None,
                row: 0,
            };
        }
    }
    forget(&mut batch.families);
    forget(&mut batch.persons);
    forget(&mut batch.detainees);
    forget(&mut batch.talks);
    forget(&mut batch.introductions);
    forget(&mut batch.consents);
    forget(&mut batch.mappings);
    forget(&mut batch.budget_lines);
    forget(&mut batch.referrals);
    forget(&mut batch.problems);
    batch
}

fn through_files(batch: &ImportBatch) -> (ImportBatch, String) {
    let files = write_batch(batch).expect("writing to memory does not fail");
    let office = files
        .iter()
        .fold(Office::new(), |office, (name, bytes)| office.with(name, bytes));
    let reading = office.read();
    let told = told(&reading);
    (reading.batch, told)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_is_read_back(batch in casework()) {
        let (read, told) = through_files(&batch);
        prop_assert_eq!(told, "");
        prop_assert_eq!(placeless(read), batch);
    }
}

#[test]
fn what_is_written_is_safe_for_a_spreadsheet() {
    let reading = Office::new()
        .with(
            "gezinnen.csv",
            "gezinsnummer;naam;gemeente;aanmelddatum;opmerking\nGZ-1;=1+1;Delft;1-2-26;@SOM(A1)\n",
        )
        .read();
    let files = write_batch(&reading.batch).expect("writing to memory does not fail");
    let written = String::from_utf8(files[0].1.clone()).expect("it is UTF-8");
    let header = "\u{feff}gezinsnummer;naam;gemeente;aanmelddatum;afgesloten op;opmerking";
    assert_eq!(
        written,
        format!("{header}\r\nGZ-1;'=1+1;GM0503;01-02-2026;;'@SOM(A1)\r\n")
    );
    assert_eq!(placeless(through_files(&reading.batch).0), placeless(reading.batch));
}
