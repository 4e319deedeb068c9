//! `salon serve` and `salon join`: the reference chat.

use crate::Failure;
use crate::args::{Endpoint, Join, Serve};
use crate::exit::Exit;
use salon_chat::{ClientConfig, Outcome, ServerConfig};
use salon_model::Language;
use std::io;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

pub(crate) fn serve(serve: &Serve, language: Language) -> Result<Exit, Failure> {
    let Endpoint { stage, address, port } = &serve.endpoint;
    runtime()?.block_on(async {
        let listener = salon_chat::bind(address, *port, language).await.map_err(trouble)?;
        let config = ServerConfig {
            stage: *stage,
            ..ServerConfig::default()
        };
        salon_chat::serve(listener, config, io::stdout(), interrupted())
            .await
            .map_err(trouble)?;
        Ok(Exit::Fine)
    })
}

pub(crate) fn join(join: &Join, language: Language) -> Result<Exit, Failure> {
    let Endpoint { stage, address, port } = &join.endpoint;
    let config = ClientConfig {
        stage: *stage,
        address: address.clone(),
        port: *port,
        pseudo: join.pseudo.clone(),
        language,
    };
    let outcome = runtime()?
        .block_on(async { salon_chat::join(config, interrupted()).await })
        .map_err(trouble)?;
    Ok(match outcome {
        Outcome::Finished | Outcome::Interrupted => Exit::Fine,
        Outcome::ServerGone => Exit::Differs,
    })
}

fn runtime() -> Result<Runtime, Failure> {
    // One thread is enough: the room is one task, and what is queued for a client leaves in one write.
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(trouble)
}

/// Ends when Ctrl-C comes. It is listened for from now on, not from the first time that this is waited for:
/// who sees that a server listens may stop it at once.
fn interrupted() -> impl Future<Output = ()> {
    let signal = signal(SignalKind::interrupt());
    async {
        match signal {
            Ok(mut signal) => {
                signal.recv().await;
            }
            // Without a handler for it, Ctrl-C ends the program at once, which is second best.
            Err(_) => std::future::pending().await,
        }
    }
}

fn trouble(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Trouble, error)
}
