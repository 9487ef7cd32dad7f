//! What the edge adds to every answer.

use super::*;

fn get(path: &str, headers: &[(&str, &str)]) -> Request<Full<Bytes>> {
    request(Method::GET, path, headers, &Value::Null)
}

#[tokio::test]
async fn every_answer_protects_browsers_and_names_no_server() {
    let mut settings = settings();
    settings.server.public_origin = "https://krachtig.example".into();
    let house = house(&settings).await;
    for path in ["/healthz", "/nowhere", "/panic", "/graphql"] {
        let response = house.send(get(path, &[])).await;
        let headers = response.headers();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(headers[name], value, "{path}");
        }
        assert!(
            headers["content-security-policy"]
                .to_str()
                .is_ok_and(|text| text.starts_with("default-src 'none'"))
        );
        assert!(
            headers.contains_key("strict-transport-security") && !headers.contains_key("server"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn request_ids_are_echoed_or_made() {
    let house = house(&settings()).await;
    let response = house.send(get("/healthz", &[("x-request-id", "proxy-12345")])).await;
    assert_eq!(response.headers()["x-request-id"], "proxy-12345");
    let response = house.send(get("/nowhere", &[("x-request-id", "Jan Jansen")])).await;
    assert_eq!(response.headers()["x-request-id"].len(), 32);
}

#[tokio::test]
async fn panics_and_unknown_paths_answer_in_the_one_shape() {
    let house = house(&settings()).await;
    let panic = house.send(get("/panic", &[])).await;
    assert_eq!(
        (panic.status(), code(panic.body())),
        (StatusCode::INTERNAL_SERVER_ERROR, "internal".into())
    );
    assert!(!String::from_utf8_lossy(panic.body()).contains("Jansen"));
    let absent = house.refused(get("/nowhere", &[])).await;
    assert_eq!(absent, (StatusCode::NOT_FOUND, "not_found".into()));
}

#[tokio::test]
async fn health_tells_alive_and_ready_apart() {
    let house = house(&settings()).await;
    assert_eq!(house.send(get("/healthz", &[])).await.status(), StatusCode::OK);
    assert_eq!(house.send(get("/readyz", &[])).await.status(), StatusCode::OK);
    let (_trigger, shutdown) = shutdown::pair();
    let front = app::front(&settings(), Route::new(), || async { false }, shutdown);
    let response = poem::Endpoint::get_response(&front, poem::Request::builder().uri_str("/readyz").finish()).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let (trigger, shutdown) = shutdown::pair();
    let front = app::front(&settings(), Route::new(), || async { true }, shutdown);
    trigger.begin();
    let response = poem::Endpoint::get_response(&front, poem::Request::builder().uri_str("/readyz").finish()).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn figures_hold_patterns_and_never_paths() {
    let figures = crate::telemetry::Figures::install().expect("the only test that installs it");
    let house = house(&settings()).await;
    house.send(get("/things/jan-jansen", &[])).await;
    house.send(get("/secret-path-of-jan-jansen", &[])).await;
    house.send(proper("{ hello(name: \"jan-jansen\") }")).await;
    house.send(get("/graphql", &[])).await;
    let text = figures.render();
    for part in [
        "route=\"/things/:id\"",
        "route=\"unmatched\"",
        "route=\"/graphql\"",
        "code=\"method_not_allowed\"",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    assert!(!text.contains("jansen"), "{text}");
}
