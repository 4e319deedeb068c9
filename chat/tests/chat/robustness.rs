//! What a server that is left running meets.

use std::time::Duration;

use salon_chat::{ErrorKind, Limits, Stage, bind};
use salon_model::Language;

use crate::harness::{Client, Server};

async fn pair() -> (Server, Client, Client) {
    let server = Server::new(Stage::Ii6).await;
    let mut vince = server.join("vince", &mut []).await;
    let jin = server.join("jin", &mut [&mut vince]).await;
    (server, vince, jin)
}

#[tokio::test]
async fn escapes_reach_neither_the_others_nor_the_console() {
    let (server, mut vince, mut jin) = pair().await;
    vince.says("\x1b[2J\u{9b}31m\u{202e}x\x07\r").await;
    jin.hears("vince a dit : ␛[2J\u{fffd}31m\u{fffd}x␇␍").await;
    let line = format!("Message de vince ({}): ␛[2J\u{fffd}31m\u{fffd}x␇␍", vince.tuple());
    server.screen.shows(&[&line]).await;
    let mut evil = server.connect_seen().await;
    evil.says("Hello|a\x1b]0;b\x07").await;
    vince.hears("Annonce : a␛]0;b␇ a rejoint la chatroom").await;
}

#[tokio::test]
async fn invalid_utf8_is_relayed_as_far_as_it_is_text() {
    let (_server, mut vince, mut jin) = pair().await;
    vince.says(b"caf\xe9 \xff").await;
    jin.hears("vince a dit : caf\u{fffd} \u{fffd}").await;
}

#[tokio::test]
async fn every_line_is_a_message_and_empty_ones_are_none() {
    let server = Server::new(Stage::Ii6).await;
    let mut vince = server.connect_seen().await;
    vince.says("\nHello|vince\nun\r\n\n").await;
    vince.hears("Annonce : vince a rejoint la chatroom").await;
    let tuple = vince.tuple();
    server
        .screen
        .shows(&[&format!("{tuple} s'est connecté avec le pseudo 'vince'.")])
        .await;
    server.screen.shows(&[&format!("Message de vince ({tuple}): un")]).await;
    let mut jin = server.join("jin", &mut [&mut vince]).await;
    vince.says("deux\nAnnonce : faux\ntrois").await;
    jin.hears("vince a dit : deux\nvince a dit : Annonce : faux\nvince a dit : trois")
        .await;
}

#[tokio::test]
async fn a_message_over_the_limit_is_cut_and_complete() {
    let limits = Limits {
        message_bytes: 16,
        ..Limits::default()
    };
    let server = Server::with(Stage::Ii4, limits).await;
    let mut vince = server.connect_seen().await;
    let mut jin = server.connect_seen().await;
    vince.says("0123456789abcdefghij").await;
    let plain = vince.plain();
    jin.hears(&format!("{plain} a dit : 0123456789abcdef{plain} a dit : ghij"))
        .await;
}

#[tokio::test]
async fn a_stalled_client_is_dropped_and_the_others_miss_nothing() {
    let limits = Limits {
        queue_bytes: 64 * 1024,
        ..Limits::default()
    };
    let server = Server::with(Stage::Ii6, limits).await;
    let mut vince = server.join("vince", &mut []).await;
    let mut jin = server.join("jin", &mut [&mut vince]).await;
    let mut stalled = server.connect_narrow().await;
    let tuple = stalled.tuple();
    server.screen.shows(&[&format!("Nouvelle connexion de {tuple}")]).await;
    server
        .introduce(&mut stalled, "nina", &mut [&mut vince, &mut jin])
        .await;

    let slow = format!("Client trop lent : {tuple}, plus de 65536 octets en attente.\nDéconnexion de {tuple} (nina)\n");
    let mut sent = 0;
    loop {
        let message = format!("{sent:05}{}", "x".repeat(30_000));
        vince.says(&message).await;
        jin.hears(&format!("vince a dit : {message}")).await;
        sent += 1;
        assert!(sent < 2000, "never dropped");
        if server.screen.rest().contains(&slow) {
            break;
        }
    }
    jin.hears("Annonce : nina a quitté la chatroom").await;
    vince.hears("Annonce : nina a quitté la chatroom").await;
    vince.says("fin").await;
    jin.hears("vince a dit : fin").await;
    drop(stalled);
}

#[tokio::test]
async fn a_slow_client_that_stays_misses_nothing() {
    let limits = Limits {
        queue_bytes: 64 << 20,
        ..Limits::default()
    };
    let server = Server::with(Stage::Ii4, limits).await;
    let mut vince = server.connect_seen().await;
    let mut slow = server.connect_narrow().await;
    let mut jin = server.connect_seen_after(&slow).await;
    let mut expected = String::new();
    for number in 0..300 {
        let message = format!("{number:05}{}", "x".repeat(30_000));
        vince.says(&message).await;
        let relayed = format!("{} a dit : {message}", vince.plain());
        jin.hears(&relayed).await;
        expected += &relayed;
    }
    slow.hears(&expected).await;
    vince.says("fin").await;
    slow.hears(&format!("{} a dit : fin", vince.plain())).await;
}

#[tokio::test]
async fn what_was_said_before_a_half_close_is_relayed_and_answered_in_order() {
    let server = Server::new(Stage::Ii3).await;
    let mut client = server.connect_seen().await;
    client.says("au revoir").await;
    tokio::io::AsyncWriteExt::shutdown(&mut client.0).await.unwrap();
    client.hears("Message reçu : au revoir").await;
    client.hears_the_end().await;
}

#[tokio::test]
async fn a_crowd_gets_every_message_of_every_sender_in_order() {
    let server = Server::new(Stage::Ii4).await;
    let mut senders = [server.connect_seen().await, server.connect_seen().await];
    let mut listener = server.connect_seen().await;
    let [first, second] = &mut senders;
    let (one, two) = (first.plain(), second.plain());
    let speak = |client: &mut Client| client.0.try_write(b"x\n").unwrap();
    for _ in 0..500 {
        assert_eq!((speak(first), speak(second)), (2, 2));
    }
    let line = |of: &str| format!("{of} a dit : x\n");
    let mut heard = String::new();
    while heard.len() < 500 * (line(&one).len() + line(&two).len()) {
        heard += &listener.reads().await;
    }
    for of in [&one, &two] {
        assert_eq!(heard.matches(&line(of)).count(), 500);
    }
    first.hears(&line(&two).repeat(500)).await;
    second.hears(&line(&one).repeat(500)).await;
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_client_that_does_not_read() {
    let limits = Limits {
        queue_bytes: 64 << 20,
        ..Limits::default()
    };
    let server = Server::with(Stage::Ii4, limits).await;
    let mut vince = server.connect_seen().await;
    let stalled = server.connect_narrow().await;
    let mut jin = server.connect_seen_after(&stalled).await;
    for _ in 0..300 {
        let message = "x".repeat(30_000);
        vince.says(&message).await;
        jin.hears(&format!("{} a dit : {message}", vince.plain())).await;
    }
    let before = std::time::Instant::now();
    server.stops().await;
    assert!(before.elapsed() < Duration::from_secs(10));
    jin.hears("Annonce : le serveur s'arrête").await;
    jin.hears_the_end().await;
}

#[tokio::test]
async fn a_port_in_use_is_explained_in_one_line() {
    let server = Server::new(Stage::Ii6).await;
    let port = server.address.port();
    let error = bind("127.0.0.1", port, Language::Fr).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::AddressInUse { .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "l'adresse 127.0.0.1:{port} est déjà utilisée par un autre programme : arrêtez-le ou choisissez un autre port"
        )
    );
    let error = bind("127.0.0.1", port, Language::En).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("address 127.0.0.1:{port} is already used by another program: stop it or choose another port")
    );
}

#[tokio::test]
async fn a_port_can_be_used_again_at_once() {
    let server = Server::new(Stage::Ii6).await;
    let mut vince = server.join("vince", &mut []).await;
    let port = server.address.port();
    server.stops().await;
    vince.hears("Annonce : le serveur s'arrête").await;
    bind("127.0.0.1", port, Language::Fr).await.unwrap();
}
