//! A person's export as one page to read and to print: Dutch and English beside each other, nothing fetched from
//! elsewhere, no script, and every value escaped.

use serde_json::{Map, Value};

use super::{PersonExport, Section};

/// The page.
#[must_use]
pub fn page(export: &PersonExport) -> String {
    let mut html = String::with_capacity(16_384);
    html.push_str(HEAD);
    html.push_str("<h1>Uw gegevens <span lang=\"en\">/ Your data</span></h1>\n<dl>");
    for (label, value) in [
        ("Verantwoordelijke / Controller", export.controller.as_str()),
        ("Kantoor / Office", export.office.as_str()),
        ("Gemaakt op / Made on", &export.made_at.date().to_string()),
        ("Vorm / Format", &format!("{} {}", export.format, export.format_version)),
    ] {
        pair(&mut html, label, &escaped(value));
    }
    html.push_str(
        "</dl>\n<p>Anderen zijn onherkenbaar gemaakt. <span lang=\"en\">Others were made unrecognisable.</span></p>\n",
    );
    for section in &export.sections {
        told(&mut html, section);
    }
    html.push_str("<h2>Waarom en waarvoor <span lang=\"en\">/ Why and what for</span></h2>\n<table><tr><th>Doel / Use</th><th>Gegevens / Data</th><th>Grondslag / Legal basis</th></tr>\n");
    for row in &export.terms {
        let cells: String = row
            .iter()
            .map(|word| format!("<td>{}</td>", escaped(&words(word))))
            .collect();
        html.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    html.push_str("</table>\n<h2>Wie heeft gekeken <span lang=\"en\">/ Who looked</span></h2>\n<table><tr><th>Wanneer / When</th><th>Rol / Role</th><th>Wat / What</th></tr>\n");
    for looked in &export.looked {
        let at = looked.at.date();
        html.push_str(&format!(
            "<tr><td>{at}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(&words(&looked.role)),
            escaped(&words(&looked.action))
        ));
    }
    html.push_str("</table>\n</main>\n</body>\n</html>\n");
    html
}

const HEAD: &str = "<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
    <title>Uw gegevens / Your data</title>\n<style>body{font:1rem/1.5 sans-serif;margin:2rem auto;max-width:48rem;padding:0 1rem}\
    dl{display:grid;grid-template-columns:minmax(10rem,1fr) 2fr;gap:.25rem 1rem;border-top:1px solid #666;padding-top:.5rem}\
    dt{font-weight:bold}dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}table{border-collapse:collapse}\
    td,th{border:1px solid #666;padding:.25rem .5rem;text-align:left}@media print{h2{break-after:avoid}dl{break-inside:avoid}}\
    </style>\n</head>\n<body>\n<main>\n";

fn told(html: &mut String, section: &Section) {
    let (dutch, english) = SECTIONS.iter().find(|(kind, ..)| *kind == section.kind).map_or_else(
        || (words(&section.kind), words(&section.kind)),
        |(_, nl, en)| ((*nl).to_owned(), (*en).to_owned()),
    );
    html.push_str(&format!("<h2>{dutch} <span lang=\"en\">/ {english}</span></h2>\n"));
    for record in &section.records {
        html.push_str("<dl>");
        fields(html, record);
        html.push_str("</dl>\n");
    }
}

fn fields(html: &mut String, record: &Map<String, Value>) {
    for (name, value) in record {
        let label = FIELDS
            .iter()
            .find(|(field, ..)| field == name)
            .map_or_else(|| words(name), |(_, nl, en)| format!("{nl} / {en}"));
        pair(html, &label, &shown(name, value));
    }
}

fn pair(html: &mut String, label: &str, value: &str) {
    html.push_str(&format!("<dt>{}</dt><dd>{value}</dd>", escaped(label)));
}

/// A value as HTML. Amounts are kept in whole cents.
fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::Null => "\u{2013}".to_owned(),
        Value::Bool(true) => "ja / yes".to_owned(),
        Value::Bool(false) => "nee / no".to_owned(),
        Value::Number(number) if MONEY.contains(&name) => {
            let cents = number.as_i64().unwrap_or_default();
            format!("\u{20ac} {},{:02}", cents / 100, cents % 100)
        }
        Value::Number(number) => number.to_string(),
        Value::String(text) => escaped(text),
        Value::Array(values) => {
            let entries: Vec<String> = values.iter().map(|value| shown(name, value)).collect();
            entries.join("<br>")
        }
        Value::Object(fields) => {
            let told = fields.iter().filter(|(_, value)| !value.is_null());
            let entries: Vec<String> = told
                .map(|(name, value)| format!("{}: {}", escaped(&words(name)), shown(name, value)))
                .collect();
            entries.join("; ")
        }
    }
}

const MONEY: &[&str] = &["amount", "total", "cost"];

/// A code as words.
fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// Text that means nothing but itself in HTML, in an attribute as well.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

const SECTIONS: &[(&str, &str, &str)] = &[
    ("person", "Wie u bent", "Who you are"),
    ("detainee", "Wie u bent", "Who you are"),
    ("family", "Uw gezin", "Your family"),
    ("consent", "Toestemmingen", "Consents"),
    ("rights_request", "Uw verzoeken", "Your requests"),
    (
        "processing_limit",
        "Beperkingen en bezwaren",
        "Restrictions and objections",
    ),
    ("own_words", "Uw eigen woorden", "Your own words"),
    ("detainee_talk", "Gesprekken", "Talks"),
    ("role_check", "Wie een rol kan spelen", "Who can play a role"),
    ("introduction", "Kennismaking", "Introduction"),
    ("mapping", "Behoeften en krachten", "Needs and strengths"),
    ("goal", "Doelen", "Goals"),
    ("action", "Acties", "Actions"),
    ("time_entry", "Tijd", "Time"),
    ("budget_plan", "Plannen voor het budget", "Plans for the budget"),
    ("budget_request", "Aanvragen", "Requests for money"),
    ("ledger_line", "Budget", "Budget"),
    ("referral", "Doorverwijzingen", "Referrals"),
    ("share", "Met wie gegevens zijn gedeeld", "With whom data was shared"),
    ("referral_message", "Wat erover gezegd is", "What was said about them"),
    ("problem", "Problemen", "Problems"),
    ("silo_obstacle", "Wat in de weg stond", "What stood in the way"),
    ("learning_entry", "Wat is geleerd", "What was learned"),
    ("story_version", "Uw verhaal", "Your story"),
    ("story_approval", "Goedgekeurd", "Approved"),
    ("family_login", "Uw inlog", "Your login"),
    (
        "plan_comment",
        "Wat over het plan is gezegd",
        "What was said about the plan",
    ),
    (
        "co_signature",
        "Uw handtekening onder het plan",
        "Your signature under the plan",
    ),
    ("attachment", "Bestanden", "Files"),
];

const FIELDS: &[(&str, &str, &str)] = &[
    ("name", "Naam", "Name"),
    ("relation", "Relatie", "Relation"),
    ("born_on", "Geboortedatum", "Birth date"),
    ("contact_person", "Contactpersoon", "Contact person"),
    ("phone", "Telefoon", "Telephone"),
    ("email", "E-mail", "E-mail"),
    ("external_ref", "Nummer bij het kantoor", "Number at the office"),
    ("municipality", "Gemeente", "Municipality"),
    ("institution", "Inrichting", "Institution"),
    ("detained_since", "Gedetineerd sinds", "Detained since"),
    ("expected_home_on", "Verwacht thuis", "Expected home"),
    ("purpose", "Waarvoor", "What for"),
    ("recipient", "Voor wie", "For whom"),
    ("form", "Hoe", "How"),
    ("notice", "Informatie", "Information"),
    ("given_on", "Gegeven op", "Given on"),
    ("valid_until", "Geldig tot en met", "Valid until"),
    ("withdrawn_on", "Ingetrokken op", "Withdrawn on"),
    ("withdrawal_note", "Waarom ingetrokken", "Why withdrawn"),
    ("held_on", "Gehouden op", "Held on"),
    ("note", "Notitie", "Note"),
    ("about", "Wat", "What"),
    ("life_domain", "Leefgebied", "Area of life"),
    ("title", "Titel", "Title"),
    ("set_on", "Gesteld op", "Set on"),
    ("outcome", "Uitkomst", "Outcome"),
    ("amount", "Bedrag", "Amount"),
    ("total", "Totaal", "Total"),
    ("booked_on", "Geboekt op", "Booked on"),
    ("need", "Behoefte", "Need"),
    ("sent_on", "Verstuurd op", "Sent on"),
    ("party", "Partij", "Party"),
    ("others", "Ook over anderen", "About others as well"),
    ("categories", "Soorten gegevens", "Kinds of data"),
    ("legal_basis", "Grondslag", "Legal basis"),
    ("shared_on", "Gedeeld op", "Shared on"),
    ("ended_on", "Gestopt op", "Ended on"),
    ("told_on", "Partij ingelicht op", "Party told on"),
    ("right", "Recht", "Right"),
    ("received_on", "Ontvangen op", "Received on"),
    ("due_on", "Antwoord uiterlijk", "Answer by"),
    ("decided_on", "Besloten op", "Decided on"),
    ("refusal", "Grond van weigering", "Ground of refusal"),
    ("words", "Uw woorden", "Your words"),
    ("before", "Wat er stond", "What stood there"),
    ("body", "Verhaal", "Story"),
    ("effects", "Wat veranderde", "What changed"),
    ("category", "Soort", "Kind"),
    ("kind", "Soort", "Kind"),
    ("minutes", "Minuten", "Minutes"),
    ("spent_on", "Op", "On"),
    ("invited_on", "Uitgenodigd op", "Invited on"),
    ("said_on", "Gezegd op", "Said on"),
    ("text", "Tekst", "Text"),
    ("signed_on", "Getekend op", "Signed on"),
    ("record_kind", "Hoort bij", "Belongs to"),
    ("media_type", "Soort bestand", "Kind of file"),
    ("size", "Aantal bytes", "Number of bytes"),
    ("added_on", "Toegevoegd op", "Added on"),
];
