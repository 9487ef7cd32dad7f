//! A set with everything wrong: each problem is told once, with file, sheet, row and column as its reader sees them.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{Office, told};
use crate::import::{KnownKeys, Limits, model::ExternalRef, read_files_knowing};

/// A workbook with three sheets, a title above each header.
fn workbook() -> Vec<u8> {
    let text = "the cell is within the sheet";
    let mut workbook = Workbook::new();
    let mut sheet = |name: &str, rows: &[&[&str]]| {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).expect("a plain name is allowed");
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(*cells) {
                if let Some(number) = cell.strip_prefix('#') {
                    sheet
                        .write_number(row, column, number.parse::<f64>().expect("a number"))
                        .expect(text);
                } else {
                    sheet.write_string(row, column, *cell).expect(text);
                }
            }
        }
    };
    sheet(
        "Gezinnen",
        &[
            &["FICTIEVE GEGEVENS"],
            &[],
            &[
                "Gezinsnummer",
                "Naam",
                "Gemeente",
                "Aanmelddatum",
                "Afgesloten op",
                "Kleur",
            ],
            &["GZ-001", "Alsof", "Den Haag", "1-2-2026", "31-1-2026", "blauw"],
            &[],
            &["GZ-001", "Dubbelganger", "Delft", "2-2-2026"],
            &["GZ-002", "", "Atlantis", "31-2-2026"],
            &["GZ 3", "Spatie", "Delft", "#46000"],
        ],
    );
    sheet(
        "Personen",
        &[
            &[
                "Persoonsnummer",
                "Gezinsnummer",
                "Voornaam",
                "Achternaam",
                "Rol",
                "Geboortedatum",
                "Contactpersoon",
                "BSN",
                "Telefoon",
            ],
            &[
                "P-1",
                "GZ-001",
                "Een",
                "Alsof",
                "kind",
                "",
                "ja",
                "111222333",
                "06-00000001",
            ],
            &[
                "P-2",
                "GZ-099",
                "Twee",
                "Alsof",
                "buurman",
                "1-1-1990",
                "misschien",
                "",
                "#111222333",
            ],
            &["P-3", "GZ-099", "Vier", "Alsof", "partner"],
            &["P-4", "GZ-002", "Vijf", "Alsof", "partner"],
        ],
    );
    sheet(
        "Gedetineerden",
        &[
            &[
                "Gedetineerdenummer",
                "Gezinsnummer",
                "Voornaam",
                "Achternaam",
                "Inrichting",
                "Delict",
            ],
            &["D-1", "GZ-001", "Drie", "Alsof", "Alcatraz", "x"],
        ],
    );
    sheet("Blad4", &[&["zomaar", "iets"]]);
    workbook.save_to_buffer().expect("a small workbook can be written")
}

#[test]
fn every_problem_of_a_workbook_is_told_in_its_place() {
    let reading = Office::new().with("gezinnen-en-personen.xlsx", workbook()).read();
    insta::assert_snapshot!(told(&reading), @r"
    gezinnen-en-personen.xlsx, sheet Blad4 | - | unknown_kind
    gezinnen-en-personen.xlsx, sheet Gedetineerden, row 1 | Delict | offence_column
    gezinnen-en-personen.xlsx, sheet Gedetineerden, row 2 | Inrichting | unknown_institution
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 3 | Kleur | unknown_column
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 4 | Afgesloten op | date_order
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 6 | - | duplicate_key
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 7 | Naam | missing_value
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 7 | Gemeente | unknown_municipality
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 7 | Aanmelddatum | bad_date
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 8 | Gezinsnummer | bad_key
    gezinnen-en-personen.xlsx, sheet Gezinnen, row 8 | Aanmelddatum | bad_date
    gezinnen-en-personen.xlsx, sheet Personen, row 1 | BSN | bsn_column
    gezinnen-en-personen.xlsx, sheet Personen, row 2 | Geboortedatum | child_without_birth_date
    gezinnen-en-personen.xlsx, sheet Personen, row 2 | Contactpersoon | child_as_contact_person
    gezinnen-en-personen.xlsx, sheet Personen, row 3 | Telefoon | bsn_cell
    gezinnen-en-personen.xlsx, sheet Personen, row 3 | Rol | unknown_word
    gezinnen-en-personen.xlsx, sheet Personen, row 3 | Contactpersoon | bad_flag
    gezinnen-en-personen.xlsx, sheet Personen, row 4 | gezinsnummer | unknown_family
    ");
}

#[test]
fn every_problem_of_casework_is_told_in_its_place() {
    let office = Office::new()
        .with("gezinnen.csv", "Gezinsnummer;Naam;Gemeente;Aanmelddatum\nGZ-1;Alsof;Delft;1-1-26\nGZ-2;Zogenaamd;Delft;1-1-26\n")
        .with("personen.csv", "Persoonsnummer;Gezinsnummer;Voornaam;Naam;Rol\nP-1;GZ-1;Een;Alsof;partner\n")
        .with(
            "metingen.csv",
            "FICTIEVE GEGEVENS\nGezinsnummer;Datum;Leefgebied;Niveau;Eigen;Netwerk;Professional\n\
             GZ-1;1-2-26;geluk;6;;;\nGZ-1;1-2-26;financien;3;1;1;\nGZ-1;1-2-26;wonen;3;1;1;2\nGZ-1;1-2-26;wonen;3,5;;;\n\
             GZ-1;1-2-26;wonen;3;;;\nGZ-9;1-2-26;wonen;0;;;\nGZ-8;1-2-26;wonen;1;;;\n",
        )
        .with(
            "budgetregels.csv",
            "Gezinsnummer,Datum,Soort,Bedrag,Financiering\nGZ-1,1-2-26,gift,\"-5,00\",fonds\n\
             GZ-1,1-2-26,uitgave,\"1,250.00\",loterij\nGZ-1,1-2-26,uitgave,0,fonds\n\
             GZ-1,1-2-26,uitgave,5,fonds\nGZ-1,1-2-26,uitgave,\"5,00\",fonds\n,,,,111.222.333\n",
        )
        .with(
            "doorverwijzingen.csv",
            "Gezinsnummer;Partner;Soort partner;Datum;Behoefte;Antwoord;Antwoord op;Grond\n\
             GZ-1;Team Verzonnen;wijkteam;1-2-26;\"hulp\nen raad\";nee;31-1-26;\n\
             GZ-1;Team Verzonnen;wijkteam;2-2-26;hulp;ja;;privacy\nGZ-1;Team Verzonnen;wijkteam;3-2-26;hulp;;4-2-26;\n",
        )
        .with(
            "toestemmingen.csv",
            "Gezinsnummer;Persoonsnummer;Doel;Voor wie;Gegeven op\nGZ-1;P-9;meting;;1-2-26\nGZ-2;P-1;meting;;1-2-26\n\
             GZ-1;P-1;verhaal;;1-2-26\n",
        )
        .with("problemen.csv", "Gezinsnummer;Categorie;Effect\nGZ-1;schulden;erger\n");
    insta::assert_snapshot!(told(&office.read()), @r"
    budgetregels.csv, row 2 | Soort | unknown_word
    budgetregels.csv, row 2 | Bedrag | amount_negative
    budgetregels.csv, row 3 | Bedrag | bad_amount
    budgetregels.csv, row 3 | Financiering | unknown_word
    budgetregels.csv, row 4 | Bedrag | amount_zero
    budgetregels.csv, row 6 | - | duplicate_key
    budgetregels.csv, row 7 | Financiering | bsn_cell
    budgetregels.csv, row 7 | Gezinsnummer | missing_value
    budgetregels.csv, row 7 | Datum | missing_value
    budgetregels.csv, row 7 | Soort | missing_value
    budgetregels.csv, row 7 | Bedrag | missing_value
    budgetregels.csv, row 7 | Financiering | unknown_word
    doorverwijzingen.csv, row 2 | Antwoord op | date_order
    doorverwijzingen.csv, row 2 | Grond | refusal_without_ground
    doorverwijzingen.csv, row 3 | Antwoord op | answer_without_date
    doorverwijzingen.csv, row 3 | Grond | ground_without_refusal
    doorverwijzingen.csv, row 4 | Antwoord op | date_without_answer
    metingen.csv, row 3 | Leefgebied | unknown_word
    metingen.csv, row 3 | Niveau | score_out_of_range
    metingen.csv, row 4 | Eigen | split_incomplete
    metingen.csv, row 5 | Eigen | split_mismatch
    metingen.csv, row 6 | Niveau | bad_number
    metingen.csv, row 7 | - | duplicate_key
    metingen.csv, row 8 | Niveau | score_out_of_range
    metingen.csv, row 9 | gezinsnummer | unknown_family
    problemen.csv, row 1 | bestond al | missing_column
    toestemmingen.csv, row 2 | persoonsnummer | unknown_person
    toestemmingen.csv, row 3 | persoonsnummer | other_family
    toestemmingen.csv, row 4 | Voor wie | story_without_audience
    ");
}

#[test]
fn problems_repeat_nothing_of_what_cells_hold() {
    let office = Office::new().with(
        "personen.csv",
        "Persoonsnummer;Gezinsnummer;Voornaam;Achternaam;Rol;Geboortedatum;Contactpersoon\n\
         Kanarie 1;Kanarie 2;Kanarie;Kanarie;Kanarie;Kanarie;Kanarie\n",
    );
    let reading = office.read();
    assert_eq!(reading.problems.len(), 5);
    assert!(
        reading
            .problems
            .iter()
            .all(|problem| !problem.to_string().contains("Kanarie"))
    );
}

#[test]
fn too_many_problems_are_counted() {
    let rows = "GZ-1;;;\n".repeat(10);
    let office = Office::new().with(
        "gezinnen.csv",
        format!("gezinsnummer;naam;gemeente;aanmelddatum\n{rows}"),
    );
    let reading = office.read_within(&Limits {
        max_problems: 4,
        ..Limits::default()
    });
    assert_eq!(reading.problems.len(), 5);
    assert_eq!(reading.problems[4].message, "and 16 more problems; solve these first");
}

#[test]
fn rows_may_refer_to_what_was_imported_before() {
    let office = Office::new().with(
        "problemen.csv",
        "gezinsnummer;categorie;effect;bestond al\ngz-1;schulden;erger;nee\n",
    );
    assert_eq!(
        told(&office.read()),
        "problemen.csv, row 2 | gezinsnummer | unknown_family\n"
    );
    let known = KnownKeys {
        families: [ExternalRef::new("GZ-1")].into(),
        ..KnownKeys::default()
    };
    let reading = read_files_knowing(&office.files, &Limits::default(), &known);
    assert_eq!(told(&reading), "");
    assert_eq!(
        reading,
        read_files_knowing(&office.files, &Limits::default(), &known),
        "the same file, the same keys"
    );
    assert_eq!(
        reading.batch.problems[0].value.external_ref.as_str(),
        "probleem/GZ-1/debts/-"
    );
}

#[test]
fn cells_of_excel_are_read_by_their_kind() {
    let text = "the cell is within the sheet";
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("d-m-yyyy");
    // No sheet name to go by: the header alone tells the kind.
    let sheet = workbook.add_worksheet();
    for (column, header) in (0u16..).zip(["Gezin", "Boekdatum", "Soort", "Bedrag", "Bron"]) {
        sheet.write_string(3, column, header).expect(text);
    }
    sheet.write_number(4, 0, 17).expect(text);
    let day = ExcelDateTime::from_ymd(2026, 2, 28).expect("that day exists");
    sheet.write_datetime_with_format(4, 1, day, &date).expect(text);
    sheet.write_string(4, 2, "Uitgave ").expect(text);
    sheet.write_number(4, 3, 1250.5).expect(text);
    sheet.write_string(4, 4, "particulier fonds").expect(text);
    let bytes = workbook.save_to_buffer().expect("a small workbook can be written");
    let known = KnownKeys {
        families: [ExternalRef::new("17")].into(),
        ..KnownKeys::default()
    };
    let office = Office::new().with("export.xlsx", bytes);
    let reading = read_files_knowing(&office.files, &Limits::default(), &known);
    assert_eq!(told(&reading), "");
    let row = &reading.batch.budget_lines[0];
    assert_eq!(
        (
            row.place.row,
            row.value.amount.get(),
            row.value.booked_on.to_string().as_str()
        ),
        (5, 125_050, "2026-02-28")
    );
}
