//! Lists that are taken along as files: what their pages show, and nothing else.

use krachtig_tests::office::Office;

use super::{Reader, html};
use crate::matrix::ground;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_as_a_file_holds_what_its_page_shows() {
    let office = Office::open(None).await;
    let ground = ground::open(&office, "exodus-hier", 3).await;
    let leader = Reader::of(&office, &ground, "coordinator");
    let all = [("state", "all"), ("as", "csv")];
    let file = leader.fill_in(("/families", "/families/file"), &all).await;
    assert_eq!(
        (file.status, file.header("content-disposition")),
        (200, "attachment; filename=\"gezinnen.csv\"")
    );
    let lines: Vec<&str> = file.text.lines().collect();
    assert!(lines[0].starts_with("\u{feff}Gezin;Waar het staat;"), "{}", lines[0]);
    let page = leader.fill_in(("/families", "/families/search"), &all[..1]).await;
    let shown = html::after(&page.text, "<tbody>").matches("<th scope=\"row\">").count();
    assert_eq!(lines.len() - 1, shown, "{lines:?}");

    let open = leader.fill_in(("/families", "/families/file"), &[("as", "csv")]).await;
    assert!(
        open.text.lines().count() < lines.len(),
        "the filter holds for the file too"
    );
    let assigned = Reader::of(&office, &ground, "volunteer/both");
    let theirs = assigned.fill_in(("/families", "/families/file"), &all).await;
    assert_eq!(
        theirs.text.lines().count(),
        2,
        "a volunteer takes along the one family: {}",
        theirs.text
    );

    for (at, name) in [
        ("/directory/file?as=xlsx", "sociale-kaart.xlsx"),
        ("/budget/file?as=xlsx", "aanvragen.xlsx"),
        ("/work/file?as=xlsx", "werk.xlsx"),
        ("/figures/live/file?as=xlsx", "cijfers.xlsx"),
    ] {
        let file = leader.get(at).await;
        assert_eq!(
            file.header("content-disposition"),
            format!("attachment; filename=\"{name}\"")
        );
        assert!(file.status == 200 && file.text.starts_with("PK"), "a workbook");
    }
    let parties = leader.get("/directory/file?as=csv").await;
    assert!(parties.text.lines().count() > 3, "{}", parties.text);
    assert_eq!(leader.get("/directory/file?as=exe").await.status, 404);
    // What is on the page of one's work is in its file, and what somebody may not see is in neither.
    for name in ["coordinator", "professional/both", "volunteer/both"] {
        let who = Reader::of(&office, &ground, name);
        let (page, file) = (who.get("").await, who.get("/work/file?as=csv").await);
        if !page.text.contains("/work/file") {
            assert_eq!(file.status, 404, "{name}");
            continue;
        }
        assert!(
            file.text
                .starts_with("\u{feff}Wat;Gezin;Waarvoor;Wie;Klaar op;Gestuurd op"),
            "{}",
            file.text
        );
        for line in file.text.lines().skip(1).take(12) {
            let family = line.split(';').nth(1).expect("a family");
            assert!(page.text.contains(family), "{name}: {line}");
        }
    }
    let figures = leader.get("/figures/live/file?as=csv").await;
    assert!(
        figures.status == 200 && figures.text.lines().count() > 20,
        "{}",
        figures.text
    );
    assert_eq!(leader.get("/figures/live/file?of=2020-Q5").await.status, 404);
    for name in ["volunteer/both", "professional", "budget_approver", "reader"] {
        let who = Reader::of(&office, &ground, name);
        let statuses = (
            who.get("/figures/live").await.status,
            who.get("/figures/live/file").await.status,
        );
        assert_eq!(statuses.0, statuses.1, "{name}");
    }
    let reader = Reader::of(&office, &ground, "reader");
    for closed in ["/directory/file", "/budget/file", "/work/file"] {
        assert_eq!(reader.get(closed).await.status, 404);
    }
}
