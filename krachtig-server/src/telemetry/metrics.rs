//! Figures for Prometheus: their names, their labels and the recorder that gathers them.
//!
//! Every label has a bounded set of values: the route's pattern, never its path; a known method or `other`; the status;
//! a code from our own list.

use std::time::Duration;

use metrics::{SetRecorderError, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use poem::http::Method;

const REQUESTS: &str = "krachtig_http_requests_total";
const REQUEST_SECONDS: &str = "krachtig_http_request_seconds";
const IN_FLIGHT: &str = "krachtig_http_requests_in_flight";
const REFUSALS: &str = "krachtig_http_refusals_total";
const SUBSCRIPTIONS: &str = "krachtig_graphql_subscriptions";
const DB_STATEMENTS: &str = "krachtig_db_statements_total";
const DB_SECONDS: &str = "krachtig_db_statement_seconds";
/// From half a millisecond to ten seconds; what takes longer is one bucket.
const BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Why figures cannot be gathered.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// The recorder was set up wrongly.
    #[error("the recorder of figures cannot be built")]
    Build(#[from] BuildError),
    /// Another recorder is set up in this process.
    #[error("a recorder of figures is set up already")]
    Taken(#[from] Box<SetRecorderError<PrometheusRecorder>>),
}

/// The figures gathered so far, ready to be rendered.
#[derive(Clone)]
pub struct Figures(PrometheusHandle);

impl Figures {
    /// Sets up the recorder for this process.
    ///
    /// # Errors
    /// A second call in one process.
    pub fn install() -> Result<Self, MetricsError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)?
            .build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(Box::new)?;
        describe();
        Ok(Self(handle))
    }

    /// The figures in Prometheus' text format.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds in what was gathered since the last call; without it, memory grows between two renderings.
    pub fn keep_up(&self) {
        self.0.run_upkeep();
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by method, route pattern and status.");
    describe_histogram!(REQUEST_SECONDS, "Time to answer, by method and route pattern.");
    describe_gauge!(IN_FLIGHT, "Requests being answered now.");
    describe_counter!(REFUSALS, "Requests refused before any work, by code.");
    describe_gauge!(SUBSCRIPTIONS, "GraphQL subscriptions open now.");
    describe_counter!(DB_STATEMENTS, "Database statements, by outcome.");
    describe_histogram!(DB_SECONDS, "Time per database statement.");
}

/// Counts one answered request. `route` is the pattern that matched, or a fixed word where none did.
pub fn record_request(method: &Method, route: &str, status: u16, took: Duration) {
    let (method, route) = (method_label(method), route.to_owned());
    counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(took);
}

/// Counts one request that was refused before any work. `code` is one of our own codes.
pub fn record_refusal(code: &'static str) {
    counter!(REFUSALS, "code" => code).increment(1);
}

/// Counts one database statement. The statement's text is not taken: it may hold values.
pub fn record_db_statement(took: Duration, failed: bool) {
    counter!(DB_STATEMENTS, "outcome" => if failed { "failed" } else { "ok" }).increment(1);
    histogram!(DB_SECONDS).record(took);
}

/// One more under way until the value is dropped, also when its task is cut off.
pub struct InFlight(&'static str);

impl InFlight {
    /// A request that is being answered.
    pub fn request() -> Self {
        Self::of(IN_FLIGHT)
    }

    fn of(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

/// A subscription that is open until the value is dropped.
pub fn track_subscription() -> InFlight {
    InFlight::of(SUBSCRIPTIONS)
}

fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_methods_share_one_label() {
        let made_up = Method::from_bytes(b"JAN").expect("a token is a method");
        assert_eq!(method_label(&made_up), "other");
        assert_eq!(method_label(&Method::POST), "POST");
    }

    #[test]
    fn the_buckets_apply_to_times_and_in_flight_goes_back_to_none() {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
            .expect("there are buckets")
            .build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            describe();
            let under_way = InFlight::request();
            record_request(&Method::POST, "/graphql", 200, Duration::from_millis(3));
            record_db_statement(Duration::from_micros(300), true);
            assert!(handle.render().contains("krachtig_http_requests_in_flight 1"));
            drop(under_way);
        });
        let text = handle.render();
        for line in [
            "krachtig_http_requests_total{method=\"POST\",route=\"/graphql\",status=\"200\"} 1",
            "krachtig_http_request_seconds_bucket{method=\"POST\",route=\"/graphql\",le=\"0.005\"} 1",
            "krachtig_http_requests_in_flight 0",
            "krachtig_db_statements_total{outcome=\"failed\"} 1",
        ] {
            assert!(text.contains(line), "no `{line}` in\n{text}");
        }
    }
}
