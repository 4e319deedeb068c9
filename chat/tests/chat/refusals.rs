//! Clients that are turned away: told why, shown on the console, unheard of by the others.

use std::time::Duration;

use salon_chat::{Limits, Stage};

use crate::harness::{Client, Server};

/// A room with one client in it.
async fn room() -> (Server, Client) {
    let server = Server::new(Stage::Ii6).await;
    let vince = server.join("vince", &mut []).await;
    (server, vince)
}

/// A newcomer says this and is turned away with this reason.
async fn is_refused(server: &Server, says: &str, reason: &str) {
    let mut client = server.connect_seen().await;
    client.says(says).await;
    client.hears(&format!("Refus : {reason}")).await;
    client.hears_the_end().await;
    server
        .screen
        .shows(&[&format!("Refus de {} : {reason}", client.tuple())])
        .await;
}

#[tokio::test]
async fn a_first_message_must_be_a_hello_with_a_pseudo_that_is_free() {
    let (server, mut vince) = room().await;
    is_refused(&server, "salut", "le premier message doit être Hello|<PSEUDO>.").await;
    is_refused(&server, "Hello", "le premier message doit être Hello|<PSEUDO>.").await;
    is_refused(&server, "vu Hello|x", "le premier message doit être Hello|<PSEUDO>.").await;
    is_refused(&server, "Hello|  ", "le pseudo est vide.").await;
    is_refused(&server, "Hello|vince", "le pseudo 'vince' est déjà pris.").await;
    let long = format!("Hello|{}", "x".repeat(33));
    is_refused(&server, &long, "le pseudo dépasse 32 caractères.").await;
    // The first thing vince hears since.
    server.join("jin", &mut [&mut vince]).await;
}

#[tokio::test]
async fn ii_5_refuses_as_ii_6_does() {
    let server = Server::new(Stage::Ii5).await;
    let mut client = server.connect().await;
    client.says("coucou").await;
    client
        .hears("Refus : le premier message doit être Hello|<PSEUDO>.")
        .await;
    client.hears_the_end().await;
}

#[tokio::test]
async fn one_client_too_many_is_told_so() {
    let limits = Limits {
        clients: 1,
        ..Limits::default()
    };
    let server = Server::with(Stage::Ii6, limits).await;
    let vince = server.join("vince", &mut []).await;
    let mut second = server.connect().await;
    second.hears("Refus : la chatroom est complète (1 clients).").await;
    second.hears_the_end().await;
    let refusal = format!("Refus de {} : la chatroom est complète (1 clients).", second.tuple());
    server.screen.shows(&[&refusal]).await;

    let gone = format!("Déconnexion de {} (vince)", vince.tuple());
    drop(vince);
    server.screen.shows(&[&gone]).await;
    server.join("jin", &mut []).await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_stays_silent_is_turned_away_in_the_end() {
    let (server, mut vince) = room().await;
    let mut silent = server.connect_seen().await;
    silent.hears("Refus : aucun pseudo reçu en 60 s.").await;
    silent.hears_the_end().await;
    let refusal = format!("Refus de {} : aucun pseudo reçu en 60 s.", silent.tuple());
    server.screen.shows(&[&refusal]).await;
    // Those who introduced themselves have all the time they want.
    tokio::time::advance(Duration::from_hours(1)).await;
    server.join("jin", &mut [&mut vince]).await;
}

#[tokio::test(start_paused = true)]
async fn a_handshake_may_have_no_limit() {
    let limits = Limits {
        handshake: Duration::MAX,
        ..Limits::default()
    };
    let server = Server::with(Stage::Ii6, limits).await;
    let mut client = server.connect_seen().await;
    tokio::time::advance(Duration::from_hours(1)).await;
    server.introduce(&mut client, "vince", &mut []).await;
}
