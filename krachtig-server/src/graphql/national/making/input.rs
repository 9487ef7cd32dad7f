//! What is sent to make a release, and what it is read as.

use async_graphql::{Enum, InputObject};
use krachtig_national::definition::{AttributeTable, Definition, Group, Split};
use krachtig_national::indicator::Label;
use krachtig_national::refusal::{Refusal, RefusalCode};

/// Over which families a table of attributes counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum SplitInput {
    /// Over those of all regions together.
    Together,
    /// Over those of each group of regions apart.
    PerGroup,
}

/// A text for people, in both languages.
#[derive(InputObject)]
pub(super) struct LabelInput {
    /// In Dutch.
    nl: String,
    /// In English.
    en: String,
}

/// A group of regions, which no other group shares.
#[derive(InputObject)]
pub(super) struct GroupInput {
    /// Its code.
    code: String,
    /// Its name.
    label: LabelInput,
    /// The codes of its regions.
    regions: Vec<String>,
}

/// A table of attributes of families.
#[derive(InputObject)]
pub(super) struct AttributeTableInput {
    /// The code of the indicator.
    indicator: String,
    /// What it may tell of any one family, as a privacy loss (epsilon) with at most three decimals.
    epsilon: String,
    /// Over which families it counts.
    split: SplitInput,
}

/// What a release will hold.
#[derive(InputObject)]
pub(super) struct DefinitionInput {
    /// Its name, which no other has: `jaarcijfers-2026`.
    name: String,
    /// Its title.
    title: LabelInput,
    /// The period: `2026`, or `2026-Q3`.
    period: String,
    /// The codes of the regions whose figures are in it.
    regions: Vec<String>,
    /// Groups of these regions.
    #[graphql(default)]
    groups: Vec<GroupInput>,
    /// The codes of the indicators that tell about the organisation, published per region as they are.
    #[graphql(default)]
    organisational: Vec<String>,
    /// The tables of attributes.
    #[graphql(default)]
    attributes: Vec<AttributeTableInput>,
}

impl From<LabelInput> for Label {
    fn from(LabelInput { nl, en }: LabelInput) -> Self {
        Self { nl, en }
    }
}

impl From<GroupInput> for Group {
    fn from(group: GroupInput) -> Self {
        Self {
            code: group.code,
            label: group.label.into(),
            regions: group.regions,
        }
    }
}

impl TryFrom<AttributeTableInput> for AttributeTable {
    type Error = Refusal;

    fn try_from(table: AttributeTableInput) -> Result<Self, Refusal> {
        let epsilon = parsed(&table.epsilon, &format!("attributes.{}.epsilon", table.indicator))?;
        Ok(Self {
            epsilon,
            indicator: table.indicator,
            split: match table.split {
                SplitInput::Together => Split::Together,
                SplitInput::PerGroup => Split::PerGroup,
            },
        })
    }
}

impl TryFrom<DefinitionInput> for Definition {
    type Error = Refusal;

    fn try_from(input: DefinitionInput) -> Result<Self, Refusal> {
        let attributes = input.attributes.into_iter().map(AttributeTable::try_from);
        Ok(Self {
            period: parsed(&input.period, "period")?,
            name: input.name,
            title: input.title.into(),
            regions: input.regions,
            groups: input.groups.into_iter().map(Group::from).collect(),
            organisational: input.organisational,
            attributes: attributes.collect::<Result<_, _>>()?,
        })
    }
}

/// What a text says, or that it is not written in the form that it needs.
pub(super) fn parsed<T: std::str::FromStr>(text: &str, about: &str) -> Result<T, Refusal> {
    text.parse()
        .map_err(|_| Refusal::new(RefusalCode::InvalidFormat, about))
}
