//! Pictures hold what they are told, whatever is told, and nothing that somebody typed becomes part of the page.

use super::*;

fn series(levels: &[&[Option<i32>]]) -> Vec<Series> {
    let one = |(n, levels): (usize, &&[Option<i32>])| Series {
        label: format!("moment {n}"),
        levels: levels.to_vec(),
    };
    levels.iter().enumerate().map(one).collect()
}

/// A picture as it is where there is room, and where there is little.
fn texts(picture: &Views) -> [String; 2] {
    picture.all().map(|(_, svg)| svg.to_string())
}

fn axes(names: &[&str]) -> Vec<Axis> {
    names
        .iter()
        .map(|name| Axis {
            label: (*name).to_owned(),
        })
        .collect()
}

#[test]
fn what_people_typed_is_text() {
    let evil = r#"<script>alert("x")</script> & co"#;
    let node = Node {
        name: evil.to_owned(),
        about: evil.to_owned(),
        tie: Tie::Broken,
        person: true,
    };
    let sector = Sector {
        label: evil.to_owned(),
        nodes: vec![node],
    };
    let pictures = [
        ecogram(&[evil.to_owned()], &[sector]),
        radar(&axes(&[evil, "b", "c"]), &series(&[&[Some(1), None, Some(3)]]), (1, 5)),
        levels(&axes(&[evil]), &series(&[&[Some(1)]]), (1, 5)),
        bars(&[Bar {
            label: evil.to_owned(),
            value: 3,
        }]),
    ];
    for text in pictures.iter().flat_map(texts) {
        assert!(!text.contains("<script") && text.contains("&lt;script"), "{text}");
    }
}

#[test]
fn a_radar_has_a_mark_for_each_level_that_was_recorded() {
    let picture = radar(
        &axes(&["a", "b", "c", "d"]),
        &series(&[
            &[Some(1), Some(2), None, Some(5)],
            &[Some(2), Some(2), Some(2), Some(2)],
        ]),
        (1, 5),
    );
    for text in texts(&picture) {
        // One more of each in the legend.
        assert_eq!(text.matches("<circle").count(), 3 + 1);
        assert_eq!(text.matches("Z\" class=\"d-fill-2\"").count(), 4 + 1);
        assert!(!text.contains("NaN"));
    }
}

#[test]
fn a_course_never_leaves_its_frame() {
    let one = |day, allotted, spent, taken| Course {
        day,
        allotted,
        spent,
        taken,
    };
    let course = [
        one(10, 50_000, 0, 0),
        one(40, 50_000, 12_345, 30_000),
        one(41, 150_000, 30_000, 150_000),
    ];
    let days = [(10, "begin".to_owned()), (90, "end".to_owned())];
    let labels = ["in".to_owned(), "spent".to_owned(), "apart".to_owned()];
    let drawn = burn(&course, (days, labels), |cents| cents.to_string());
    for (_, svg) in drawn.all() {
        let widest = svg.width.max(svg.height);
        for part in svg.to_string().split(['M', 'L', '"', ' ']) {
            if let Ok(number) = part.parse::<f64>() {
                assert!((0.0..=widest).contains(&number), "{number}");
            }
        }
    }
    let nothing = burn(
        &[],
        ([(1, String::new()), (1, String::new())], Default::default()),
        |_| String::new(),
    );
    assert!(texts(&nothing).iter().all(|text| !text.contains("NaN")));
}

#[test]
fn texts_are_broken_between_words_and_cut_at_the_end() {
    assert_eq!(
        lines_of("Instrumental activities of daily life", 18),
        ["Instrumental", "activities of", "daily life"]
    );
    assert_eq!(shortened("Zorg- en Veiligheidshuis", 10), "Zorg- en…");
}

#[test]
fn a_panel_shows_how_far_off_a_number_can_be_and_why_there_is_none() {
    let told = Cell {
        value: Some(40),
        margin: 5,
        text: "40 ± 5".to_owned(),
    };
    let untold = Cell {
        value: None,
        margin: 0,
        text: "minder dan 10".to_owned(),
    };
    let panel = Panel {
        title: "Landelijk".to_owned(),
        cells: vec![told, untold],
    };
    let drawn = panels(&["wonen".to_owned(), "geld".to_owned()], &[panel]);
    // Where there is little room, the title has a mark of its panel's colour.
    for (svg, marks) in texts(&drawn).into_iter().zip([0, 1]) {
        assert_eq!(
            svg.matches("<rect").count(),
            1 + marks,
            "only what is told has a bar: {svg}"
        );
        assert_eq!(svg.matches("d-whisker").count(), 3, "{svg}");
        assert!(svg.contains("40 ± 5") && svg.contains("minder dan 10"), "{svg}");
    }
}

#[test]
fn spans_and_shifts_stay_within_their_box() {
    let span = |from, until| Span {
        label: "1. regels <1>".to_owned(),
        from,
        until,
        open: until < from,
        beside: false,
        text: "in gebruik".to_owned(),
    };
    let drawn = spans(&[span(100, 100), span(90, 200), span(260, 200)], 200, |day| {
        day.to_string()
    });
    for text in texts(&drawn) {
        assert!(text.contains("1. regels &lt;1&gt;") && !text.contains("NaN") && !text.contains("=\"-"));
    }
    let none = spans(&[], 0, |day| day.to_string());
    assert!(texts(&none).iter().all(|text| text.contains("d-limit")));

    let shift = |before, after| Shift {
        label: "a & b".to_owned(),
        before,
        after,
    };
    let names = ["was", "wordt"].map(str::to_owned);
    let parts = ["ja", "mensen", "nee", "niets"].map(str::to_owned);
    let drawn = shifts(&[shift([5, 0, 1, 0], [0, 0, 0, 0])], &names, &parts);
    for text in texts(&drawn) {
        assert!(text.contains("a &amp; b") && text.contains(">+ ja<") && text.contains(">– nee<"));
        assert!(!text.contains("niets"), "what is nowhere needs no explaining");
        assert!(!text.contains("NaN") && !text.contains("=\"-"));
    }
}
