//! The table: each hostile component, where it is refused, and with which code. Trying them does not belong here.

use crate::Refused::{self, Compile, Decide, Load};
use crate::guest::{Guest, nested, within};

/// A hostile component, where it is refused, and the stable code with which.
pub struct Hostile {
    pub name: &'static str,
    pub component: Vec<u8>,
    pub refused: Refused,
    pub code: &'static str,
}

fn row(name: &'static str, refused: Refused, code: &'static str, component: Vec<u8>) -> Hostile {
    Hostile {
        name,
        component,
        refused,
        code,
    }
}

/// Rules that do this when they are asked to decide.
pub fn deciding(code: &str) -> Guest {
    Guest {
        decide: code.to_owned(),
        ..Guest::default()
    }
}

/// Rules with this much more beside what they do.
fn having(functions: &str, code: &str) -> Guest {
    Guest {
        functions: functions.to_owned(),
        ..deciding(code)
    }
}

/// Rules with findings that lie in memory as these: an address and a length each.
fn finding(findings: Vec<(u32, u32)>) -> Guest {
    Guest {
        pages: 40,
        findings,
        ..Guest::default()
    }
}

/// What never ends.
pub const ENDLESS: &str = "(loop $again (br $again))";
const MEBIBYTE: u32 = 1024 * 1024;

/// What misbehaves when it is asked.
pub fn at_decide() -> Vec<Hostile> {
    let grow = "(local $at i32) (loop $again
        (local.set $at (i32.shl (memory.grow (i32.const 1)) (i32.const 16)))
        (loop $touch
            (i32.store (local.get $at) (i32.const 1))
            (local.set $at (i32.add (local.get $at) (i32.const 4096)))
            (br_if $touch (i32.and (local.get $at) (i32.const 65535))))
        (br $again))";
    let deep = "(func $deep (param i64) (result i64) (i64.add (i64.const 1) (call $deep (i64.add (local.get 0) (i64.const 1)))))";
    let note = |length: u32| {
        format!("(loop $again (call $log (i32.const 1) (i32.const 65536) (i32.const {length})) (br $again))")
    };
    let table = "(table $t 1 funcref)";
    let elements = "(loop $again (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $again))";
    let pretends = Guest {
        count: Some(20_000),
        ..Guest::default()
    };
    vec![
        row(
            "an endless loop",
            Decide,
            "rule_out_of_fuel",
            deciding(ENDLESS).component(),
        ),
        row(
            "a memory bomb",
            Decide,
            "rule_out_of_memory",
            deciding(grow).component(),
        ),
        row(
            "a table bomb",
            Decide,
            "rule_out_of_memory",
            having(table, elements).component(),
        ),
        row(
            "deep recursion",
            Decide,
            "rule_trapped",
            having(deep, "(drop (call $deep (i64.const 0)))").component(),
        ),
        row(
            "a 100 MB answer",
            Decide,
            "rule_out_of_words",
            finding(vec![(0, MEBIBYTE); 100]).component(),
        ),
        row(
            "a 100 MB answer that isn't there",
            Decide,
            "rule_bad_answer",
            finding(vec![(0, 100 * MEBIBYTE)]).component(),
        ),
        row("20,000 findings", Decide, "rule_out_of_words", pretends.component()),
        row(
            "a finding that is no text",
            Decide,
            "rule_bad_answer",
            having(r#"(data (i32.const 65536) "\ff\ff")"#, "").with_finding(65_536, 2),
        ),
        row(
            "a finding that isn't declared",
            Decide,
            "rule_bad_answer",
            having(r#"(data (i32.const 65536) "oh")"#, "").with_finding(65_536, 2),
        ),
        row(
            "a flood of notes",
            Decide,
            "rule_out_of_words",
            deciding(&note(1024)).component(),
        ),
        row(
            "a flood of empty notes",
            Decide,
            "rule_out_of_words",
            deciding(&note(0)).component(),
        ),
        row(
            "a note of 400 KB",
            Decide,
            "rule_out_of_words",
            deciding(&note(400_000)).component(),
        ),
        row("a trap", Decide, "rule_trapped", deciding("unreachable").component()),
        row(
            "a division by zero",
            Decide,
            "rule_trapped",
            deciding("(drop (i32.div_u (local.get 0) (i32.const 0)))").component(),
        ),
        row(
            "a read out of bounds",
            Decide,
            "rule_trapped",
            deciding("(drop (i32.load (i32.const -4)))").component(),
        ),
    ]
}

impl Guest {
    /// The component, with one finding that lies in memory so.
    fn with_finding(mut self, at: u32, length: u32) -> Vec<u8> {
        self.findings = vec![(at, length)];
        self.component()
    }
}

/// What never becomes rules, though it compiles.
pub fn at_load() -> Vec<Hostile> {
    let starting = |code: &str| having(&format!("(func $start {code}) (start $start)"), "").component();
    let instances = |count: usize| format!("(core module $m) {}", "(core instance (instantiate $m))".repeat(count));
    let describing = Guest {
        describe: ENDLESS.to_owned(),
        ..Guest::default()
    };
    let large = Guest {
        pages: 4096,
        ..Guest::default()
    };
    let other = Guest {
        wit: Some(("amount: cents,", "amount: string,")),
        ..Guest::default()
    };
    let versioned = |version: &str| Guest {
        version: version.to_owned(),
        ..Guest::default()
    };
    let declaring = |schema: &str| Guest {
        schema: schema.to_owned(),
        ..Guest::default()
    };
    let round = r##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/a", "default": 1}}, "$defs": {"a": {"$ref": "#/$defs/a"}}}"##;
    let memories = format!(
        "(core module $m (memory 1)) {}",
        "(core instance (instantiate $m))".repeat(4)
    );
    vec![
        row("a loop while instantiating", Load, "does_not_start", starting(ENDLESS)),
        row(
            "a trap while instantiating",
            Load,
            "does_not_start",
            starting("unreachable"),
        ),
        row(
            "a loop while describing itself",
            Load,
            "does_not_start",
            describing.component(),
        ),
        row("200 instances", Load, "does_not_fit", within(&instances(200), 0)),
        row("five memories", Load, "does_not_fit", within(&memories, 0)),
        row("256 MiB from the start", Load, "does_not_fit", large.component()),
        row("a wrong signature", Load, "does_not_fit", other.component()),
        row(
            "a version that is none",
            Load,
            "bad_description",
            versioned("latest").component(),
        ),
        row(
            "a schema that goes round",
            Load,
            "bad_settings_schema",
            declaring(round).component(),
        ),
    ]
}

/// What the compiler refuses; `whole` is a component that it takes.
///
/// # Panics
/// When a text here is not well-formed.
#[must_use]
pub fn at_compile(whole: &[u8]) -> Vec<Hostile> {
    let truncated = whole[..whole.len() / 2].to_vec();
    let mut huge = whole.to_vec();
    huge.resize(
        usize::try_from(krachtig_plugin_engine::LARGEST_COMPONENT).expect("fits") + 1,
        0,
    );
    let of_package = |package: &'static str| Guest {
        wit: Some(("krachtig:region@1.0.0", package)),
        ..Guest::default()
    };
    let wasi = r#"(import "wasi:cli/environment@0.2.0" (instance)) (import "wasi:clocks/wall-clock@0.2.0" (instance))"#;
    let hidden =
        r#"(component $wants (import "wasi:cli/environment@0.2.0" (instance))) (instance (instantiate $wants))"#;
    let doubling: String = (1..40)
        .map(|n| format!("(type $t{n} (tuple $t{0} $t{0}))", n - 1))
        .collect();
    let text = |text: &str| wat::parse_str(text).expect("well-formed");
    vec![
        row("an empty file", Compile, "not_a_component", Vec::new()),
        row(
            "a garbage file",
            Compile,
            "not_a_component",
            b"\x7fELF what is this?".repeat(1000),
        ),
        row(
            "garbage that begins well",
            Compile,
            "does_not_compile",
            [&whole[..8], &[0xa5; 5000]].concat(),
        ),
        row("a truncated file", Compile, "does_not_compile", truncated),
        row("a file that is too large", Compile, "too_large", huge),
        row("a core module", Compile, "not_a_component", text("(module)")),
        row("a component of nothing", Compile, "export_missing", text("(component)")),
        row(
            "a wrong world",
            Compile,
            "import_not_allowed",
            of_package("someone:elses@1.0.0").component(),
        ),
        row(
            "a world of a later version",
            Compile,
            "import_not_allowed",
            of_package("krachtig:region@2.0.0").component(),
        ),
        row("WASI imports", Compile, "import_not_allowed", within(wasi, 2)),
        row(
            "a WASI import within",
            Compile,
            "does_not_compile",
            text(&format!("(component {hidden})")),
        ),
        row(
            "memory of 64 bits",
            Compile,
            "does_not_compile",
            within("(core module $m (memory i64 1)) (core instance (instantiate $m))", 0),
        ),
        row(
            "types that double",
            Compile,
            "does_not_compile",
            within(&format!("(type $t0 (tuple string string)) {doubling}"), 0),
        ),
        row("components in components", Compile, "export_missing", nested(2_000)),
    ]
}
