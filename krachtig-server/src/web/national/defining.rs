//! The form in which a release is defined: looked at beforehand, with its margins and what it leaves of the privacy budget,
//! and then kept.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_national::catalogue::catalogue;
use krachtig_national::compute::Preview;
use krachtig_national::definition::{AttributeTable, Definition, Group, Split};
use krachtig_national::indicator::{Indicator, Kind, Label};
use krachtig_national::period::Period;
use poem::http::StatusCode;

use super::super::apart::Apart;
use super::super::field::{Field, Fields};
use super::super::figure::label;
use super::super::form::{Form, Problems};
use super::super::reply::{Answered, Reply, Trouble};
use super::caller::{Caller, HOME, Place};
use super::making::{periods, ways};

#[derive(Template)]
#[template(path = "national/define.html")]
struct DefinePage {
    p: Apart,
    ways: Vec<(String, String, bool)>,
    about: Vec<Field>,
    regions: Field,
    groups: Vec<Vec<Field>>,
    organisational: Field,
    attributes: Vec<Attribute>,
    problems: Problems,
    preview: Option<Previewed>,
}

/// An indicator about families, with what a release may tell of it.
struct Attribute {
    title: String,
    fields: [Field; 2],
}

/// How exact a release will be, and what it takes.
struct Previewed {
    about: String,
    /// What is counted, over which families, and how far off a figure can be.
    tables: Vec<[String; 4]>,
    /// Each region, what is left before, and after.
    left: Vec<[String; 3]>,
}

/// How many groups of regions a release can have in this form.
const GROUPS: usize = 3;

fn epsilon_of(code: &str) -> String {
    format!("epsilon.{code}")
}

fn split_of(code: &str) -> String {
    format!("split.{code}")
}

async fn page(
    caller: &Caller,
    (form, problems): (&Form, Problems),
    preview: Option<Previewed>,
) -> Result<DefinePage, Trouble> {
    let t = caller.t;
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let regions = regions(caller, form.text("period")).await?;
    let all = catalogue();
    let of = |kind: Kind| all.iter().filter(move |one| one.kind == kind);
    let organisational = of(Kind::Organisational).map(|one| (one.code.clone(), label(t, &one.label).to_owned()));
    let group = |n: usize| {
        let name = |part: &str| format!("group.{n}.{part}");
        vec![
            fields
                .optional(fields.code(&name("code"), fl!(t, "nat-group-code", number = n)))
                .half(),
            fields.optional(fields.line(&name("nl"), fl!(t, "nat-title-nl"))).half(),
            fields.optional(fields.line(&name("en"), fl!(t, "nat-title-en"))).half(),
            fields.optional(fields.boxes(
                (&name("regions"), fl!(t, "nat-group-regions", number = n)),
                regions.clone(),
            )),
        ]
    };
    let periods = periods(caller).into_iter().map(|one| (one.clone(), one));
    Ok(DefinePage {
        p: caller.frame(fl!(t, "nat-new-plan"), Place::Making),
        ways: ways(caller, "/making/new"),
        about: vec![
            fields.code("name", fl!(t, "nat-name")).hint(fl!(t, "nat-name-hint")),
            fields.line("title.nl", fl!(t, "nat-title-nl")).half(),
            fields.line("title.en", fl!(t, "nat-title-en")).half(),
            fields.select_of(("period", fl!(t, "nat-period")), periods),
        ],
        regions: fields
            .boxes(("regions", fl!(t, "nat-field-regions")), regions.clone())
            .hint(fl!(t, "nat-regions-hint")),
        groups: (1..=GROUPS).map(group).collect(),
        organisational: fields.boxes(("organisational", fl!(t, "nat-of-organisation")), organisational),
        attributes: of(Kind::Attribute).map(|one| attribute(&fields, one)).collect(),
        problems,
        preview,
    })
}

fn attribute(fields: &Fields<'_>, one: &Indicator) -> Attribute {
    let t = fields.t;
    let splits = [
        ("together", fl!(t, "nat-together")),
        ("per_group", fl!(t, "nat-per-group")),
    ];
    let splits = splits.map(|(code, label)| (code.to_owned(), label));
    Attribute {
        title: label(t, &one.label).to_owned(),
        fields: [
            fields
                .optional(fields.code(&epsilon_of(&one.code), fl!(t, "nat-epsilon")))
                .half(),
            fields
                .select_of((&split_of(&one.code), fl!(t, "nat-split")), splits)
                .half(),
        ],
    }
}

/// The regions that handed in something of a period.
async fn regions(caller: &Caller, period: &str) -> Result<Vec<(String, String)>, Trouble> {
    let period: Period = period.parse().map_err(|_| Trouble::not_found())?;
    let all = caller.making()?.hand_ins(period).await;
    let mut regions: Vec<(String, String)> = Vec::new();
    for one in all.map_err(|failure| caller.trouble(failure))? {
        if !regions.iter().any(|(code, _)| *code == one.state.region) {
            regions.push((one.state.region, one.figures.name));
        }
    }
    Ok(regions)
}

/// Shows the form, for the last period.
pub(super) async fn show(caller: &Caller) -> Answered {
    let last = periods(caller).into_iter().next().unwrap_or_default();
    let mut form = Form::default().with("period", last.clone());
    for (region, _) in regions(caller, &last).await? {
        form = form.and("regions", region);
    }
    for one in catalogue() {
        form = match one.kind {
            Kind::Organisational => form.and("organisational", one.code),
            Kind::Attribute => form.with(&split_of(&one.code), "together"),
        };
    }
    Reply::page(&page(caller, (&form, Problems::default()), None).await?)
}

/// What the form says, or what of it can't be read.
fn read(caller: &Caller, form: &Form) -> Result<Definition, Problems> {
    let t = caller.t;
    let period = form.text("period").parse();
    let period = period.map_err(|_| Problems::one("period", fl!(t, "wrong-word")))?;
    let codes = |name: &str| form.all(name).map(str::to_owned).collect::<Vec<_>>();
    let group = |n: usize| {
        let name = |part: &str| format!("group.{n}.{part}");
        let code = form.filled(&name("code"))?;
        Some(Group {
            code,
            label: Label::new(form.text(&name("nl")), form.text(&name("en"))),
            regions: codes(&name("regions")),
        })
    };
    let mut attributes = Vec::new();
    for one in catalogue().into_iter().filter(|one| one.kind == Kind::Attribute) {
        let Some(typed) = form.filled(&epsilon_of(&one.code)) else {
            continue;
        };
        let epsilon = typed.replace(',', ".").parse();
        attributes.push(AttributeTable {
            epsilon: epsilon.map_err(|_| Problems::one(&epsilon_of(&one.code), fl!(t, "wrong-number")))?,
            split: match form.text(&split_of(&one.code)) {
                "per_group" => Split::PerGroup,
                _ => Split::Together,
            },
            indicator: one.code,
        });
    }
    Ok(Definition {
        name: form.text("name").trim().to_owned(),
        title: Label::new(form.text("title.nl").trim(), form.text("title.en").trim()),
        period,
        regions: codes("regions"),
        groups: (1..=GROUPS).filter_map(group).collect(),
        organisational: codes("organisational"),
        attributes,
    })
}

/// Each refusal at the field of the form that it is about.
fn at_fields(problems: Problems) -> Problems {
    problems.moved(|about| match about.split_once('.') {
        Some(("regions" | "groups", _)) => Some("regions".to_owned()),
        None if catalogue().iter().any(|one| one.code == about) => Some(epsilon_of(about)),
        _ => None,
    })
}

fn previewed(caller: &Caller, preview: &Preview) -> Previewed {
    let t = caller.t;
    let all = catalogue();
    let called = |code: &str| {
        let found = all.iter().find(|one| one.code == code);
        found.map(|one| label(t, &one.label).to_owned()).unwrap_or_default()
    };
    let tables = preview.tables.iter().map(|table| {
        let split = match table.protection.split {
            Split::Together => fl!(t, "nat-together"),
            Split::PerGroup => fl!(t, "nat-per-group"),
        };
        let epsilon = table.protection.epsilon.to_string();
        [
            called(&table.indicator),
            split,
            epsilon,
            format!("± {}", table.protection.margin),
        ]
    });
    let left = preview.left.iter().map(|(region, left)| {
        let after = match preview.epsilon > *left {
            true => fl!(t, "nat-left-short"),
            false => left.less(preview.epsilon).to_string(),
        };
        [region.clone(), left.to_string(), after]
    });
    Previewed {
        about: fl!(t, "nat-preview-about", epsilon = preview.epsilon.to_string()),
        tables: tables.collect(),
        left: left.collect(),
    }
}

/// Shows how exact the release would be; nothing is kept, and nothing spent.
pub(super) async fn preview(caller: &Caller, form: &Form) -> Answered {
    let making = caller.making()?;
    let problems = match read(caller, form) {
        Err(problems) => problems,
        Ok(definition) => match making.preview(&definition).await {
            Ok(preview) => {
                let told = previewed(caller, &preview);
                return Reply::page(&page(caller, (form, Problems::default()), Some(told)).await?);
            }
            Err(failure) => at_fields(caller.problems(failure)?),
        },
    };
    again(caller, (form, problems)).await
}

/// Keeps the definition.
pub(super) async fn define(caller: &Caller, form: &Form) -> Answered {
    let making = caller.making()?;
    let problems = match read(caller, form) {
        Err(problems) => problems,
        Ok(definition) => match making.define(&definition).await {
            Ok(_) => return Ok(Reply::go_to(format!("{HOME}/making/plans?done=nat-define"))),
            Err(failure) => at_fields(caller.problems(failure)?),
        },
    };
    again(caller, (form, problems)).await
}

async fn again(caller: &Caller, (form, problems): (&Form, Problems)) -> Answered {
    let page = page(caller, (form, problems), None).await?;
    Reply::with_status(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
