//! Serving a chat, and joining one.

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) endpoint: Endpoint,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Join {
    #[command(flatten)]
    pub(crate) endpoint: Endpoint,
    /// Pseudo; asked for when not given
    #[arg(long, env = "SALON_PSEUDO")]
    pub(crate) pseudo: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Endpoint {
    /// Stage of the lab, `ii_2` to `ii_6`
    #[arg(long, env = "SALON_STAGE", default_value = "ii_6", value_parser = stage)]
    pub(crate) stage: salon_chat::Stage,
    /// Address
    #[arg(short, long, env = "SALON_ADDRESS", default_value = "127.0.0.1")]
    pub(crate) address: String,
    /// Port; for a server, 0 takes any that is free
    #[arg(short, long, env = "SALON_PORT", default_value_t = 8888)]
    pub(crate) port: u16,
}

fn stage(text: &str) -> Result<salon_chat::Stage, String> {
    text.parse()
        .map_err(|error: salon_chat::UnknownStage| error.to_string())
}
