//! `krachtig audit export`: the log as files, and holding such files against checkpoints without anything else.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use krachtig_core::evidence::{Frontier, SignedCheckpoint, VerifierKey, leaf_hash};
use krachtig_core::store::Slug;
use serde_json::json;

use super::super::{Answer, Context, Failure, Outcome, tools};
use super::{opened, unreadable};

/// What to write, and where to.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The tenant.
    #[arg(long)]
    tenant: Slug,
    /// Directory for the files; it is made where it does not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// The lines in the order of the tree, one per row: the very bytes that the leaves are hashes of.
const LINES: &str = "lines.jsonl";
/// All checkpoints with their signatures, an empty row after each.
const CHECKPOINTS: &str = "checkpoints.txt";

pub(super) fn run(context: &Context, arguments: Arguments) -> Outcome {
    tools::with_installation(context, async move |installation| {
        let ctx = opened(installation, &arguments.tenant).await?;
        let services = &installation.services;
        services.checkpoint_log(&ctx, &installation.log_key).await?;
        let out = &arguments.out;
        super::super::export::make_private(out)?;
        let mut file = BufWriter::new(fs::File::create(out.join(LINES)).map_err(unreadable)?);
        let (mut next, mut count) = (Some(0), 0);
        while let Some(from) = next {
            let part = services.export_log(&ctx, from).await?;
            for line in &part.lines {
                writeln!(file, "{line}").map_err(unreadable)?;
            }
            count += part.lines.len();
            next = part.next;
        }
        file.flush().map_err(unreadable)?;
        let checkpoints = services.checkpoints(&ctx).await?;
        let notes: Vec<String> = checkpoints.iter().map(ToString::to_string).collect();
        fs::write(out.join(CHECKPOINTS), notes.join("\n")).map_err(unreadable)?;
        let key = services.log_verifier(&ctx, &installation.log_key)?.to_string();
        let text = format!(
            "Exported {count} lines and {} checkpoints to {}.\nlog_key: {key}",
            notes.len(),
            out.display()
        );
        Ok(Answer::new(
            text,
            json!({"lines": count, "checkpoints": notes.len(), "log_key": key}),
        ))
    })
}

/// Holds exported lines against the checkpoints that came with them and others.
///
/// # Errors
/// `log_damaged`, with what is wrong.
pub(super) fn verify(
    directory: &Path,
    log: &VerifierKey,
    (others, witnesses): (&[SignedCheckpoint], &[VerifierKey]),
) -> Outcome {
    let text = fs::read_to_string(directory.join(CHECKPOINTS)).map_err(unreadable)?;
    let came: Result<Vec<SignedCheckpoint>, _> = notes(&text).iter().map(|note| note.parse()).collect();
    let mut damages = Vec::new();
    let mut good = Vec::new();
    let came = came
        .map_err(super::note_fault)?
        .into_iter()
        .map(|signed| (signed, false));
    for (signed, kept_elsewhere) in came.chain(others.iter().map(|signed| (signed.clone(), true))) {
        let witnessed = !kept_elsewhere || witnesses.iter().all(|witness| signed.is_signed_by(witness));
        if signed.checkpoint.origin == log.name() && signed.is_signed_by(log) && witnessed {
            good.push(signed.checkpoint);
        } else {
            damages.push(json!({"code": "not_signed", "at": signed.checkpoint.size}));
        }
    }
    good.sort_by_key(|checkpoint| checkpoint.size);
    let (count, mut tree, mut next) = (good.len(), Frontier::new(), good.into_iter().peekable());
    let lines = BufReader::new(fs::File::open(directory.join(LINES)).map_err(unreadable)?).lines();
    let mut compare = |tree: &Frontier| {
        while let Some(checkpoint) = next.next_if(|checkpoint| checkpoint.size == tree.size()) {
            if checkpoint.root != tree.root() {
                damages.push(json!({"code": "fork", "at": checkpoint.size}));
            }
        }
    };
    compare(&tree);
    for line in lines {
        tree.push(leaf_hash(line.map_err(unreadable)?.as_bytes()));
        compare(&tree);
    }
    damages.extend(next.map(|checkpoint| json!({"code": "cut_off", "at": checkpoint.size})));
    if damages.is_empty() {
        let text = format!(
            "The export is whole: {} lines, held against {count} checkpoints.",
            tree.size()
        );
        return Ok(Answer::new(text, json!({"lines": tree.size(), "checkpoints": count})));
    }
    let reason = format!("{} things are wrong with the export: {}", damages.len(), json!(damages));
    Err(Failure::refused("log_damaged", reason).with(json!({"damages": damages})))
}

/// The notes in a file of several: each is a text, an empty row, and rows of signatures, and another empty row follows.
fn notes(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split("\n\n").collect();
    parts
        .chunks(2)
        .map(|pair| format!("{}\n", pair.join("\n\n").trim_end()))
        .filter(|note| note.len() > 1)
        .collect()
}
