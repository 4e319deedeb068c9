//! The client in a pipe, against our servers and against servers that misbehave.

use std::io::{BufReader, Cursor, PipeReader, PipeWriter, Write};

use salon_chat::{ClientConfig, Error, ErrorKind, Outcome, Stage, join_piped};
use salon_model::Language;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::harness::{Client, Screen, Server, listener, within};

/// A client of ours whose keyboard is a pipe.
struct Session {
    keyboard: Option<PipeWriter>,
    screen: Screen,
    interrupt: oneshot::Sender<()>,
    task: JoinHandle<Result<Outcome, Error>>,
}

impl Session {
    fn start(stage: Stage, port: u16, pseudo: Option<&str>) -> Self {
        let (reader, writer): (PipeReader, PipeWriter) = std::io::pipe().unwrap();
        let screen = Screen::default();
        let (interrupt, interrupted) = oneshot::channel::<()>();
        let config = ClientConfig {
            stage,
            address: "127.0.0.1".into(),
            port,
            pseudo: pseudo.map(str::to_owned),
            language: Language::Fr,
        };
        let output = screen.clone();
        let task = tokio::spawn(async move {
            let shutdown = async { interrupted.await.unwrap_or(()) };
            join_piped(config, BufReader::new(reader), output, shutdown).await
        });
        Self {
            keyboard: Some(writer),
            screen,
            interrupt,
            task,
        }
    }

    fn types(&mut self, text: &str) {
        self.keyboard.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn closes_the_keyboard(&mut self) {
        self.keyboard = None;
    }

    async fn ends(self) -> Outcome {
        within("the client ends", self.task).await.unwrap().unwrap()
    }

    async fn ends_interrupted(self) -> Screen {
        self.interrupt.send(()).unwrap();
        let outcome = within("the client stops", self.task).await.unwrap().unwrap();
        assert_eq!(outcome, Outcome::Interrupted);
        self.screen
    }
}

/// A client and the server's side of its connection.
async fn connected(stage: Stage, pseudo: Option<&str>) -> (Session, Client, u16) {
    let (listener, port) = listener().await;
    let session = Session::start(stage, port, pseudo);
    let (socket, _): (TcpStream, _) = within("accept", listener.accept()).await.unwrap();
    (session, Client(socket), port)
}

#[tokio::test]
async fn ii_2_says_hello_and_shows_the_answer() {
    let server = Server::new(Stage::Ii2).await;
    let port = server.address.port();
    let (session, mut mock, mock_port) = connected(Stage::Ii2, None).await;
    mock.hears("Hello").await;
    mock.says("Hello 10.2.2.222:47148").await;
    let lines = [
        &format!("Connecté au serveur ('127.0.0.1', {mock_port})"),
        "Réponse du serveur: Hello 10.2.2.222:47148",
        "Fermeture de la connexion",
    ];
    session.screen.shows(&lines).await;
    assert_eq!(session.ends().await, Outcome::Finished);
    assert_eq!(Session::start(Stage::Ii2, port, None).ends().await, Outcome::Finished);
}

#[tokio::test]
async fn ii_3_talks_until_interrupted() {
    let server = Server::new(Stage::Ii3).await;
    let port = server.address.port();
    let mut session = Session::start(Stage::Ii3, port, None);
    session.types("salut !\n");
    let connected = format!("Connecté au serveur 127.0.0.1:{port}");
    session
        .screen
        .shows(&[&connected, "Serveur : Message reçu : salut !"])
        .await;
    let last = [
        "Arrêt de la saisie utilisateur.",
        "",
        "Arrêt de la réception des messages.",
        "",
        "Client arrêté par l'utilisateur.",
        "Fermeture de la connexion.",
        "",
        "Arrêt du client (CTRL + C).",
    ];
    session.ends_interrupted().await.shows(&last).await;
}

#[tokio::test]
async fn ii_6_introduces_itself_and_sends_no_newline() {
    let (listener, port) = listener().await;
    let mut session = Session::start(Stage::Ii6, port, None);
    session.types("\n it4 \nsalut\n");
    let (socket, _) = within("accept", listener.accept()).await.unwrap();
    let mut mock = Client(socket);
    mock.hears("Hello|it4").await;
    mock.says("Annonce : it4 a rejoint la chatroom").await;
    mock.hears("salut").await;
    mock.says("jin a dit : \x1b[2Jcoucou\n\nnina a dit : oui").await;
    let lines = [
        &format!("Connexion au serveur 127.0.0.1:{port}..."),
        "Vous êtes connecté en tant que 'it4'. Tapez votre message !",
        "Annonce : it4 a rejoint la chatroom",
        "jin a dit : ␛[2Jcoucou",
        "nina a dit : oui",
    ];
    session.screen.shows(&lines).await;
    drop(mock);
    session.screen.shows(&["Connexion fermée par le serveur."]).await;
    assert_eq!(session.ends().await, Outcome::ServerGone);
}

#[tokio::test]
async fn lines_of_a_pipe_arrive_one_by_one_and_in_order() {
    let server = Server::new(Stage::Ii6).await;
    let mut jin = server.join("jin", &mut []).await;
    let mut session = Session::start(Stage::Ii6, server.address.port(), Some("vince"));
    session.types("un\ndeux\n\ntrois");
    session.closes_the_keyboard();
    jin.hears("Annonce : vince a rejoint la chatroom").await;
    jin.hears("vince a dit : unvince a dit : deuxvince a dit : trois").await;
    jin.hears("Annonce : vince a quitté la chatroom").await;
    assert_eq!(session.ends().await, Outcome::Finished);
}

#[tokio::test]
async fn a_finished_pipe_shows_what_the_server_still_says() {
    let (mut session, mut mock, _) = connected(Stage::Ii5, Some("vince")).await;
    mock.hears("Hello|vince").await;
    mock.says("Annonce : vince a rejoint la chatroom").await;
    session.types("fini");
    session.closes_the_keyboard();
    mock.hears("fini").await;
    mock.hears_the_end().await;
    mock.says("jin a dit : attends").await;
    drop(mock);
    let Session { screen, task, .. } = session;
    assert_eq!(within("end", task).await.unwrap().unwrap(), Outcome::Finished);
    let shown = screen.rest();
    assert!(
        shown.ends_with("\njin a dit : attends\nFermeture de la connexion.\n"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_reset_is_a_server_that_is_gone() {
    for (stage, line) in [
        (Stage::Ii3, "Connexion avec le serveur fermée."),
        (Stage::Ii5, "Connexion avec le serveur fermée."),
        (Stage::Ii6, "Connexion fermée par le serveur."),
    ] {
        let (session, mut mock, _) = connected(stage, Some("vince")).await;
        mock.says("bonjour").await;
        session.screen.shows_in_the_end("bonjour\n").await;
        mock.drops();
        let screen = session.screen.clone();
        assert_eq!(session.ends().await, Outcome::ServerGone);
        assert!(screen.rest().ends_with(&format!("bonjour\n{line}\n")));
    }
}

#[tokio::test]
async fn a_character_cut_in_two_is_shown_whole() {
    let (session, mut mock, port) = connected(Stage::Ii3, None).await;
    mock.says(b"caf\xc3").await;
    session
        .screen
        .shows(&[&format!("Connecté au serveur 127.0.0.1:{port}"), "Serveur : caf"])
        .await;
    mock.says(b"\xa9").await;
    session.screen.shows(&["Serveur : é"]).await;
}

#[tokio::test]
async fn ii_5_and_ii_6_leave_in_their_own_words() {
    for (stage, last) in [
        (
            Stage::Ii5,
            &[
                "Arrêt de la saisie utilisateur.",
                "Client arrêté manuellement.",
                "",
                "Fermeture de la connexion.",
            ][..],
        ),
        (
            Stage::Ii6,
            &["Client arrêté manuellement.", "", "Fermeture de la connexion."],
        ),
    ] {
        let (session, mut mock, _) = connected(stage, Some("vince")).await;
        mock.hears("Hello|vince").await;
        let screen = session.ends_interrupted().await;
        mock.hears_the_end().await;
        let expected: String = last.iter().flat_map(|line| [line, "\n"]).collect();
        assert!(screen.rest().ends_with(&expected));
    }
}

#[tokio::test]
async fn no_server_is_one_plain_line() {
    let (listener, port) = listener().await;
    drop(listener);
    let config = ClientConfig {
        address: "127.0.0.1".into(),
        port,
        stage: Stage::Ii3,
        language: Language::Fr,
        ..ClientConfig::default()
    };
    let error = join_piped(config, Cursor::new(""), Vec::new(), std::future::pending())
        .await
        .unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Refused { .. }));
    assert_eq!(
        error.to_string(),
        format!("connexion refusée par 127.0.0.1:{port} : aucun serveur n'y écoute, lancez-le d'abord")
    );
}

#[tokio::test]
async fn an_unknown_name_is_one_plain_line() {
    let config = ClientConfig {
        address: "not a name".into(),
        port: 1,
        stage: Stage::Ii3,
        language: Language::En,
        ..ClientConfig::default()
    };
    let error = join_piped(config, Cursor::new(""), Vec::new(), std::future::pending())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the name 'not a name' has no address: check its spelling"
    );
}
