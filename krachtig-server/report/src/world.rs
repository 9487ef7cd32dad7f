//! All that the typesetter gets to see: the layout, the data, the letters.

use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::letters::FONTS;

const LAYOUT: &str = include_str!("report.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
/// The layout and the data, by the names under which they are asked for.
static NAMES: LazyLock<Option<[FileId; 2]>> = LazyLock::new(|| Some([named("report.typ")?, named("report.json")?]));

fn named(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// What lies on the typesetter's desk.
pub(crate) struct Desk {
    layout: Source,
    data: Bytes,
}

impl Desk {
    /// With the data of one report, as JSON.
    pub(crate) fn with(data: String) -> Self {
        let layout = match *NAMES {
            Some([layout, _]) => Source::new(layout, LAYOUT.to_owned()),
            None => Source::detached(LAYOUT),
        };
        Self {
            layout,
            data: Bytes::from_string(data),
        }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.layout.id() {
            Ok(self.layout.clone())
        } else {
            Err(FileError::NotFound(PathBuf::new()))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match *NAMES {
            Some([_, data]) if id == data => Ok(self.data.clone()),
            _ => Err(FileError::NotFound(PathBuf::new())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    /// A report knows the day on which it was made, and no other.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
