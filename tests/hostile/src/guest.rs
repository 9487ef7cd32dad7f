//! Makes components that misbehave: a core module in text, which describes itself properly, wrapped as the tools of
//! any language wrap one. What they do does not belong here.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// Where the data of a module begin. Below it there is nothing, so that no address is null.
const START: u32 = 1024;
/// Where a module hands out memory for what it is given: behind its data.
const HEAP: u32 = 256 * 1024;

/// The package of the WIT.
const PACKAGE: &str = "krachtig:region@1.0.0";

/// Rules in the text format of WebAssembly. As it stands it refuses every request, with a finding.
pub struct Guest {
    /// The pages of memory that it begins with.
    pub pages: u32,
    /// More functions, imports not among them.
    pub functions: String,
    /// What `decide` does, before it gives its answer.
    pub decide: String,
    /// What `describe` does before it answers.
    pub describe: String,
    /// The findings of the answer as they lie in memory, a code each.
    pub findings: Vec<(u32, u32)>,
    /// How many findings it pretends to give.
    pub count: Option<u32>,
    /// The schema of its settings.
    pub schema: String,
    /// Its version.
    pub version: String,
    /// What is replaced in the WIT that it is made for.
    pub wit: Option<(&'static str, &'static str)>,
}

impl Default for Guest {
    fn default() -> Self {
        Self {
            pages: 8,
            functions: String::new(),
            decide: String::new(),
            describe: String::new(),
            findings: Vec::new(),
            count: None,
            schema: r#"{"type": "object", "properties": {}}"#.to_owned(),
            version: "1.0.0".to_owned(),
            wit: None,
        }
    }
}

/// A module's data, laid out as the component model has it.
#[derive(Default)]
struct Data(Vec<u8>);

impl Data {
    fn here(&self) -> u32 {
        START + u32::try_from(self.0.len()).expect("small")
    }

    /// A text, as its address and its length.
    fn text(&mut self, text: &str) -> [u32; 2] {
        let at = self.here();
        self.0.extend(text.as_bytes());
        [at, u32::try_from(text.len()).expect("small")]
    }

    /// Numbers of four bytes, and their address.
    fn words(&mut self, words: &[u32]) -> u32 {
        self.0.resize(self.0.len().next_multiple_of(8), 0);
        let at = self.here();
        self.0.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        at
    }

    /// A text in both languages, as the address and the length of a list.
    fn translations(&mut self, text: &str) -> [u32; 2] {
        let [nl, en, text] = [self.text("nl"), self.text("en"), self.text(text)];
        [self.words(&[nl, text, en, text].concat()), 2]
    }

    /// As the text format quotes it.
    fn quoted(&self) -> String {
        self.0.iter().fold(String::new(), |mut quoted, byte| {
            write!(quoted, "\\{byte:02x}").expect("memory");
            quoted
        })
    }
}

impl Guest {
    /// The component.
    pub fn component(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.module()).expect("the module is well-formed");
        let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/wit/v1");
        let copy = tempfile::tempdir().expect("a folder");
        for file in fs::read_dir(wit).expect("the WIT is there") {
            let file = file.expect("readable").path();
            let mut text = fs::read_to_string(&file).expect("text");
            if let Some((from, to)) = self.wit {
                text = text.replace(from, to);
            }
            fs::write(copy.path().join(file.file_name().expect("a name")), text).expect("writable");
        }
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(copy.path()).expect("the WIT is well-formed");
        let world = resolve.select_world(&[package], None).expect("one world");
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("it fits the WIT");
        let mut encoder = ComponentEncoder::default();
        encoder
            .module(&module)
            .expect("a module")
            .encode()
            .expect("a component")
    }

    fn module(&self) -> String {
        let mut data = Data::default();
        let code = data.text("no");
        let summary = data.translations("Misbehaves.");
        let texts = data.translations("No.");
        let finding = data.words(&[&code[..], &[8, 0], &texts].concat());
        let languages = [data.text("nl"), data.text("en")].concat();
        let languages = data.words(&languages);
        let (name, version) = (data.text("misbehaves"), data.text(&self.version));
        let description = data.words(&[&name[..], &version, &[languages, 2], &summary, &[finding, 1]].concat());
        let schema = data.text(&self.schema);
        let schema = data.words(&schema);
        let given = if self.findings.is_empty() {
            vec![(code[0], code[1])]
        } else {
            self.findings.clone()
        };
        let given: Vec<u32> = given.into_iter().flat_map(|(at, length)| [at, length, 8, 0]).collect();
        let count = self.count.unwrap_or(u32::try_from(given.len() / 4).expect("small"));
        let given = data.words(&given);
        // An answer rather than a problem, a refusal, the findings, no tranches and no obligations.
        let answer = data.words(&[0, 2, 0, 0, 0, 0, given, count, 8, 0, 8, 0]);
        let nothing = data.words(&[8, 0]);
        let package = match self.wit {
            Some((from, to)) => PACKAGE.replace(from, to),
            None => PACKAGE.to_owned(),
        };
        let (package, package_version) = package.split_once('@').expect("a version");
        let export = |of: &str| {
            format!(
                "(export \"{package}/{}\")",
                of.replace('#', &format!("@{package_version}#"))
            )
        };
        format!(
            r#"(module
                (import "{package}/log@{package_version}" "write" (func $log (param i32 i32 i32)))
                (memory (export "memory") {pages})
                (global $next (mut i32) (i32.const {HEAP}))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                    (global.set $next (i32.add (local.get $at) (local.get 3)))
                    (local.get $at))
                {functions}
                (func {describes} (result i32) {describe} (i32.const {description}))
                (func {declares} (result i32) (i32.const {schema}))
                (func {decides} (param i32) (result i32) {decide} (i32.const {answer}))
                (func {indicates} (result i32) (i32.const {nothing}))
                (func {observes} (param i32) (result i32) unreachable)
                (data (i32.const {START}) "{data}"))"#,
            pages = self.pages,
            functions = self.functions,
            describe = self.describe,
            decide = self.decide,
            describes = export("rule-set#describe"),
            declares = export("rule-set#settings-schema"),
            decides = export("budget#decide"),
            indicates = export("reporting#indicators"),
            observes = export("reporting#observe"),
            data = data.quoted(),
        )
    }
}

/// Rules that stand within another component, which adds something of its own: so many instances among it, which
/// aren't core ones.
pub fn within(add: &str, instances: u8) -> Vec<u8> {
    let log = "krachtig:region/log@1.0.0";
    let outer = wat::parse_str(format!(
        r#"(component
            (import "{log}" (instance
                (type $t (enum "debug" "info" "warn" "error"))
                (export "level" (type $level (eq $t)))
                (export "write" (func (param "level" $level) (param "message" string)))))
            {add})"#
    ));
    // The text format can't hold a component in bytes, so what follows is written as bytes: the rules as the first
    // component, their instance, which gets the imported notes, and what it exports.
    let instance = [&[1, 0, 0, 1][..], &named(log), &[5, 0]].concat();
    let rules = 1 + instances;
    let exported = ["rule-set", "budget", "reporting"].map(|name| named(&format!("krachtig:region/{name}@1.0.0")));
    let aliases = exported
        .each_ref()
        .map(|name| [&[5, 0, rules][..], name].concat())
        .concat();
    let exports = exported
        .iter()
        .zip(rules + 1..)
        .map(|(name, index)| [&[0][..], name, &[5, index, 0]].concat())
        .collect::<Vec<_>>()
        .concat();
    [
        outer.expect("the component is well-formed"),
        section(4, &Guest::default().component()),
        section(5, &instance),
        section(6, &[&[3][..], &aliases].concat()),
        section(11, &[&[3][..], &exports].concat()),
    ]
    .concat()
}

/// A text as bytes, its length first.
fn named(text: &str) -> Vec<u8> {
    [&number(text.len())[..], text.as_bytes()].concat()
}

/// A component of a module of one function, which does this very often.
pub fn long(code: &[u8], times: usize) -> Vec<u8> {
    // No parameter, one local of 64 bits, the code, the end.
    let body = [&[1, 1, 0x7e][..], &code.repeat(times), &[0x0b]].concat();
    let body = [&number(body.len())[..], &body].concat();
    let sections = [
        section(1, &[1, 0x60, 0, 0]),
        section(3, &[1, 0]),
        section(10, &[&[1][..], &body].concat()),
    ];
    let module = [b"\0asm\x01\0\0\0".to_vec(), sections.concat()].concat();
    [b"\0asm\x0d\0\x01\0".to_vec(), section(1, &module)].concat()
}

/// A component in a component in a component, and so on.
pub fn nested(depth: usize) -> Vec<u8> {
    let header = b"\0asm\x0d\0\x01\0";
    (0..depth).fold(header.to_vec(), |inner, _| [&header[..], &section(4, &inner)].concat())
}

fn section(kind: u8, content: &[u8]) -> Vec<u8> {
    [&[kind][..], &number(content.len()), content].concat()
}

/// A number in LEB128.
fn number(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 127 {
        bytes.push(u8::try_from(number & 127).expect("seven bits") | 128);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).expect("seven bits"));
    bytes
}
