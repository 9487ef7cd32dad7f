//! A region's own indicators as national figures take them: sums of the work as they are, and of families how many there
//! are in each of a few classes, so that a family counts in one of them at most, whatever rules say of it.
//!
//! What a release makes of them, and how that is protected, does not belong here: see `krachtig_national`.

use krachtig_national::catalogue::ALL;
use krachtig_national::indicator::{Category, Indicator as National, Kind, Label, Unit as Of};
use krachtig_national::own::{MOST_OWN_CATEGORIES, own_code};

use super::{Combine, Concerns, Indicator, Observation, Position, Unit, label, placed};
use crate::domain::own_facts::OwnFacts;

/// The most values that are each a class of their own.
const MOST_VALUES: u64 = 12;
/// The most classes of values above nothing; those below them are one.
const MOST_CLASSES: usize = 7;
/// What joins the words of a category: no word has it.
const JOIN: &str = "-";

/// A region's indicators, with what national figures take of them.
#[derive(Clone, Debug, Default)]
pub struct OwnIndicators {
    declared: Vec<Indicator>,
    taken: Vec<Option<Taken>>,
}

/// What national figures take of an indicator.
#[derive(Clone, Debug)]
struct Taken {
    national: National,
    classes: Vec<Class>,
}

/// A class of values: from, and up to and with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Class {
    first: i64,
    last: i64,
}

impl OwnIndicators {
    /// Those of a region with this code, from [checked](super::checked_indicators) declarations.
    #[must_use]
    pub fn of(region: &str, declared: Vec<Indicator>) -> Self {
        let taken = declared.iter().map(|one| Taken::of(region, one)).collect();
        Self { declared, taken }
    }

    /// As the region declares them.
    #[must_use]
    pub fn declared(&self) -> &[Indicator] {
        &self.declared
    }

    /// As national figures have them. Left out is what can't be told of many families without telling of one: means and
    /// medians of the work, sums that may fall, and what is split into more categories than a release holds.
    #[must_use]
    pub fn national(&self) -> Vec<National> {
        self.taken
            .iter()
            .flatten()
            .map(|taken| taken.national.clone())
            .collect()
    }

    /// What a case tells, from what rules [observed](super::checked_observations) of it.
    #[must_use]
    pub fn facts(&self, observed: &[Observation]) -> OwnFacts {
        let mut facts = OwnFacts::default();
        for observation in observed {
            let Ok((number, place)) = placed(&self.declared, observation) else {
                continue;
            };
            let Some(taken) = &self.taken[number] else { continue };
            let code = taken.national.code.clone();
            let Some(category) = taken.category(place, observation.value) else {
                continue;
            };
            match taken.national.kind {
                Kind::Organisational => facts.add(code, category, observation.value),
                Kind::Attribute => facts.tell(code, category),
            }
        }
        facts
    }
}

impl Taken {
    fn of(region: &str, declared: &Indicator) -> Option<Self> {
        let (kind, classes) = match declared.concerns {
            // What adds up over many cases is no case's own, and national totals only grow.
            Concerns::Organisation if declared.combine == Combine::Sum && declared.smallest >= 0 => {
                (Kind::Organisational, Vec::new())
            }
            Concerns::Organisation => return None,
            Concerns::Family => (Kind::Attribute, classes(declared)),
        };
        let places = declared.places()?;
        let split = |classes: &[Class]| places.checked_mul(classes.len().max(1));
        let few = |classes: &[Class]| split(classes).is_some_and(|cells| cells <= MOST_OWN_CATEGORIES);
        // Rather which place than how much, where both together are too many.
        let classes = if few(&classes) { classes } else { Vec::new() };
        let unit = match (kind, declared.unit) {
            (Kind::Attribute, _) => Of::Families,
            (_, Unit::Count) => Of::Count,
            (_, Unit::Cents) => Of::EuroCents,
            (_, Unit::Days) => Of::Days,
            (_, Unit::Minutes) => Of::Minutes,
        };
        let name = |language| label(&declared.labels, language);
        let national = National {
            code: own_code(region, &declared.code),
            kind,
            unit,
            label: Label::new(name("nl"), name("en")),
            definition: definition(kind),
            categories: categories(declared, &classes),
            most_cells: u8::from(kind == Kind::Attribute),
        };
        let taken = Self { national, classes };
        (few(&taken.classes) && taken.national.is_own_of(region)).then_some(taken)
    }

    /// The category of a value in a place. Where classes would be too many, nothing is told of a value of nothing.
    fn category(&self, place: usize, value: i64) -> Option<String> {
        let within = |class: &Class| (class.first..=class.last).contains(&value);
        let number = if self.classes.is_empty() {
            (self.national.kind == Kind::Organisational || value != 0).then_some(place)?
        } else {
            place * self.classes.len() + self.classes.iter().position(within)?
        };
        Some(self.national.categories.get(number)?.code.clone())
    }
}

/// The classes into which values fall: each value where there are few, and otherwise wider ones the farther from nothing,
/// for most families have little of anything. They follow from what was declared, and from no family.
fn classes(declared: &Indicator) -> Vec<Class> {
    let (smallest, largest) = (declared.smallest, declared.largest);
    if largest.abs_diff(smallest) < MOST_VALUES {
        return (smallest..=largest)
            .map(|value| Class {
                first: value,
                last: value,
            })
            .collect();
    }
    let mut classes = Vec::new();
    if smallest < 0 {
        classes.push(Class {
            first: smallest,
            last: largest.min(-1),
        });
    }
    if (smallest..=largest).contains(&0) {
        classes.push(Class { first: 0, last: 0 });
    }
    let mut first = smallest.max(1);
    let edges: Vec<i64> = ladder()
        .take_while(|edge| *edge < largest)
        .filter(|edge| *edge >= first)
        .collect();
    for edge in edges.iter().skip(edges.len().saturating_sub(MOST_CLASSES - 1)) {
        classes.push(Class { first, last: *edge });
        first = edge + 1;
    }
    if first <= largest {
        classes.push(Class { first, last: largest });
    }
    classes
}

/// 1, 3, 10, 30, 100 and on: each about three times the one before.
fn ladder() -> impl Iterator<Item = i64> {
    (0..18).map(|power| 10_i64.pow(power)).flat_map(|ten| [ten, 3 * ten])
}

/// The categories: each class of each place, the classes turning faster.
fn categories(declared: &Indicator, classes: &[Class]) -> Vec<Category> {
    let places = 0..declared.places().unwrap_or_default();
    let mut all = Vec::new();
    for place in places {
        let words: Vec<(String, Label)> = declared
            .positions(place)
            .iter()
            .map(|one| value_of(declared, one))
            .collect();
        let classes = classes.iter().map(|class| class.told(declared.unit));
        let ends: Vec<Option<(String, Label)>> = classes.map(Some).collect();
        for end in if ends.is_empty() { vec![None] } else { ends } {
            let parts: Vec<&(String, Label)> = words.iter().chain(&end).collect();
            all.push(joined(&parts));
        }
    }
    all
}

/// A category of so many words; the only one there is where there are none.
fn joined(parts: &[&(String, Label)]) -> Category {
    if parts.is_empty() {
        return Category {
            code: ALL.to_owned(),
            label: Label::new("totaal", "total"),
        };
    }
    let join = |of: fn(&(String, Label)) -> &str, with: &str| {
        let texts: Vec<&str> = parts.iter().map(|part| of(part)).collect();
        texts.join(with)
    };
    let label = Label::new(&join(|part| &part.1.nl, ", "), &join(|part| &part.1.en, ", "));
    Category {
        code: join(|part| &part.0, JOIN),
        label,
    }
}

/// The word of a position, with its labels.
fn value_of(declared: &Indicator, position: &Position) -> (String, Label) {
    let dimension = declared.dimensions.iter().find(|one| one.code == position.dimension);
    let value = dimension.and_then(|one| one.values.iter().find(|value| value.code == position.value));
    let labels = value.map_or(&[][..], |value| value.labels.as_slice());
    (
        position.value.clone(),
        Label::new(label(labels, "nl"), label(labels, "en")),
    )
}

impl Class {
    /// Its code, and its name for people.
    fn told(self, unit: Unit) -> (String, Label) {
        let Self { first, last } = self;
        let (nl, en) = match unit {
            Unit::Count => ("", ""),
            Unit::Cents => ("cent", "cents"),
            Unit::Days => ("dagen", "days"),
            Unit::Minutes => ("minuten", "minutes"),
        };
        let in_unit = |text: String, unit: &str| format!("{text} {unit}").trim_end().to_owned();
        let written = |nl_text: String, en_text: String| Label::new(&in_unit(nl_text, nl), &in_unit(en_text, en));
        if first == last {
            let code = if first < 0 {
                format!("minus_{}", first.unsigned_abs())
            } else {
                first.to_string()
            };
            return (code, written(first.to_string(), first.to_string()));
        }
        if first < 0 {
            return (
                "below_0".to_owned(),
                written("minder dan 0".to_owned(), "below 0".to_owned()),
            );
        }
        if unit == Unit::Cents {
            let (over, to) = (first / 100, last / 100);
            let nl = format!("meer dan € {over} tot en met € {to}");
            return (
                format!("{first}_to_{last}"),
                Label::new(&nl, &format!("over € {over} up to € {to}")),
            );
        }
        let label = written(format!("{first} tot en met {last}"), format!("{first} to {last}"));
        (format!("{first}_to_{last}"), label)
    }
}

/// What exactly is counted: in Dutch and in English.
fn definition(kind: Kind) -> Label {
    match kind {
        Kind::Organisational => Label::new(
            "Een indicator van de regio zelf: de som over alle trajecten, zoals haar regels die waarnemen.",
            "An indicator of the region's own: the sum over all trajectories, as its rules observe it.",
        ),
        Kind::Attribute => Label::new(
            "Een indicator van de regio zelf: hoeveel gezinnen er in elke categorie zijn, zoals haar regels hen waarnemen. Een \
             gezin telt in ten hoogste één categorie.",
            "An indicator of the region's own: how many families there are in each category, as its rules observe them. A \
             family counts in one category at most.",
        ),
    }
}

#[cfg(test)]
mod tests;
