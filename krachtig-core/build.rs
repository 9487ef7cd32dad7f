//! Holds the policies of access against their schema, asks Cedar everything that can be asked of them, and writes the
//! answers down as the table in which the program looks. A policy that does not hold fails the build.

use std::fmt::Write;
use std::path::{Path, PathBuf};

#[path = "src/access/compile.rs"]
mod compile;

use compile::{Row, World};

type Broken = Box<dyn std::error::Error>;

fn main() -> Result<(), Broken> {
    let access = Path::new("src/access");
    let (schema, policies) = (access.join("schema.cedarschema"), access.join("policies"));
    for watched in [&schema, &policies, &access.join("compile.rs")] {
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    let world = World::read(&std::fs::read_to_string(&schema)?)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&policies)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut texts = Vec::new();
    for file in &files {
        texts.push((file.display().to_string(), std::fs::read_to_string(file)?));
    }
    let named = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let rows = world.rows(&world.policies(named)?)?;
    let out = std::env::var_os("OUT_DIR").ok_or("cargo says where to write")?;
    std::fs::write(Path::new(&out).join("answers.rs"), written(&world, &rows)?)?;
    Ok(())
}

/// The answers as Rust.
fn written(world: &World, rows: &[Row]) -> Result<String, Broken> {
    let mut text = String::new();
    let words = &world.words;
    for (name, about, list) in [
        ("ROLES", "The roles, in the order in which members ask.", &words.roles),
        ("STATES", "The states of a membership, within each role.", &words.states),
        ("SIDES", "The sides, in the order of the ways.", &words.sides),
    ] {
        writeln!(text, "/// {about}")?;
        writeln!(text, "const {name}: [&str; {}] = {list:?};", list.len())?;
    }
    writeln!(
        text,
        "/// The answers: of members by role and state, then of an operator and of a party."
    )?;
    let askers = world.askers().len();
    writeln!(text, "const ANSWERS: [Answers<{askers}>; {}] = [", rows.len())?;
    for Row { action, part, may } in rows {
        writeln!(
            text,
            "    Answers {{ action: {action:?}, part: {part:?}, may: {may:?} }},"
        )?;
    }
    writeln!(text, "];")?;
    Ok(text)
}
