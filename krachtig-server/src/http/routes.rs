//! The table of routes: what can be asked for, and how. The router is made of it, and so is the matrix of access in the
//! tests, so that no route is served that was not tried by everybody there can be.
//!
//! What a route answers does not belong here.

use poem::{IntoEndpoint, Route};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteRow {
    /// The method by which it is asked for. Each endpoint refuses the others itself.
    pub method: &'static str,
    /// The path, in which a part that begins with a colon may be anything.
    pub path: &'static str,
}

/// A router that knows its rows.
#[derive(Default)]
pub struct Routes {
    route: Route,
    rows: Vec<RouteRow>,
}

impl Routes {
    /// Adds a route that is asked for by a method.
    #[must_use]
    pub fn at<E>(mut self, (method, path): (&'static str, &'static str), endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.rows.push(RouteRow { method, path });
        Self {
            route: self.route.at(path, endpoint),
            rows: self.rows,
        }
    }

    /// Every row, in the order in which they were added.
    #[must_use]
    pub fn rows(&self) -> &[RouteRow] {
        &self.rows
    }

    /// The router.
    #[must_use]
    pub fn into_route(self) -> Route {
        self.route
    }
}

/// For a router of tests and measurements, which serve routes of their own. What is served to people takes [`Routes`].
impl From<Route> for Routes {
    fn from(route: Route) -> Self {
        Self {
            route,
            rows: Vec::new(),
        }
    }
}
