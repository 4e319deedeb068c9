//! What is said of fields: what a file must hold, and what each field takes.

use super::{Message, messages, quoted};

messages! {
    unknown_stage(stage): "ce TP n'a pas de partie {stage}", "this lab has no stage {stage}";
}
