//! Slow and greedy clients, over raw connections.

use std::time::Instant;

use super::*;

const HEAD: &str = "POST /echo HTTP/1.1\r\nhost: x\r\n";

/// Sends one byte of `text` every tenth of a second until the server closes, and tells how long that took.
async fn trickle(house: &House, before: &str, text: &str) -> (Duration, String) {
    let mut socket = TcpStream::connect(house.address).await.expect("the server listens");
    socket.write_all(before.as_bytes()).await.expect("it takes bytes");
    let begun = Instant::now();
    let (mut reader, mut writer) = socket.split();
    let writing = async {
        for byte in text.bytes().cycle() {
            if writer.write_all(&[byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let mut answer = Vec::new();
    tokio::select! {
        () = writing => {}
        read = timeout(LONGEST, reader.read_to_end(&mut answer)) => { let _ = read.expect("it closes in time"); }
    }
    (begun.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}

fn about_a_second(took: Duration) -> bool {
    (Duration::from_millis(800)..Duration::from_millis(1900)).contains(&took)
}

#[tokio::test]
async fn slow_headers_are_cut_however_they_trickle() {
    let house = house(&settings()).await;
    let (took, answer) = trickle(&house, "GET /healthz HTTP/1.1\r\n", "x-a: b\r\n").await;
    assert!(about_a_second(took) && !answer.contains("200"), "{took:?} {answer}");
    let (took, _) = trickle(&house, "", "G").await;
    assert!(about_a_second(took), "{took:?}");
    let begun = Instant::now();
    assert_eq!(house.raw(b"").await, "", "a connection that says nothing");
    assert!(about_a_second(begun.elapsed()));
}

#[tokio::test]
async fn slow_headers_of_a_second_request_are_cut_too() {
    let house = house(&settings()).await;
    let (took, answer) = trickle(
        &house,
        "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nx: ",
    )
    .await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && about_a_second(took),
        "{took:?} {answer}"
    );
}

#[tokio::test]
async fn slow_bodies_are_answered_and_cut_however_they_trickle() {
    let house = house(&settings()).await;
    let (took, answer) = trickle(&house, &format!("{HEAD}content-length: 1000\r\n\r\n"), "x").await;
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("body_too_slow"),
        "{answer}"
    );
    assert!(about_a_second(took), "{took:?}");
    let (took, answer) = trickle(
        &house,
        &format!("{HEAD}transfer-encoding: chunked\r\n\r\n"),
        "1\r\nx\r\n",
    )
    .await;
    assert!(
        answer.starts_with("HTTP/1.1 408") && about_a_second(took),
        "{took:?} {answer}"
    );
    let door = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-krachtig-client: t\r\ncontent-length: 999\r\n\r\n";
    let (took, answer) = trickle(&house, door, " ").await;
    assert!(
        answer.contains("body_too_slow") && about_a_second(took),
        "{took:?} {answer}"
    );
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut() {
    let house = house(&settings()).await;
    let mut socket = TcpStream::connect(house.address).await.expect("the server listens");
    socket
        .write_all(b"GET /big HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("it takes bytes");
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let mut got = Vec::new();
    let _ = timeout(LONGEST, socket.read_to_end(&mut got))
        .await
        .expect("it is closed by now");
    assert!(got.len() < 32 << 20, "got all {} bytes", got.len());
}

#[tokio::test]
async fn idle_connections_close_later_than_slow_ones() {
    let house = house(&settings()).await;
    let begun = Instant::now();
    let answer = house.raw(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let took = begun.elapsed();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        (Duration::from_millis(1800)..Duration::from_millis(2900)).contains(&took),
        "{took:?}"
    );
}

#[tokio::test]
async fn too_much_is_refused_by_its_announcement_or_as_it_comes() {
    let mut settings = settings();
    settings.server.body_limit_bytes = 1000;
    let house = house(&settings).await;
    let announced = house
        .raw(format!("{HEAD}content-length: 1001\r\n\r\n").as_bytes())
        .await;
    assert!(
        announced.starts_with("HTTP/1.1 413") && announced.contains("body_too_large"),
        "{announced}"
    );
    let chunks = "3e8\r\n".to_owned() + &"x".repeat(1000) + "\r\n1\r\nx\r\n0\r\n\r\n";
    let chunked = house
        .raw(format!("{HEAD}transfer-encoding: chunked\r\n\r\n{chunks}").as_bytes())
        .await;
    assert!(chunked.starts_with("HTTP/1.1 413"), "{chunked}");
    let fits = house
        .raw(
            format!(
                "{HEAD}connection: close\r\ncontent-length: 1000\r\n\r\n{}",
                "x".repeat(1000)
            )
            .as_bytes(),
        )
        .await;
    assert!(fits.ends_with("\r\n\r\n1000"), "{fits}");
    let headers = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(20_000));
    assert!(house.raw(headers.as_bytes()).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn a_request_that_two_readers_would_read_differently_is_refused() {
    let house = house(&settings()).await;
    for framing in [
        "content-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "transfer-encoding: identity\r\ncontent-length: 5\r\n\r\nhello",
        "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "content-length: +5\r\n\r\nhello",
        "content-length : 5\r\n\r\nhello",
    ] {
        let answer = house.raw(format!("{HEAD}{framing}").as_bytes()).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
            "{framing:?} got {answer}"
        );
    }
}

#[tokio::test]
async fn a_full_house_serves_those_inside_and_then_those_who_wait() {
    let mut settings = settings();
    settings.server.max_connections = 2;
    let house = house(&settings).await;
    let _silent = [
        TcpStream::connect(house.address).await,
        TcpStream::connect(house.address).await,
    ];
    let begun = Instant::now();
    assert_eq!(house.send(proper("{ hello }")).await.status(), StatusCode::OK);
    assert!(
        about_a_second(begun.elapsed()),
        "the silent ones were cut first: {:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn five_hundred_slow_clients_do_not_hold_up_a_quick_one() {
    let house = house(&settings()).await;
    let mut slow = Vec::new();
    for _ in 0..500 {
        let mut socket = TcpStream::connect(house.address).await.expect("the server listens");
        socket
            .write_all(b"POST /graphql HTTP/1.1\r\nx: ")
            .await
            .expect("it takes bytes");
        slow.push(socket);
    }
    let begun = Instant::now();
    assert_eq!(house.send(proper("{ hello }")).await.status(), StatusCode::OK);
    assert!(begun.elapsed() < Duration::from_millis(100), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn running_requests_finish_within_the_grace() {
    let house = house(&settings()).await;
    let stop = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        house.trigger.begin();
        tokio::time::sleep(Duration::from_millis(100)).await;
        TcpStream::connect(house.address).await.is_err()
    };
    let (response, closed) = tokio::join!(house.send(proper("{ slow }")), stop);
    assert_eq!(data(&response), json!({"slow": 1}));
    assert!(closed, "nobody new is let in");
    assert_eq!(
        timeout(LONGEST, house.running)
            .await
            .expect("in time")
            .expect("no panic"),
        Drained { cut: 0 }
    );
}

#[tokio::test]
async fn what_outlives_the_grace_is_cut() {
    let mut settings = settings();
    settings.server.shutdown_grace_seconds = Seconds(0);
    let house = house(&settings).await;
    let mut socket = TcpStream::connect(house.address).await.expect("the server listens");
    socket
        .write_all(format!("{HEAD}content-length: 10\r\n\r\nhalf").as_bytes())
        .await
        .expect("it takes bytes");
    tokio::time::sleep(Duration::from_millis(100)).await;
    house.trigger.begin();
    assert_eq!(
        timeout(LONGEST, house.running)
            .await
            .expect("in time")
            .expect("no panic"),
        Drained { cut: 1 }
    );
}
