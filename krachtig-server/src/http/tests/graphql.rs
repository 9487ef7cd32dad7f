//! The door for GraphQL, over a real connection.

use std::sync::atomic::Ordering;

use super::*;

const STANDARD_INTROSPECTION: &str = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } \
    subscriptionType { name } types { ...FullType } directives { name description locations args { ...InputValue } } } } \
    fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { \
    ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { \
    ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { \
    ...TypeRef } } fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue } \
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

fn as_developer(query: &str) -> Request<Full<Bytes>> {
    let mut request = proper(query);
    request
        .headers_mut()
        .insert("x-test-who", "developer".parse().expect("a header"));
    request
}

#[tokio::test]
async fn a_proper_request_is_answered_and_knows_who_asks() {
    let house = house(&settings()).await;
    let body = json!({"query": "query Q($n: String) { hello(name: $n) visitor }", "variables": {"n": "Sam"}, "operationName": "Q"});
    for _ in 0..3 {
        assert_eq!(
            data(&house.send(operation(&body)).await),
            json!({"hello": "hello Sam", "visitor": "somebody"})
        );
    }
}

#[tokio::test]
async fn only_post_with_json_and_our_header_comes_in() {
    let house = house(&settings()).await;
    let ours = ("x-krachtig-client", "test");
    let json_type = ("content-type", "application/json");
    let bump = json!({"query": "mutation { bump(by: 1000) }"});
    let before = demo::BUMPS.load(Ordering::SeqCst);
    assert_eq!(
        house
            .send(request(Method::GET, "/graphql", &[ours], &Value::Null))
            .await
            .headers()["allow"],
        "POST"
    );
    let by_get = request(Method::GET, "/graphql?query=mutation%7Bbump%7D", &[ours], &Value::Null);
    assert_eq!(
        house.refused(by_get).await,
        (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed".into())
    );
    for wrong in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonx",
        "application/graphql",
    ] {
        let sent = request(Method::POST, "/graphql", &[ours, ("content-type", wrong)], &bump);
        assert_eq!(
            house.refused(sent).await,
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json".into()),
            "{wrong}"
        );
    }
    let twice = request(
        Method::POST,
        "/graphql",
        &[ours, json_type, ("content-type", "text/plain")],
        &bump,
    );
    assert_eq!(house.refused(twice).await.1, "not_json");
    for headers in [&[json_type][..], &[json_type, ("x-krachtig-client", " ")]] {
        let sent = request(Method::POST, "/graphql", headers, &bump);
        assert_eq!(
            house.refused(sent).await,
            (StatusCode::BAD_REQUEST, "client_header_missing".into())
        );
    }
    assert!(
        demo::BUMPS.load(Ordering::SeqCst) < before + 1000,
        "nothing was changed"
    );
    let charset = request(
        Method::POST,
        "/graphql",
        &[ours, ("content-type", "application/json; charset=UTF-8")],
        &bump,
    );
    assert_eq!(house.send(charset).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn another_sites_page_is_turned_away() {
    let mut settings = settings();
    let house_by_host = house(&settings).await;
    settings.server.public_origin = "https://krachtig.example".into();
    let house_by_origin = house(&settings).await;
    let with = |name: &'static str, value: &'static str| {
        let mut request = proper("{ hello }");
        request.headers_mut().insert(name, value.parse().expect("a header"));
        request
    };
    for house in [&house_by_host, &house_by_origin] {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert_eq!(
                house.refused(with(name, value)).await,
                (StatusCode::FORBIDDEN, "cross_site".into()),
                "{value}"
            );
        }
        assert_eq!(
            house.send(with("sec-fetch-site", "same-origin")).await.status(),
            StatusCode::OK
        );
    }
    assert_eq!(
        house_by_host
            .send(with("origin", "http://krachtig.test"))
            .await
            .status(),
        StatusCode::OK
    );
    assert_eq!(
        house_by_origin
            .send(with("origin", "https://krachtig.example"))
            .await
            .status(),
        StatusCode::OK
    );
    assert_eq!(
        house_by_origin.refused(with("origin", "http://krachtig.test")).await.1,
        "cross_site"
    );
}

#[tokio::test]
async fn the_gate_refuses_before_the_body_is_read() {
    let house = house(&settings()).await;
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-krachtig-client: t\r\n\
                x-test-who: nobody\r\ncontent-length: 100\r\n\r\n";
    let answer = house.raw(head.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 401") && answer.contains("not_signed_in"),
        "{answer}"
    );
}

#[tokio::test]
async fn bodies_that_are_not_one_operation_are_refused() {
    let house = house(&settings()).await;
    for (body, wanted) in [
        (json!([{"query": "{ hello }"}, {"query": "{ hello }"}]), "graphql_batch"),
        (json!(["{ hello }", null, {}, {}]), "graphql_batch"),
        (json!([]), "graphql_batch"),
        (json!({"query": ""}), "graphql_no_query"),
        (json!({}), "graphql_no_query"),
        (json!({"query": 1}), "graphql_bad_request"),
        (json!("{ hello }"), "graphql_bad_request"),
        (json!({"query": "{ hello", "variables": {}}), "graphql_syntax"),
        (json!({"query": "fragment F on Query { hello }"}), "graphql_syntax"),
    ] {
        assert_eq!(
            house.refused(operation(&body)).await,
            (StatusCode::BAD_REQUEST, wanted.into()),
            "{body}"
        );
    }
    let nested = format!(
        "{{\"query\": \"{{ hello }}\", \"variables\": {{\"a\": {}1{}}}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let mut deep = operation(&Value::Null);
    *deep.body_mut() = Full::from(nested);
    assert_eq!(house.refused(deep).await.1, "graphql_bad_request");
}

#[tokio::test]
async fn the_schema_is_told_to_those_who_may_know_it() {
    let mut settings = settings();
    let open = house(&settings).await;
    let told = data(&open.send(as_developer(STANDARD_INTROSPECTION)).await);
    assert_eq!(told["__schema"]["queryType"]["name"], "Query");
    // The document is kept by now, and is still none of somebody else's business.
    for query in [
        STANDARD_INTROSPECTION,
        "{ __type(name: \"Query\") { name } }",
        "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    ] {
        assert_eq!(
            open.refused(proper(query)).await.1,
            "graphql_introspection_off",
            "{query}"
        );
    }
    let circular = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(
        open.refused(as_developer(circular)).await.1,
        "graphql_introspection_too_deep"
    );
    settings.graphql.introspection = false;
    let closed = house(&settings).await;
    assert_eq!(
        closed.refused(as_developer(STANDARD_INTROSPECTION)).await.1,
        "graphql_introspection_off"
    );
}

#[tokio::test]
async fn errors_tell_nothing_about_the_inside() {
    let house = house(&settings()).await;
    for query in [
        "{ helo }",
        "{ hello(nam: 1) }",
        "{ hello(name: 1) }",
        "{ families { name } }",
        "{ hello @skp(if: true) }",
        "{ hello @skip(iff: true) }",
        "{ inner { vistor hellp families(firts: 1) { nmae } } }",
    ] {
        let response = house.send(as_developer(query)).await;
        let text = String::from_utf8_lossy(response.body()).into_owned();
        assert_eq!(code(response.body()), "graphql_invalid", "{text}");
        assert!(!text.contains("Did you mean"), "{text}");
        let told: Value = serde_json::from_slice(house.send(proper(query)).await.body()).expect("an answer in JSON");
        let message = "The query or one of its values does not fit the schema.";
        let extensions = json!({"code": "graphql_invalid"});
        assert_eq!(
            told,
            json!({"data": null, "errors": [{"message": message, "extensions": extensions}]}),
            "{query}"
        );
    }
    let many = house
        .send(as_developer(&format!("{{ {} }}", "helo ".repeat(900))))
        .await;
    assert!(many.body().len() < 20_000, "{} bytes of errors", many.body().len());
    let leaky = house.send(proper("{ hello leaky }")).await;
    let text = String::from_utf8_lossy(leaky.body()).into_owned();
    assert_eq!(code(leaky.body()), "internal");
    assert!(
        !text.contains("s3cret") && text.contains("\"path\":[\"leaky\"]"),
        "{text}"
    );
    let syntax = house.send(proper("{ hello(name: \"Jan Jansen\") ! }")).await;
    let text = String::from_utf8_lossy(syntax.body()).into_owned();
    assert!(text.contains("line 1") && !text.contains("Jansen"), "{text}");
    let unknown = house
        .send(operation(&json!({"query": "query A { hello }", "operationName": "B"})))
        .await;
    assert_eq!(code(unknown.body()), "graphql_no_such_operation");
}

#[tokio::test]
async fn only_who_may_upload_may_send_a_long_text_and_nothing_else_that_is_long() {
    let mut settings = settings();
    settings.graphql.upload_limit_bytes = 1 << 20;
    let house = house(&settings).await;
    let sent = |who: &'static str, body: &Value| {
        let mut request = operation(body);
        request
            .headers_mut()
            .insert("x-test-who", who.parse().expect("a header"));
        request
    };
    let too_large = (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large".to_owned());
    let named = |name: String| json!({"query": "query($n: String) { hello(name: $n) }", "variables": {"n": name}});
    let file = named("A".repeat(800_000));
    let told = data(&house.send(sent("uploader", &file)).await);
    assert_eq!(told["hello"].as_str().map(str::len), Some("hello ".len() + 800_000));
    assert_eq!(house.refused(sent("somebody", &file)).await, too_large);
    assert_eq!(
        house.refused(sent("uploader", &named("A".repeat(1_100_000)))).await,
        too_large,
        "there is an end to it"
    );
    let mut many = named("Sam".to_owned());
    many["variables"]["more"] = json!(vec![0; 200_000]);
    assert_eq!(
        house.refused(sent("uploader", &many)).await,
        too_large,
        "many small values"
    );
    let query = json!({"query": format!("{{ hello(name: \"{}\") }}", "A".repeat(800_000))});
    assert_eq!(house.refused(sent("uploader", &query)).await, too_large, "a long query");
}
