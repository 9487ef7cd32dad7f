//! A region many times the size of any there is: 20,000 families in 140,000 rows.

use std::fmt::Write;
use std::time::Instant;

use krachtig_server::import::intake::ImportOrder;

use crate::support::{Setting, on_both};

/// How many families.
const FAMILIES: usize = 20_000;

fn rows(header: &str, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{header}\r\n");
    for number in 0..FAMILIES {
        write!(text, "{}", row(number)).expect("a string takes all that is written to it");
    }
    text
}

fn files() -> [(&'static str, String); 5] {
    [
        (
            "gezinnen.csv",
            rows("gezinsnummer;naam;gemeente;aanmelddatum", |n| {
                format!("GZ-{n:05};Proefgezin {n} (fictief);Den Haag;31-12-2025\r\n")
            }),
        ),
        (
            "personen.csv",
            rows(
                "persoonsnummer;gezinsnummer;voornaam;achternaam;rol;geboortedatum;contactpersoon",
                |n| {
                    format!(
                        "P-{n:05}-1;GZ-{n:05};Een;Proef;partner;1-2-87;ja\r\nP-{n:05}-2;GZ-{n:05};Twee;Proef;kind;1-2-17;\r\n"
                    )
                },
            ),
        ),
        (
            "toestemmingen.csv",
            rows("gezinsnummer;persoonsnummer;doel;gegeven op", |n| {
                format!("GZ-{n:05};P-{n:05}-1;meting;5-1-2026\r\n")
            }),
        ),
        (
            "metingen.csv",
            rows("gezinsnummer;datum;leefgebied;niveau;behoefte", |n| {
                format!("GZ-{n:05};6-1-2026;financiën;2;Overzicht\r\n")
            }),
        ),
        (
            "problemen.csv",
            rows("gezinsnummer;categorie;effect;bestond al;datum", |n| {
                format!("GZ-{n:05};schulden;erger;nee;6-1-2026\r\nGZ-{n:05};toeslagen;gelijk;x;\r\n")
            }),
        ),
    ]
}

/// Shown with `--no-capture`; what is quick enough depends on the machine, so nothing is asserted about it.
fn show(what: &str, begun: Instant) {
    let line = format_args!("{what}: {:?}\n", begun.elapsed()).to_string();
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
}

#[tokio::test]
#[ignore = "soak"]
async fn a_region_many_times_too_large_is_imported() {
    on_both(async |setting: Setting| {
        let ctx = setting.tenant("groot").await;
        let write = |(name, text): (&str, String)| {
            let path = setting.dir.path().join(name);
            std::fs::write(&path, text).expect("the directory takes it");
            path
        };
        let order = ImportOrder {
            files: files().map(write).to_vec(),
            ..ImportOrder::default()
        };
        let begun = Instant::now();
        let report = setting.import(&ctx, &order).await;
        show("imported", begun);
        assert_eq!(
            (report.families, report.problems, report.written),
            (FAMILIES, Vec::new(), true)
        );
        let begun = Instant::now();
        let again = setting.import(&ctx, &order).await;
        show("again", begun);
        assert_eq!((again.unchanged, again.written), (report.rows_read, false));
    })
    .await;
}
