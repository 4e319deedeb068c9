//! What each stage says, to the letter of the sheet and of the reference report.

use salon_chat::Stage;

use crate::harness::Server;

#[tokio::test]
async fn ii_2_greets_the_first_message_and_shows_the_others() {
    let server = Server::new(Stage::Ii2).await;
    let mut client = server.connect().await;
    let plain = client.plain();
    client.says("Hello").await;
    client.hears(&format!("Hello {plain}")).await;
    let heard = format!("Message du client ({plain}): Hello");
    server
        .screen
        .shows(&[&heard, &format!("Réponse envoyée à {plain}")])
        .await;
    client.says("encore").await;
    server
        .screen
        .shows(&[&format!("Message du client ({plain}): encore")])
        .await;
    drop(client);

    let mut second = server.connect().await;
    second.says("Hello").await;
    second.hears(&format!("Hello {}", second.plain())).await;
    let heard = format!("Message du client ({}): Hello", second.plain());
    server
        .screen
        .shows(&[&heard, &format!("Réponse envoyée à {}", second.plain())])
        .await;
    server.stops().await.shows(&["", "Serveur arrêté manuellement."]).await;
    second.hears("Annonce : le serveur s'arrête").await;
    second.hears_the_end().await;
}

#[tokio::test]
async fn ii_3_answers_the_sender_alone() {
    let server = Server::new(Stage::Ii3).await;
    let mut vince = server.connect_seen().await;
    let mut jin = server.connect_seen().await;
    vince.says("salut").await;
    vince.hears("Message reçu : salut").await;
    let received = |of: &str, text: &str| format!("Message received from {of} : {text}");
    server.screen.shows(&[&received(&vince.plain(), "salut")]).await;
    jin.says("coucou").await;
    jin.hears("Message reçu : coucou").await;
    server.screen.shows(&[&received(&jin.plain(), "coucou")]).await;
    let left = vince.tuple();
    drop(vince);
    let lines = [
        format!("Connexion terminée avec {left}"),
        format!("Connexion fermée avec {left}"),
    ];
    server.screen.shows(&[&lines[0], &lines[1]]).await;
}

#[tokio::test]
async fn ii_4_relays_to_the_others_alone() {
    let server = Server::new(Stage::Ii4).await;
    let mut vince = server.connect_seen().await;
    let mut jin = server.connect_seen().await;
    let mut nina = server.connect_seen().await;
    vince.says("salut").await;
    let said = format!("{} a dit : salut", vince.plain());
    jin.hears(&said).await;
    nina.hears(&said).await;
    let line = format!("Message received from {} : salut", vince.plain());
    server.screen.shows(&[&line]).await;
    nina.says("oui").await;
    let said = format!("{} a dit : oui", nina.plain());
    vince.hears(&said).await;
    jin.hears(&said).await;
    let line = format!("Message received from {} : oui", nina.plain());
    server.screen.shows(&[&line]).await;

    let tuples = [vince.tuple(), jin.tuple(), nina.tuple()];
    let screen = server.stops().await;
    for each in ["Connexion annulée avec", "Connexion fermée avec"] {
        for tuple in &tuples {
            screen.shows(&[&format!("{each} {tuple}")]).await;
        }
    }
    screen.shows(&["", "Serveur arrêté manuellement."]).await;
    for client in [&mut vince, &mut jin, &mut nina] {
        client.hears("Annonce : le serveur s'arrête").await;
        client.hears_the_end().await;
    }
}

#[tokio::test]
async fn ii_5_announces_newcomers_to_everybody_and_departures_to_nobody() {
    let server = Server::new(Stage::Ii5).await;
    let mut vince = server.connect().await;
    let v = vince.tuple();
    vince.says("Hello|vince").await;
    vince.hears("Annonce : vince a rejoint la chatroom").await;
    let named = format!("{v} est connecté avec le pseudo 'vince'.");
    server.screen.shows(&[&format!("Connexion de {v}"), &named]).await;
    let mut jin = server.connect().await;
    let j = jin.tuple();
    jin.says("Hello|Jin").await;
    jin.hears("Annonce : Jin a rejoint la chatroom").await;
    vince.hears("Annonce : Jin a rejoint la chatroom").await;
    let named = format!("{j} est connecté avec le pseudo 'Jin'.");
    server.screen.shows(&[&format!("Connexion de {j}"), &named]).await;

    vince.says("Salut JIn!").await;
    jin.hears("vince a dit : Salut JIn!").await;
    server
        .screen
        .shows(&[&format!("Message de vince ({v}): Salut JIn!")])
        .await;
    drop(jin);
    let gone = [
        format!("Déconnexion de {j} (Jin)"),
        format!("Connexion fermée avec {j} (Jin)"),
    ];
    server.screen.shows(&[&gone[0], &gone[1]]).await;

    let screen = server.stops().await;
    let cancelled = format!("Connexion annulée avec {v}");
    let gone = [
        format!("Déconnexion de {v} (vince)"),
        format!("Connexion fermée avec {v} (vince)"),
    ];
    screen
        .shows(&[&cancelled, &gone[0], &gone[1], "", "Serveur arrêté manuellement."])
        .await;
    vince.hears("Annonce : le serveur s'arrête").await;
    vince.hears_the_end().await;
}

#[tokio::test]
async fn ii_6_announces_a_departure_once_whatever_its_manner() {
    let server = Server::new(Stage::Ii6).await;
    let mut vince = server.join("vince", &mut []).await;
    let jin = server.join("jin", &mut [&mut vince]).await;
    let gone = format!("Déconnexion de {} (jin)", jin.tuple());
    drop(jin);
    vince.hears("Annonce : jin a quitté la chatroom").await;
    server.screen.shows(&[&gone]).await;

    let nina = server.join("nina", &mut [&mut vince]).await;
    let gone = format!("Déconnexion de {} (nina)", nina.tuple());
    nina.drops();
    vince.hears("Annonce : nina a quitté la chatroom").await;
    server.screen.shows(&[&gone]).await;

    // The pseudo is free again, and nothing else was said or printed.
    let mut jin = server.join("jin", &mut [&mut vince]).await;
    vince.says("re").await;
    jin.hears("vince a dit : re").await;
    server
        .screen
        .shows(&[&format!("Message de vince ({}): re", vince.tuple())])
        .await;
}

#[tokio::test]
async fn ii_6_stops_client_by_client() {
    let server = Server::new(Stage::Ii6).await;
    let mut vince = server.join("vince", &mut []).await;
    let mut jin = server.join("jin", &mut [&mut vince]).await;
    let mut silent = server.connect_seen().await;
    let (v, j, s) = (vince.tuple(), jin.tuple(), silent.tuple());
    let screen = server.stops().await;
    screen.shows(&[&format!("Connexion annulée avec {v}")]).await;
    screen.shows(&[&format!("Déconnexion de {v} (vince)")]).await;
    screen.shows(&[&format!("Connexion annulée avec {j}")]).await;
    screen.shows(&[&format!("Déconnexion de {j} (jin)")]).await;
    screen.shows(&[&format!("Connexion annulée avec {s}")]).await;
    screen
        .shows(&[&format!("Déconnexion de {s}"), "", "Serveur arrêté manuellement."])
        .await;
    for client in [&mut vince, &mut jin] {
        client.hears("Annonce : le serveur s'arrête").await;
        client.hears_the_end().await;
    }
    silent.hears_the_end().await;
}

#[tokio::test]
async fn who_has_not_said_hello_hears_nothing_and_leaves_unannounced() {
    let server = Server::new(Stage::Ii6).await;
    let mut silent = server.connect_seen().await;
    let mut vince = server.join("vince", &mut []).await;
    let mut jin = server.join("jin", &mut [&mut vince]).await;
    vince.says("salut").await;
    jin.hears("vince a dit : salut").await;
    server
        .screen
        .shows(&[&format!("Message de vince ({}): salut", vince.tuple())])
        .await;
    server.introduce(&mut silent, "nina", &mut [&mut vince, &mut jin]).await;

    let second = server.connect_seen().await;
    let gone = format!("Déconnexion de {}", second.tuple());
    drop(second);
    server.screen.shows(&[&gone]).await;
    jin.says("oui").await;
    vince.hears("jin a dit : oui").await;
    silent.hears("jin a dit : oui").await;
}
