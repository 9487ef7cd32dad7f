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
    let reader = Reader::of(&office, &ground, "reader");
    for closed in ["/directory/file", "/budget/file"] {
        assert_eq!(reader.get(closed).await.status, 404);
    }
}
