//! A region many times the size of any there is: 20,000 families in 100,000 rows.

use std::fmt::Write;
use std::time::Instant;

use super::Office;

#[test]
fn a_hundred_thousand_rows_are_read() {
    let mut families = "Gezinsnummer;Naam;Gemeente;Aanmelddatum\r\n".to_owned();
    let mut persons = "Persoonsnummer;Gezinsnummer;Voornaam;Achternaam;Rol;Geboortedatum;Contactpersoon\r\n".to_owned();
    let mut problems = "Gezinsnummer;Categorie;Effect;Bestond al;Datum\r\n".to_owned();
    for number in 0..20_000 {
        let text = "a string takes all that is written to it";
        writeln!(
            families,
            "GZ-{number:05};Proefgezin {number};Den Haag;31 december 2025\r"
        )
        .expect(text);
        for (at, role) in ["partner", "kind"].iter().enumerate() {
            writeln!(
                persons,
                "P-{number:05}-{at};GZ-{number:05};Voornaam;Proef;{role};1-2-17;{}\r",
                if at == 0 { "ja" } else { "" }
            )
            .expect(text);
        }
        writeln!(
            problems,
            "GZ-{number:05};schulden;erger;nee;31-12-2025\r\nGZ-{number:05};toeslagen;gelijk;x;\r"
        )
        .expect(text);
    }
    let office = Office::new()
        .with("gezinnen.csv", families)
        .with("personen.csv", persons)
        .with("problemen.csv", problems);
    let start = Instant::now();
    let reading = office.read();
    // Shown with `--no-capture`; what is quick enough depends on the machine, so nothing is asserted about it.
    let _ = std::io::Write::write_fmt(
        &mut std::io::stderr(),
        format_args!("100,000 rows in {:?}\n", start.elapsed()),
    );
    assert_eq!((reading.rows_read, reading.problems.len()), (100_000, 0));
    assert_eq!(reading.batch.persons.len(), 40_000);
}
