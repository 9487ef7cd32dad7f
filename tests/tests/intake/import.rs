//! The laws of an import: whole or not at all, once, in place, and out again as it came in.

use std::path::{Path, PathBuf};

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::Relation;
use krachtig_server::import::extract::Extract;
use krachtig_server::import::intake::ImportOrder;
use krachtig_server::import::write::write_batch;

use crate::support::{Setting, on_both, pilot, without_ids};

fn files(files: Vec<PathBuf>) -> ImportOrder {
    ImportOrder {
        files,
        ..ImportOrder::default()
    }
}

fn told(report: &krachtig_server::import::apply::ImportReport) -> Vec<String> {
    let line = |problem: &krachtig_server::import::ImportProblem| {
        let column = problem.column.as_deref().unwrap_or("-");
        format!("{} | {column} | {}", problem.place, problem.code)
    };
    report.problems.iter().map(line).collect()
}

#[tokio::test]
async fn the_pilot_is_imported_whole_and_once() {
    on_both(async |setting: Setting| {
        let ctx = setting.tenant("exodus-haaglanden").await;
        let first = setting.import(&ctx, &files(pilot())).await;
        assert_eq!(told(&first), Vec::<String>::new());
        assert!(first.written);
        assert_eq!(
            (first.families, first.rows_read, first.unchanged, first.skipped),
            (17, 358, 0, 0)
        );
        let dossiers = setting.dossiers(&ctx).await;
        expect_the_pilot(&dossiers);
        assert_eq!(setting.expect_same_progress(&ctx).await, 17);

        let counts = setting.row_counts().await;
        let second = setting.import(&ctx, &files(pilot())).await;
        assert_eq!((second.families, second.records, second.unchanged), (0, 0, 358));
        assert!(!second.written && second.problems.is_empty());
        assert_eq!(setting.row_counts().await, counts, "a second import changes nothing");
        assert_eq!(setting.dossiers(&ctx).await, dossiers);
    })
    .await;
}

fn expect_the_pilot(dossiers: &[Dossier]) {
    assert_eq!(dossiers.len(), 17);
    let children = |dossier: &Dossier| dossier.persons.iter().filter(|p| p.relation == Relation::Child).count();
    assert_eq!(dossiers.iter().map(children).sum::<usize>(), 13);
    assert_eq!(dossiers.iter().filter(|dossier| children(dossier) > 0).count(), 7);
    let sum = |list: fn(&Dossier) -> usize| dossiers.iter().map(list).sum::<usize>();
    assert_eq!(sum(|dossier| dossier.talks.len()), 17);
    assert_eq!(sum(|dossier| dossier.introductions.len()), 15);
    assert_eq!(sum(|dossier| dossier.consents.len()), 81);
    assert_eq!(
        sum(|dossier| dossier.mappings.iter().map(|mapping| mapping.scores.len()).sum()),
        34
    );
    assert_eq!(sum(|dossier| dossier.referrals.len()), 21);
    assert_eq!(
        sum(|dossier| dossier
            .shares
            .iter()
            .filter(|share| share.referral_id.is_some())
            .count()),
        21,
        "what each shared"
    );
    assert_eq!(sum(|dossier| dossier.problems.len()), 31);
    let closed: Vec<_> = dossiers
        .iter()
        .filter(|dossier| dossier.trajectory.closed_on.is_some())
        .collect();
    assert_eq!(closed.len(), 2);
    // Allotted, set apart and spent in cents, as the file's lines add up by hand.
    let balances = [
        ("GZ-001", 150_000, 0, 150_000),
        ("GZ-002", 60_000, 0, 54_750),
        ("GZ-003", 125_000, 0, 119_000),
        ("GZ-005", 100_000, 0, 100_000),
        ("GZ-007", 50_000, 0, 46_225),
        ("GZ-016", 0, 0, 0),
    ];
    for (key, allotted, reserved, spent) in balances {
        let dossier = family(dossiers, key);
        let balance = dossier.budget().balance();
        let cents = (balance.allotted.get(), balance.reserved.get(), balance.spent.get());
        assert_eq!(cents, (allotted, reserved, spent), "{key}");
        let mut budget = krachtig_core::domain::budget::Budget::default();
        for line in &dossier.ledger {
            budget.book(line).expect("every line could be booked in its place");
        }
    }
    let first = family(dossiers, "GZ-001");
    let asked: Vec<i64> = first.requests.iter().map(|request| request.amount.get()).collect();
    assert_eq!(asked, [50_000; 3], "a request in three tranches");
    assert!(
        first
            .requests
            .iter()
            .all(|request| request.decision.rules.name == "import")
    );
}

fn family<'d>(dossiers: &'d [Dossier], key: &str) -> &'d Dossier {
    let is = |dossier: &&Dossier| {
        dossier
            .family
            .external_ref
            .as_ref()
            .is_some_and(|own| own.as_str() == key)
    };
    dossiers.iter().find(is).expect("the family is there")
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_tells_the_same() {
    on_both(async |setting: Setting| {
        let ctx = setting.tenant("proef").await;
        let counts = setting.row_counts().await;
        let dry = ImportOrder {
            dry_run: true,
            ..files(pilot())
        };
        let told = setting.import(&ctx, &dry).await;
        assert_eq!(setting.row_counts().await, counts);
        let written = setting.import(&ctx, &files(pilot())).await;
        assert_eq!((told.families, told.records), (written.families, written.records));
        assert!(!told.written && written.written);
        let after = setting.row_counts().await;
        // The database itself notes which requests wait for a decision, and whose facts are to be computed; and each word that
        // can be searched is noted with its record.
        let noted = ["pending_request", "fact_outbox", "search_word"];
        let follows = |table: &str| noted.iter().any(|noted| table.trim_matches('"').ends_with(noted));
        let rows = after.iter().filter(|(table, _)| !follows(table)).map(|(_, rows)| rows);
        let new: i64 = rows.sum::<i64>() - counts.values().sum::<i64>();
        // Besides the records: a key for each row.
        assert_eq!(new, i64::try_from(written.records + 358).expect("it fits"));
    })
    .await;
}

#[tokio::test]
async fn an_export_makes_the_same_dossiers_elsewhere_and_changes_nothing_at_home() {
    on_both(async |setting: Setting| {
        let home = setting.tenant("thuis").await;
        setting.import(&home, &files(pilot())).await;
        let dossiers = setting.dossiers(&home).await;
        let exported = export(&dossiers, setting.dir.path());

        let away = setting.tenant("elders").await;
        let report = setting.import(&away, &files(exported.clone())).await;
        assert_eq!(told(&report), Vec::<String>::new());
        let copies = setting.dossiers(&away).await;
        assert_eq!(copies.len(), dossiers.len());
        for dossier in &dossiers {
            let key = dossier.family.external_ref.as_ref().expect("the pilot has keys");
            let copy = family(&copies, key.as_str());
            assert_eq!(without_ids(copy), without_ids(dossier), "{key}");
        }

        let report = setting.import(&home, &files(exported)).await;
        assert_eq!((told(&report), report.records), (Vec::new(), 0));
        assert_eq!(setting.dossiers(&home).await, dossiers);
    })
    .await;
}

/// Writes dossiers as an export does.
pub(crate) fn export(dossiers: &[Dossier], dir: &Path) -> Vec<PathBuf> {
    let mut extract = Extract::default();
    dossiers.iter().for_each(|dossier| extract.add(dossier));
    let files = write_batch(&extract.into_batch()).expect("memory takes it");
    let write = |(name, bytes): (String, Vec<u8>)| {
        let path = dir.join(name);
        std::fs::write(&path, bytes).expect("the directory takes it");
        path
    };
    files.into_iter().map(write).collect()
}

fn write(dir: &Path, name: &str, content: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, content).expect("the directory takes it");
    path
}

/// Four families: one good, one without the consents that its rows need, one with a name that is no name, and one
/// that goes wrong in small things.
fn broken(dir: &Path) -> Vec<PathBuf> {
    let long = "x".repeat(201);
    let families = format!(
        "gezinsnummer;naam;gemeente;aanmelddatum;afgesloten op\n\
         G1;Goed;Delft;1-2-2026;\n\
         G2;Zonder;Delft;1-2-2026;\n\
         G3;{long};Delft;1-2-2026;\n\
         G4;Klein;Delft;1-2-2026;1-6-2026\n"
    );
    let persons = "persoonsnummer;gezinsnummer;voornaam;achternaam;rol;geboortedatum;contactpersoon\n\
                   P1;G1;Een;Goed;partner;;ja\nP2;G2;Twee;Zonder;partner;;ja\nP3;G3;Drie;Lang;partner;;ja\n\
                   P4;G4;Vier;Klein;partner;;ja\n";
    let consents = "gezinsnummer;persoonsnummer;doel;gegeven op\n\
                    G1;P1;introductie;2-2-2026\nG1;P1;meting;2-2-2026\nG1;P1;budget;2-2-2026\n\
                    G3;P3;meting;2-2-2026\nG4;P4;meting;2-2-2026\nG4;P4;meting;3-2-2026\nG4;P4;budget;2-2-2026\n";
    let mappings = "gezinsnummer;datum;leefgebied;niveau\n\
                    G1;3-2-2026;financiën;2\nG2;3-2-2026;financiën;2\nG2;3-2-2026;huisvesting;2\nG4;1-1-2030;financiën;2\n";
    let lines = "gezinsnummer;datum;soort;bedrag;financiering\n\
                 G1;4-2-2026;toekenning;100;fonds\nG1;5-2-2026;uitgave;40;fonds\n\
                 G4;4-2-2026;toekenning;100;fonds\nG4;5-2-2026;uitgave;140;fonds\nG4;6-2-2026;terugbetaling;1;fonds\n";
    let problems =
        "gezinsnummer;categorie;effect;bestond al;datum\nG1;schulden;erger;nee;\nG4;schulden;erger;nee;2-6-2026\n";
    vec![
        write(dir, "gezinnen.csv", &families),
        write(dir, "personen.csv", persons),
        write(dir, "toestemmingen.csv", consents),
        write(dir, "metingen.csv", mappings),
        write(dir, "budgetregels.csv", lines),
        write(dir, "problemen.csv", problems),
    ]
}

const PROBLEMS: [&str; 8] = [
    "budgetregels.csv, row 5 | bedrag | insufficient_budget",
    "budgetregels.csv, row 6 | bedrag | exceeds_request",
    "gezinnen.csv, row 4 | naam | too_long",
    "metingen.csv, row 3 | - | consent_missing",
    "metingen.csv, row 4 | - | consent_missing",
    "metingen.csv, row 5 | datum | in_future",
    "problemen.csv, row 3 | - | trajectory_closed",
    "toestemmingen.csv, row 7 | doel | already_exists",
];

#[tokio::test]
async fn a_broken_file_is_told_in_its_places_and_not_imported() {
    on_both(async |setting: Setting| {
        let ctx = setting.tenant("stuk").await;
        let counts = setting.row_counts().await;
        let report = setting.import(&ctx, &files(broken(setting.dir.path()))).await;
        assert_eq!(told(&report), PROBLEMS);
        assert!(!report.written);
        assert_eq!(setting.row_counts().await, counts);
    })
    .await;
}

#[tokio::test]
async fn bad_rows_may_be_skipped_with_what_depends_on_them() {
    on_both(async |setting: Setting| {
        let ctx = setting.tenant("overslaan").await;
        let order = ImportOrder {
            skip_bad: true,
            ..files(broken(setting.dir.path()))
        };
        let report = setting.import(&ctx, &order).await;
        let mut expected: Vec<String> = PROBLEMS.iter().map(|&line| line.to_owned()).collect();
        expected.push("personen.csv, row 4 | gezinsnummer | depends_on_refused".to_owned());
        expected.push("toestemmingen.csv, row 5 | gezinsnummer | depends_on_refused".to_owned());
        expected.sort();
        assert_eq!(told(&report), expected);
        assert_eq!((report.families, report.skipped, report.written), (3, 10, true));
        let dossiers = setting.dossiers(&ctx).await;
        let good = family(&dossiers, "G1");
        assert_eq!((good.mappings.len(), good.ledger.len(), good.problems.len()), (1, 5, 1));
        assert_eq!(good.budget().balance().spent.get(), 4_000);
        let small = family(&dossiers, "G4");
        assert_eq!(
            (small.consents.len(), small.ledger.len(), small.mappings.len()),
            (2, 1, 0)
        );
        assert!(small.trajectory.closed_on.is_some());
        assert_eq!(family(&dossiers, "G2").mappings.len(), 0);
        setting.expect_same_progress(&ctx).await;

        // The same files with the mistakes taken out add what was left out, and nothing else.
        let dir = setting.dir.path();
        let mut mended = order.files.clone();
        let more = "gezinsnummer;persoonsnummer;doel;gegeven op\nG2;P2;meting;2-2-2026\n";
        mended[2] = write(dir, "toestemmingen.csv", more);
        let families = "gezinsnummer;naam;gemeente;aanmelddatum\nG3;Kort;Delft;1-2-2026\n";
        mended[0] = write(dir, "gezinnen.csv", families);
        let order = ImportOrder {
            files: vec![
                mended[0].clone(),
                mended[1].clone(),
                mended[2].clone(),
                mended[3].clone(),
            ],
            ..order
        };
        let report = setting.import(&ctx, &order).await;
        assert_eq!(told(&report), ["metingen.csv, row 5 | datum | in_future"]);
        assert_eq!((report.families, report.written), (1, true));
        let dossiers = setting.dossiers(&ctx).await;
        let mapped = &family(&dossiers, "G2").mappings;
        assert_eq!((mapped.len(), mapped[0].scores.len()), (1, 2));
        assert_eq!(*good, *family(&dossiers, "G1"));
    })
    .await;
}

#[tokio::test]
async fn a_member_who_is_not_there_records_nothing() {
    on_both(async |setting: Setting| {
        let ctx = setting.tenant("wie").await;
        let order = |email: &str| ImportOrder {
            recorded_by: Some(email.to_owned()),
            ..files(pilot())
        };
        let import = async |order: &ImportOrder| {
            krachtig_server::import::intake::import_files(&setting.services, &ctx, order, &mut |_| {}).await
        };
        let refused = import(&order("niemand@voorbeeld.invalid"))
            .await
            .expect_err("nobody is called so");
        assert!(refused.to_string().starts_with("not_found at as"), "{refused}");
        import(&order("Professional@voorbeeld.invalid"))
            .await
            .expect("she is there");
        for dossier in setting.dossiers(&ctx).await {
            assert!(
                matches!(&dossier.assignments[..], [lead] if lead.lead),
                "a professional leads"
            );
        }
    })
    .await;
}
