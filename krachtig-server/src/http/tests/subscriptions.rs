//! Subscriptions as streams of events.

use super::*;

fn subscribe(query: &str, who: &str) -> Request<Full<Bytes>> {
    let mut request = proper(query);
    request
        .headers_mut()
        .insert("accept", "text/event-stream".parse().expect("a header"));
    request
        .headers_mut()
        .insert("x-test-who", who.parse().expect("a header"));
    request
}

fn text(response: &Response<Bytes>) -> String {
    String::from_utf8_lossy(response.body()).into_owned()
}

#[tokio::test]
async fn each_answer_is_an_event_and_the_end_is_one() {
    let house = house(&settings()).await;
    let response = house.send(subscribe("subscription { count(to: 2) }", "somebody")).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(
        text(&response),
        "event: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\nevent: complete\ndata:\n\n"
    );
    let query = text(&house.send(subscribe("{ hello }", "somebody")).await);
    assert_eq!(
        query,
        "event: next\ndata: {\"data\":{\"hello\":\"hello \"}}\n\nevent: complete\ndata:\n\n"
    );
    let wrong = text(&house.send(subscribe("subscription { cont(to: 2) }", "somebody")).await);
    assert!(
        wrong.contains("graphql_invalid") && wrong.ends_with("event: complete\ndata:\n\n"),
        "{wrong}"
    );
}

#[tokio::test]
async fn without_a_stream_there_is_no_subscription() {
    let house = house(&settings()).await;
    let refused = house.refused(proper("subscription { count(to: 2) }")).await;
    assert_eq!(
        refused,
        (StatusCode::NOT_ACCEPTABLE, "graphql_needs_event_stream".into())
    );
}

#[tokio::test]
async fn a_silent_stream_lives_on_comments_and_ends_when_the_server_stops() {
    let house = house(&settings()).await;
    let begin = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        house.trigger.begin();
    };
    let (response, ()) = tokio::join!(house.send(subscribe("subscription { silence }", "somebody")), begin);
    let text = text(&response);
    assert!(
        text.contains("\n\n:\n\n") && text.ends_with("event: complete\ndata:\n\n"),
        "{text}"
    );
    assert_eq!(
        timeout(LONGEST, house.running)
            .await
            .expect("in time")
            .expect("no panic"),
        Drained { cut: 0 }
    );
}

#[tokio::test]
async fn a_stream_ends_with_the_session() {
    let house = house(&settings()).await;
    let text = text(&house.send(subscribe("subscription { silence }", "leaving")).await);
    assert!(
        text.contains("session_ended") && text.ends_with("event: complete\ndata:\n\n"),
        "{text}"
    );
}

#[tokio::test]
async fn places_are_bounded_and_come_free() {
    let mut settings = settings();
    settings.graphql.subscriptions = 1;
    let house = house(&settings).await;
    let leaving = house.send(subscribe("subscription { silence }", "leaving"));
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        house
            .refused(subscribe("subscription { count(to: 1) }", "somebody"))
            .await
    };
    let (_, refused) = tokio::join!(leaving, meanwhile);
    assert_eq!(
        refused,
        (StatusCode::SERVICE_UNAVAILABLE, "too_many_subscriptions".into())
    );
    assert_eq!(
        house
            .send(subscribe("subscription { count(to: 1) }", "somebody"))
            .await
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_its_place() {
    let mut settings = settings();
    settings.graphql.subscriptions = 1;
    let house = house(&settings).await;
    let body = json!({"query": "subscription { silence }"}).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-krachtig-client: t\r\n\
         accept: text/event-stream\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut socket = TcpStream::connect(house.address).await.expect("the server listens");
    socket.write_all(head.as_bytes()).await.expect("it takes bytes");
    let mut first = [0; 12];
    socket.read_exact(&mut first).await.expect("an answer begins");
    assert_eq!(&first, b"HTTP/1.1 200");
    let refused = house
        .refused(subscribe("subscription { count(to: 1) }", "somebody"))
        .await;
    assert_eq!(refused.1, "too_many_subscriptions");
    drop(socket);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let let_in = house.send(subscribe("subscription { count(to: 1) }", "somebody")).await;
    assert_eq!(let_in.status(), StatusCode::OK);
}
