//! What may depend on what: the rooms of the house, as `ARCHITECTURE.md` draws them, read off the paths that code names.

use super::paths::{NamedPath, named_paths};
use super::{File, Finding, source};

/// A room and what it may name of Krachtig besides itself.
struct Room {
    /// The crate's directory.
    home: &'static str,
    /// The module at the top of that crate.
    name: &'static str,
    /// Rooms of krachtig-core that it may use.
    core: &'static [&'static str],
    /// Rooms of krachtig-server that it must not use; the server's other modules are no rooms and free to use.
    not_server: &'static [&'static str],
}

const CORE: &str = "krachtig-core";
const SERVER: &str = "krachtig-server";

const ROOMS: [Room; 11] = [
    Room {
        home: CORE,
        name: "error",
        core: &["store"],
        not_server: &[],
    },
    Room {
        home: CORE,
        name: "domain",
        core: &[],
        not_server: &[],
    },
    Room {
        home: CORE,
        name: "access",
        core: &["domain"],
        not_server: &[],
    },
    Room {
        home: CORE,
        name: "rules",
        core: &["domain"],
        not_server: &[],
    },
    Room {
        home: CORE,
        name: "store",
        core: &["domain", "access", "evidence"],
        not_server: &[],
    },
    Room {
        home: CORE,
        name: "service",
        core: &["domain", "access", "rules", "store", "evidence"],
        not_server: &[],
    },
    Room {
        home: SERVER,
        name: "auth",
        core: &EVERY_ROOM,
        not_server: &["graphql", "web", "plugin_host", "app"],
    },
    Room {
        home: SERVER,
        name: "graphql",
        core: &["domain", "service"],
        not_server: &["web", "plugin_host", "app"],
    },
    Room {
        home: SERVER,
        name: "web",
        core: &["domain", "service"],
        not_server: &["graphql", "plugin_host", "app"],
    },
    Room {
        home: SERVER,
        name: "plugin_host",
        core: &["domain", "rules"],
        not_server: &["auth", "graphql", "web", "app"],
    },
    Room {
        home: CORE,
        name: "evidence",
        core: &[],
        not_server: &[],
    },
];

const EVERY_ROOM: [&str; 6] = ["domain", "access", "rules", "store", "service", "evidence"];

/// A dependency that only these directories may name.
struct Reserved {
    crates: &'static [&'static str],
    places: &'static [&'static str],
}

const RESERVED: [Reserved; 8] = [
    Reserved {
        crates: &["sea_orm", "sea_orm_migration", "sea_query"],
        places: &[
            "krachtig-core/src/store",
            "krachtig-core/tests",
            "krachtig-core/national/src/store",
        ],
    },
    Reserved {
        crates: &["sqlx"],
        places: &["krachtig-core/src/store", "deploy/bench", "tests"],
    },
    Reserved {
        crates: &["wasmtime"],
        places: &["krachtig-server/src/plugin_host", "plugins/engine", "plugins/compiler"],
    },
    Reserved {
        crates: &["async_graphql", "async_graphql_poem"],
        places: &[
            "krachtig-server/src/graphql",
            "krachtig-server/src/http/graphql",
            "krachtig-server/src/http/tests",
            "krachtig-server/src/app",
            "tests",
            "deploy/bench",
        ],
    },
    Reserved {
        crates: &["cedar_policy"],
        places: &["krachtig-core/build.rs", "krachtig-core/src/access", "tests/policies"],
    },
    Reserved {
        crates: &["krachtig_server"],
        places: &["krachtig-server", "tests", "deploy/bench"],
    },
    Reserved {
        crates: &["typst", "typst_layout", "typst_pdf"],
        places: &["krachtig-server/report"],
    },
    Reserved {
        crates: &["object_store"],
        places: &["krachtig-core/src/store/object"],
    },
];

/// What would make a decision impure or asynchronous.
const NOT_IN_DOMAIN: [&str; 8] = [
    "futures_util",
    "getrandom",
    "poem",
    "sha2",
    "tokio",
    "tokio_stream",
    "tracing",
    "tracing_subscriber",
];

/// Checks the rules of this module.
pub(super) fn check(file: &File<'_>) -> Vec<Finding> {
    if file.path.starts_with("plugins/") && file.name() == "Cargo.toml" {
        let lines = file.text.lines().enumerate().filter(|(_, line)| line.starts_with(CORE));
        return lines
            .map(|(index, _)| file.finding(index + 1, PLUGIN_WITH_CORE))
            .collect();
    }
    if file.extension() != "rs" {
        return Vec::new();
    }
    let code = source::code_only(file.text);
    let place = Place::of(file.path);
    let mut findings = Vec::new();
    for path in named_paths(&code) {
        let path = NamedPath {
            line: path.line,
            segments: place.absolute(path.segments),
        };
        // A room's tests open a whole house around it.
        let room = place.room().filter(|_| !file.path.contains("/tests/"));
        let message = reserved(file, &path).or_else(|| room.and_then(|room| trespass(room, &path)));
        findings.extend(message.map(|message| file.finding(path.line, message)));
    }
    findings.extend(place.unknown_room().map(|message| file.finding(1, message)));
    if place.room().is_some_and(|room| room.name == "domain") {
        let asynchronous = code.lines().enumerate().filter(|(_, line)| line.contains("async fn"));
        findings.extend(asynchronous.map(|(index, _)| file.finding(index + 1, "the domain is synchronous")));
    }
    findings
}

const PLUGIN_WITH_CORE: &str = "plugins know the WIT alone, never krachtig-core";

fn reserved(file: &File<'_>, path: &NamedPath) -> Option<String> {
    let first = path.segments.first()?.as_str();
    if first == "krachtig_core" && file.path.starts_with("plugins/") {
        return Some(PLUGIN_WITH_CORE.to_owned());
    }
    let reserved = RESERVED.iter().find(|reserved| reserved.crates.contains(&first))?;
    let allowed = reserved.places.iter().any(|place| {
        let rest = file.path.strip_prefix(place);
        rest.is_some_and(|rest| rest.starts_with('/') || rest.starts_with('.'))
    });
    (!allowed).then(|| format!("only {} may name {first}", reserved.places.join(", ")))
}

fn trespass(room: &Room, path: &NamedPath) -> Option<String> {
    let (first, second) = (
        path.segments.first()?.as_str(),
        path.segments.get(1).map(String::as_str),
    );
    let from = format!("{}/{}", room.home, room.name);
    if room.name == "domain" && NOT_IN_DOMAIN.contains(&first) {
        return Some(format!("{from} is pure: it may not name {first}"));
    }
    let of_core = first == "krachtig_core" || (first == "crate" && room.home == CORE);
    let of_server = first == "crate" && room.home == SERVER;
    match second {
        Some(other) if other == room.name && first == "crate" => None,
        Some(other) if of_core && EVERY_ROOM.contains(&other) && !room.core.contains(&other) => {
            let allowed = if room.core.is_empty() {
                "nothing"
            } else {
                &room.core.join(", ")
            };
            Some(format!("{from} may not use core/{other}; of core it may use {allowed}"))
        }
        Some(other) if of_server && room.not_server.contains(&other) => {
            Some(format!("{from} may not use server/{other}"))
        }
        None if first == "krachtig_core" => Some(format!("{from} brings in all of krachtig_core: name the room")),
        _ => None,
    }
}

/// Where a file stands in its crate.
struct Place<'a> {
    home: &'a str,
    /// The file's module path, from the crate's root.
    modules: Vec<&'a str>,
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Self {
        let Some((home, inside)) = path.split_once("/src/") else {
            return Self {
                home: "",
                modules: Vec::new(),
            };
        };
        let mut modules: Vec<&str> = inside.trim_end_matches(".rs").split('/').collect();
        if matches!(modules.last(), Some(&"mod" | &"lib" | &"main")) {
            modules.pop();
        }
        Self { home, modules }
    }

    fn room(&self) -> Option<&'static Room> {
        ROOMS
            .iter()
            .find(|room| room.home == self.home && self.modules.first() == Some(&room.name))
    }

    /// Core is all rooms: a new one gets its rules before its first line.
    fn unknown_room(&self) -> Option<String> {
        let module = self
            .modules
            .first()
            .filter(|_| self.home == CORE && self.room().is_none())?;
        Some(format!(
            "core/{module} is no known room: say in deploy/xtask/src/tidy/rooms.rs what it may use"
        ))
    }

    /// Writes `super::` out. An inline module counts as part of its file, which at worst asks for too much.
    fn absolute(&self, segments: Vec<String>) -> Vec<String> {
        let up = segments.iter().take_while(|segment| *segment == "super").count();
        if up == 0 {
            return segments;
        }
        let above = &self.modules[..self.modules.len().saturating_sub(up)];
        let root = std::iter::once("crate").chain(above.iter().copied()).map(str::to_owned);
        root.chain(segments.into_iter().skip(up)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::File;
    use super::check;

    fn broken(path: &str, code: &str) -> Vec<String> {
        check(&File { path, text: code })
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn the_domain_uses_no_other_room_however_it_is_named() {
        for code in [
            "use crate::store::Tenant;",
            "use crate::{domain::id, service};",
            "use super::super::access::Permit;",
            "fn f(x: crate::rules::Port) {}",
            "use tokio::sync::Mutex;",
            "use sea_orm::EntityTrait;",
            "async fn f() {}",
        ] {
            assert_eq!(broken("krachtig-core/src/domain/case.rs", code).len(), 1, "{code}");
        }
        assert_eq!(
            broken(
                "krachtig-core/src/domain/case.rs",
                "use super::id::CaseId; use crate::domain::x;"
            ),
            [""; 0]
        );
    }

    #[test]
    fn what_is_said_in_comments_and_strings_is_no_use() {
        let code = "// see crate::store::x\nconst A: &str = \"sea_orm::x\";";
        assert_eq!(broken("krachtig-core/src/domain/case.rs", code), [""; 0]);
    }

    #[test]
    fn the_doors_of_the_server_know_the_service_and_not_each_other() {
        let allowed = "use krachtig_core::service::Cases; use crate::auth::Ctx; use crate::web::page;";
        assert_eq!(broken("krachtig-server/src/web/cases.rs", allowed), [""; 0]);
        let store = "use krachtig_core::{domain::id, store::Tenant};";
        assert_eq!(broken("krachtig-server/src/web/cases.rs", store).len(), 1);
        assert_eq!(broken("krachtig-server/src/graphql/cases.rs", store).len(), 1);
        assert_eq!(
            broken("krachtig-server/src/graphql/mod.rs", "use crate::web::page;").len(),
            1
        );
        assert_eq!(
            broken("krachtig-server/src/web.rs", "use krachtig_core as core;").len(),
            1
        );
        assert_eq!(broken("krachtig-server/src/app/mod.rs", store), [""; 0]);
    }

    #[test]
    fn the_orm_stays_in_the_store() {
        let code = "use sea_orm::EntityTrait;";
        assert_eq!(broken("krachtig-core/src/store/cases.rs", code), [""; 0]);
        assert_eq!(broken("krachtig-core/src/store.rs", code), [""; 0]);
        assert_eq!(broken("krachtig-core/src/service/cases.rs", code).len(), 1);
        assert_eq!(broken("krachtig-server/src/app.rs", code).len(), 1);
    }

    #[test]
    fn plugins_never_see_core() {
        assert_eq!(
            broken("plugins/x/src/lib.rs", "use krachtig_core::domain::id;").len(),
            1
        );
        assert_eq!(
            broken(
                "plugins/x/Cargo.toml",
                "[dependencies]\nkrachtig-core.workspace = true\n"
            )
            .len(),
            1
        );
        assert_eq!(
            broken("plugins/x/Cargo.toml", "[dependencies]\nwit-bindgen.workspace = true\n"),
            [""; 0]
        );
    }

    #[test]
    fn a_new_room_of_core_needs_rules() {
        assert_eq!(broken("krachtig-core/src/reports/mod.rs", "//! Reports.").len(), 1);
        assert_eq!(broken("krachtig-core/src/lib.rs", "pub mod domain;"), [""; 0]);
    }
}
