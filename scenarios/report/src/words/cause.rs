//! What is likely wrong with a program, and where to look, in plain words.

use super::{Words, quoted, told};
use crate::text;
use salon_model::bytes::escape;
use salon_model::{Cause, Counting, Language, Protocol, SubjectKind};

impl Words {
    /// A cause, told of this kind of program.
    pub fn cause(self, subject: SubjectKind, cause: &Cause) -> String {
        let (fr, en) = texts(subject, cause);
        self.pick(fr, en)
    }
}

/// The catalogue: a table, however long. A text that is formatted names what the program said or did.
#[allow(clippy::too_many_lines, reason = "a table")]
fn texts(subject: SubjectKind, cause: &Cause) -> (String, String) {
    let (fr, en) = match cause {
        // Why a program that was found cannot be started on this machine.
        Cause::InterpreterMissing { name } => {
            return (
                format!("{} n'est pas installé sur cette machine", quoted(name)),
                format!("{} is not installed on this machine", quoted(name)),
            );
        }
        Cause::NeedsCompiling { file } => {
            return (
                format!(
                    "{} doit d'abord être compilé ; {} la commande du programme compilé",
                    quoted(file),
                    command_given(subject).0
                ),
                format!(
                    "{} must be compiled first; {} the command of the compiled program",
                    quoted(file),
                    command_given(subject).1
                ),
            );
        }
        Cause::InterpreterUnknown { file } => {
            return (
                format!(
                    "on ne sait pas comment lancer {} ; {} la commande",
                    quoted(file),
                    command_given(subject).0
                ),
                format!(
                    "how to run {} is not known; {} the command",
                    quoted(file),
                    command_given(subject).1
                ),
            );
        }
        Cause::NotExecutable { file } => {
            return (
                format!("{} n'est pas exécutable : `chmod +x`", quoted(file)),
                format!("{} is not executable: `chmod +x`", quoted(file)),
            );
        }
        Cause::NameNotUtf8 { path } => {
            return (
                format!(
                    "le chemin {} n'est pas en UTF-8 : renommez le fichier ou le dossier",
                    quoted(&path.to_string_lossy())
                ),
                format!(
                    "the path {} is not UTF-8: rename the file or the folder",
                    quoted(&path.to_string_lossy())
                ),
            );
        }
        Cause::CommandNotFound { name } => {
            return (
                format!(
                    "la commande nomme {}, qui n'est ni installé ni un fichier exécutable",
                    quoted(name)
                ),
                format!(
                    "the command names {}, which is neither installed nor an executable file",
                    quoted(name)
                ),
            );
        }
        Cause::CommandIsHarness => (
            "la commande lance salon lui-même, qui contient la référence : c'est le programme du rendu qu'elle doit lancer",
            "the command starts salon itself, which has the reference in it: it is to start the submission's own program",
        ),
        // Why a program did not get to where it can be judged.
        Cause::AsksKeyboard => (
            "Le programme pose une question au clavier avant d'écouter. Sur la feuille, l'adresse et le port sont \
                    écrits dans le programme.",
            "The program asks a question at the keyboard before it listens. On the sheet, address and port are \
                    written in the program.",
        ),
        Cause::NeverListens => (
            "Le programme tourne mais n'écoute sur aucun port TCP : vérifier l'appel à `asyncio.start_server` (ou \
                    `listen`) et qu'il est bien attendu (`await`).",
            "The program runs but listens on no TCP port: check the call to `asyncio.start_server` (or `listen`), \
                    and that it is awaited.",
        ),
        Cause::NeverConnects => (
            "Le client ne se connecte à aucun serveur : vérifier que `asyncio.open_connection` (ou `connect`) est bien \
                    appelé, et attendu (`await`).",
            "The client connects to no server: check that `asyncio.open_connection` (or `connect`) is called, and \
                    awaited.",
        ),
        Cause::BusyAtStart => (
            "Le programme calcule sans fin au démarrage : une boucle n'attend rien.",
            "The program computes without end as it starts: a loop waits for nothing.",
        ),
        Cause::OwnAuthorities => (
            "Le programme a sa propre liste d'autorités de certification au lieu de celle du système \
                    (`ssl.create_default_context()` sans argument) : ici, c'est le système qui connaît celle du site.",
            "The program has its own list of certification authorities instead of the system's \
                    (`ssl.create_default_context()` without an argument): here it is the system that knows the site's.",
        ),
        Cause::Import { message } => {
            return (
                format!("Un import échoue : {message}."),
                format!("An import fails: {message}."),
            );
        }
        Cause::SyntaxError { message } => {
            return (
                format!("Python ne comprend pas le programme : {message}."),
                format!("Python does not understand the program: {message}."),
            );
        }
        Cause::WantsArgument => (
            "Le programme attend un argument sur la ligne de commande ; ici il est lancé sans.",
            "The program expects an argument on the command line; here it is started without.",
        ),
        Cause::MissingFile { message } => {
            return (
                format!("Le programme ouvre un fichier qui n'est pas là : {message}."),
                format!("The program opens a file that is not there: {message}."),
            );
        }
        Cause::Traceback { line } => {
            return (
                format!("Le programme s'arrête sur une erreur : {line}"),
                format!("The program ends with an error: {line}"),
            );
        }
        Cause::MissingModule { module } => {
            return (
                format!(
                    "Le module `{module}` n'est pas installé ici : `pip install {}`.",
                    package_of(module)
                ),
                format!(
                    "The module `{module}` is not installed here: `pip install {}`.",
                    package_of(module)
                ),
            );
        }
        Cause::AddressInUse => (
            "L'adresse est déjà prise, sans doute par le programme lui-même qui écoute deux fois.",
            "The address is already taken, most likely by the program itself, which listens twice.",
        ),
        Cause::AddressNotAvailable { message } => {
            return (
                format!("L'adresse ne peut pas être ouverte : {message}."),
                format!("The address cannot be opened: {message}."),
            );
        }
        Cause::NeverAwaited => (
            "Une coroutine n'est jamais attendue : il manque un `await` ou `asyncio.run(main())`.",
            "A coroutine is never awaited: an `await` or `asyncio.run(main())` is missing.",
        ),
        Cause::EndsAtOnce if subject == SubjectKind::Server => (
            "Le programme se termine sans erreur avant d'écouter : il manque `await server.serve_forever()` ou une \
                    boucle.",
            "The program ends without error before it listens: `await server.serve_forever()` or a loop is missing.",
        ),
        Cause::EndsAtOnce => (
            "Le programme se termine sans erreur et sans rien faire : la fonction principale est-elle appelée \
                    (`asyncio.run(main())`) ?",
            "The program ends without error and without doing anything: is its main function called \
                    (`asyncio.run(main())`)?",
        ),
        Cause::EndsWithError { status } => {
            return (
                format!("Le programme se termine avec le code {status} dès le démarrage."),
                format!("The program ends with status {status} as soon as it starts."),
            );
        }
        Cause::Killed { signal } => {
            return (
                format!("Le programme est tué par le signal {signal} dès le démarrage."),
                format!("The program is killed by signal {signal} as soon as it starts."),
            );
        }
        Cause::OtherProtocol { protocol } => {
            return (
                format!(
                    "Le serveur parle {}, pas le protocole de la feuille : rien ne peut être jugé.",
                    protocol_name(*protocol)
                ),
                format!(
                    "The server speaks {}, not the sheet's protocol: nothing can be judged.",
                    protocol_name(*protocol)
                ),
            );
        }
        Cause::WaitsForLineEnds => (
            "Le serveur attend une fin de ligne après chaque message (`readline`) ; la feuille envoie exactement `Hello|<PSEUDO>`, sans fin de ligne : rien ne peut être jugé.",
            "The server waits for a line end behind every message (`readline`); the sheet sends exactly `Hello|<PSEUDO>`, with no line end: nothing can be judged.",
        ),
        // What is wrong with any program.
        Cause::CoroutinesToWait => (
            "Depuis Python 3.11, `asyncio.wait` n'accepte plus de coroutines (3.10 les prend encore) : en faire des tâches \
                    avec `asyncio.create_task(…)`, ou prendre `asyncio.gather(…)`.",
            "Since Python 3.11 `asyncio.wait` takes no coroutines any more (3.10 still does): make tasks of them with \
                    `asyncio.create_task(…)`, or use `asyncio.gather(…)`.",
        ),
        Cause::ErrorUncaught {
            line,
            source,
            step,
            ends,
        } => return error_uncaught(subject, line, source.as_deref(), step.as_deref(), *ends),
        Cause::BusyLoop { departure: true } if subject == SubjectKind::Server => (
            "Une boucle tourne à vide : après un départ, `read()` rend `b''` aussitôt et sans fin. Quitter la boucle \
                    (`break`) quand la lecture est vide.",
            "A loop spins: after a departure `read()` returns `b''` at once, for ever. Leave the loop (`break`) when the \
                    read is empty.",
        ),
        Cause::BusyLoop { departure: true } if subject == SubjectKind::Client => (
            "Une boucle tourne à vide : quand le serveur est parti, `read()` rend `b''` aussitôt et sans fin. Quitter la \
                    boucle (`break`) quand la lecture est vide.",
            "A loop spins: once the server has gone `read()` returns `b''` at once, for ever. Leave the loop (`break`) \
                    when the read is empty.",
        ),
        Cause::BusyLoop { .. } => (
            "Le programme calcule ou affiche sans fin : une boucle n'attend rien.",
            "The program computes or prints without end: a loop waits for nothing.",
        ),
        Cause::StrayCharacters if subject == SubjectKind::Server => (
            "Des octets sont affichés tels quels (`b'…'`) : il manque `.decode()` avant de composer le message.",
            "Bytes are shown as they are (`b'…'`): a `.decode()` is missing before the message is put together.",
        ),
        Cause::StrayCharacters => (
            "Des octets sont affichés tels quels (`b'…'`) : il manque `data.decode()` avant d'afficher.",
            "Bytes are shown as they are (`b'…'`): a `data.decode()` is missing before they are shown.",
        ),
        Cause::BracesUnfilled { text } => {
            let text = quoted(&text::shortened(text, 60));
            return (
                format!(
                    "{text} est envoyé tel quel au lieu de sa valeur : il manque le `f` devant les guillemets (`f\"…\"`)."
                ),
                format!(
                    "{text} is sent as it is instead of its value: the `f` is missing before the quotes (`f\"…\"`)."
                ),
            );
        }
        // What is wrong with a server.
        Cause::ServerDies { line } => {
            return ended(
                line.as_deref(),
                "Le serveur s'arrête au milieu de la conversation, sans erreur affichée.",
                "The server ends in the middle of the conversation, and shows no error.",
            );
        }
        Cause::DepartedKept => (
            "Le serveur écrit encore à un client qui est parti : le retirer de `CLIENTS` dès son départ (lecture vide ou \
                    `ConnectionResetError`), et protéger l'envoi à chacun d'un `try … except ConnectionError`, pour que les \
                    autres reçoivent quand même.",
            "The server still writes to a client that has left: take it out of `CLIENTS` as soon as it leaves (an empty \
                    read or `ConnectionResetError`), and put a `try … except ConnectionError` around sending to each, so \
                    that the others receive all the same.",
        ),
        Cause::TableChanges => (
            "La table des clients change pendant qu'une boucle la parcourt : parcourir une copie, \
                    `for … in list(CLIENTS.items())`.",
            "The table of clients changes while a loop goes through it: go through a copy, \
                    `for … in list(CLIENTS.items())`.",
        ),
        Cause::Unread { who } => {
            return (
                format!(
                    "Le serveur ne lit pas ce que {who} envoie : la lecture doit être dans une boucle (`while True: data = \
                    await reader.read(1024)`), et rien ne doit la bloquer."
                ),
                format!(
                    "The server does not read what {who} sends: reading must be in a loop (`while True: data = await \
                    reader.read(1024)`), and nothing may block it."
                ),
            );
        }
        Cause::ResetUnhandled => (
            "Une coupure nette (RST) n'est pas traitée comme un départ : la lecture lève alors `ConnectionResetError` au \
                    lieu de rendre `b''`. Retirer le client et annoncer son départ dans les deux cas (`try … finally`).",
            "A break-off (RST) is not treated as a departure: the read then raises `ConnectionResetError` instead of \
                    returning `b''`. Take the client out and announce its departure in both cases (`try … finally`).",
        ),
        Cause::OneClientAtATime => (
            "Le serveur ne s'occupe que d'un client : les autres restent en attente d'`accept`. Il faut une coroutine \
                    (`asyncio.start_server`) ou un fil d'exécution par client.",
            "The server looks after one client only: the others wait to be accepted. Each client needs a coroutine \
                    (`asyncio.start_server`) or a thread of its own.",
        ),
        Cause::EofUnanswered => (
            "Le départ n'est annoncé à personne : sur une lecture vide (`if not data:`), retirer le client de `CLIENTS`, \
                    puis écrire l'annonce à tous les autres.",
            "The departure is announced to nobody: on an empty read (`if not data:`) take the client out of `CLIENTS`, \
                    then write the announcement to all others.",
        ),
        Cause::SenderDisconnected { who, hello: true } => {
            return (
                format!(
                    "{who} se présente (`Hello|…`) et est déconnecté aussitôt : le serveur ne reconnaît pas ce Hello (lit-il tout le \
                    message d'un coup, `read(1024)` ?), ou une erreur dans ce qu'il en fait finit la connexion."
                ),
                format!(
                    "{who} introduces itself (`Hello|…`) and is disconnected at once: the server does not know this Hello (does it \
                    read all of the message at once, `read(1024)`?), or an error in what it does with it ends the connection."
                ),
            );
        }
        Cause::SenderDisconnected { who, hello: false } => {
            return (
                format!(
                    "{who} est déconnecté par le serveur pour ce qu'il envoie : seule une lecture vide (`b''`) est un départ, et \
                    une erreur dans le traitement d'un message ne doit pas finir la connexion."
                ),
                format!(
                    "{who} is disconnected by the server for what it sends: only an empty read (`b''`) is a departure, and an \
                    error in handling a message must not end the connection."
                ),
            );
        }
        Cause::DeliveredTwice => (
            "Le même message arrive deux fois : il est envoyé à deux endroits du programme, ou le client est deux fois \
                    dans la table.",
            "The same message arrives twice: it is sent in two places of the program, or the client is in the table twice.",
        ),
        Cause::DeliveredLate => (
            "Le message n'arrive qu'à l'étape suivante : le serveur attend autre chose avant de le transmettre (une \
                    saisie, un autre client, un tampon plein).",
            "The message arrives only in a later step: the server waits for something else before it passes it on (input, \
                    another client, a full buffer).",
        ),
        Cause::SenderHearsItself => (
            "L'auteur reçoit son propre message : dans la boucle d'envoi, sauter l'adresse de l'auteur (`if addr != \
                    addr_auteur`).",
            "The author receives the message too: in the sending loop skip the author's address (`if addr != \
                    author_addr`).",
        ),
        Cause::WrongRecipient { who, text } => {
            let text = quoted(&text::shortened(text, 60));
            return (
                format!("{who} reçoit {text}, alors que rien ne doit lui être envoyé à cette étape."),
                format!("{who} receives {text}, though nothing should be sent to it in this step."),
            );
        }
        Cause::StrangerHeard { who } => {
            return (
                format!(
                    "{who} ne s'est pas présenté : tant que son premier message ne commence pas par `Hello|`, rien de ce qu'il \
                    fait ne doit être annoncé ni transmis, son départ non plus."
                ),
                format!(
                    "{who} has not introduced itself: as long as its first message does not start with `Hello|`, nothing it \
                    does may be announced or passed on, nor may its departure."
                ),
            );
        }
        Cause::WrongAuthor {
            who,
            seen,
            receiver: true,
        } => {
            return (
                format!(
                    "Le texte porte le nom ou l'adresse de qui le reçoit ({seen}), pas de {who} : dans la boucle d'envoi, la \
                    variable de la boucle a pris la place de celle de l'auteur. Composer le message avant la boucle."
                ),
                format!(
                    "The text bears the name or address of who receives it ({seen}), not that of {who}: in the sending loop \
                    the loop's variable has taken the place of the author's. Put the message together before the loop."
                ),
            );
        }
        Cause::WrongAuthor {
            who,
            seen,
            receiver: false,
        } => {
            return (
                format!(
                    "Le texte porte le nom ou l'adresse de {seen}, pas de {who} : c'est sans doute une variable globale que \
                    chaque connexion remplace. Prendre ceux de la connexion qui parle."
                ),
                format!(
                    "The text bears the name or address of {seen}, not that of {who}: most likely it is a global variable \
                    that each connection replaces. Take those of the connection that speaks."
                ),
            );
        }
        Cause::AuthorMissing { who } => {
            return (
                format!(
                    "Le message est transmis sans dire de qui il est : ni le pseudo ni l'adresse de {who} n'y sont."
                ),
                format!(
                    "The message is passed on without saying whose it is: neither the pseudo nor the address of {who} is in it."
                ),
            );
        }
        Cause::UnregisteredRecipient { who } => {
            return (
                format!(
                    "{who} ne s'est pas présenté (`Hello|…`) et reçoit pourtant quelque chose : n'ajouter un client à `CLIENTS` qu'après son Hello."
                ),
                format!(
                    "{who} has not introduced itself (`Hello|…`) and still receives something: put a client into `CLIENTS` only after its Hello."
                ),
            );
        }
        Cause::NotUtf8 => (
            "Les lettres accentuées ne sont pas envoyées en UTF-8 : `encode()` sans argument, dans les deux programmes.",
            "Letters with accents are not sent as UTF-8: `encode()` without an argument, in both programs.",
        ),
        Cause::MessageCut { bytes } => {
            return (
                format!(
                    "Un message est coupé : {bytes} octets en arrivent d'un coup. Le serveur lit trop peu à la fois (l'argument \
                    de `read` ou de `recv`) ; la feuille lit jusqu'à 1024 octets."
                ),
                format!(
                    "A message is cut: {bytes} bytes of it come at once. The server reads too little at a time (the argument \
                    of `read` or `recv`); the sheet reads up to 1024 bytes."
                ),
            );
        }
        Cause::NeverDelivered => (
            "Le message n'arrive à personne : parcourir tous les `CLIENTS` du moment, n'y sauter que l'auteur (IP et \
                    port), et écrire à chaque `writer`, puis `await drain()`.",
            "The message reaches nobody: go through all `CLIENTS` of the moment, skip only the author (IP and port), and \
                    write to each `writer`, then `await drain()`.",
        ),
        Cause::OnlyAuthor => (
            "Le message revient à son auteur et n'arrive à personne d'autre : la condition de la boucle d'envoi est à l'envers \
                    (`!=`, pas `==`), ou le serveur écrit au `writer` de la connexion qui parle au lieu de celui de chacun des \
                    `CLIENTS`.",
            "The message comes back to its author and reaches nobody else: the condition of the sending loop is the wrong way \
                    round (`!=`, not `==`), or the server writes to the `writer` of the connection that speaks instead of \
                    that of each of the `CLIENTS`.",
        ),
        Cause::OnlyEarlier => (
            "Seuls ceux qui étaient là avant l'auteur reçoivent son message : la boucle d'envoi s'arrête à l'auteur \
                    (`break` ou `return` au lieu de `continue`), ou parcourt les clients d'au moment de sa connexion au lieu \
                    des `CLIENTS` du moment.",
            "Only those who were there before the author receive the message: the sending loop stops at the author \
                    (`break` or `return` instead of `continue`), or goes through the clients of when the author connected \
                    instead of the `CLIENTS` of the moment.",
        ),
        Cause::SameAddress => (
            "Dans ce scénario les clients ont la même IP, et des ports différents. Si les messages passent entre clients \
                    d'IP différentes, le serveur ne compare que l'IP : l'auteur à sauter, et la clé de `CLIENTS`, c'est le \
                    couple (IP, port).",
            "In this scenario the clients have the same IP, and different ports. If messages pass between clients of \
                    different IPs, the server compares IPs only: the author to skip, and the key of `CLIENTS`, is the pair \
                    (IP, port).",
        ),
        Cause::NotToAll { who } => {
            let who = who.join(", ");
            return (
                format!(
                    "D'autres reçoivent le texte, {who} non : la boucle d'envoi doit aller jusqu'au bout (`continue`, pas \
                    `break` ni `return`), et passer par tous les `CLIENTS` du moment."
                ),
                format!(
                    "Others receive the text, {who} does not: the sending loop must go to its end (`continue`, not `break` or \
                    `return`), and through all `CLIENTS` of the moment."
                ),
            );
        }
        Cause::SilentListener { who } => {
            return (
                format!(
                    "{who} n'a encore rien envoyé et ne reçoit rien : un client doit être dans `CLIENTS` dès sa connexion, pas \
                    seulement à partir de son premier message, et la boucle d'envoi n'y saute que l'auteur (IP et port)."
                ),
                format!(
                    "{who} has sent nothing yet and receives nothing: a client must be in `CLIENTS` from its connection on, \
                    not only from its first message, and the sending loop skips only the author (IP and port)."
                ),
            );
        }
        Cause::Silent { reads: true } => (
            "Le serveur lit ce qui arrive (il l'affiche) mais n'envoie rien à personne, de toute la session : la boucle \
                    d'envoi parcourt-elle bien les `CLIENTS` où l'on enregistre (un `CLIENTS = …` dans une fonction en fait \
                    un autre), et écrit-elle à chaque `writer` ?",
            "The server reads what arrives (it shows it) but sends nothing to anybody in the whole session: does the \
                    sending loop go through the `CLIENTS` into which one is put (a `CLIENTS = …` in a function makes another \
                    one), and does it write to each `writer`?",
        ),
        Cause::Silent { reads: false } => (
            "Le serveur n'envoie rien à personne, de toute la session : vérifier qu'il lit ce qui arrive (`await \
                    reader.read(1024)`, pas `readline`) et qu'il écrit à tous.",
            "The server sends nothing to anybody in the whole session: check that it reads what arrives (`await \
                    reader.read(1024)`, not `readline`) and writes to everybody.",
        ),
        // What is wrong with a client.
        Cause::NotToTheByte => (
            "Le texte est bon, mais il y a un caractère de trop autour (souvent `\\n`) : la feuille demande exactement \
                    `Hello|<PSEUDO>`.",
            "The text is right, but there is a character too many around it (often `\\n`): the sheet asks for exactly \
                    `Hello|<PSEUDO>`.",
        ),
        Cause::StaysWithoutServer => (
            "Le serveur est parti et le client reste : une lecture vide (`b''`) doit quitter le programme tout de suite, \
                    même pendant une saisie (`os._exit(0)`, ou annuler la tâche de saisie).",
            "The server has gone and the client stays: an empty read (`b''`) must end the program at once, even while it \
                    waits for the keyboard (`os._exit(0)`, or cancel the task that reads the keyboard).",
        ),
        Cause::SurvivesCtrlC => (
            "Ctrl-C n'arrête pas le client : `KeyboardInterrupt` est attrapé et la boucle continue, ou un fil \
                    d'exécution reste bloqué dans `input()`.",
            "Ctrl-C does not end the client: `KeyboardInterrupt` is caught and the loop goes on, or a thread stays \
                    blocked in `input()`.",
        ),
        Cause::InterruptUncaught => (
            "Ctrl-C finit sur un traceback : entourer `asyncio.run(main())` d'un `try … except KeyboardInterrupt`.",
            "Ctrl-C ends in a traceback: put a `try … except KeyboardInterrupt` around `asyncio.run(main())`.",
        ),
        Cause::ClientEndsEarly { line } => {
            return ended(
                line.as_deref(),
                "Le client s'arrête alors que la conversation continue, sans erreur affichée.",
                "The client ends though the conversation goes on, and shows no error.",
            );
        }
        Cause::BlockedInInput => (
            "Le client ne lit pas ce que le serveur envoie : rien ne doit bloquer la boucle de réception, surtout pas \
                    `input()`. Utiliser `aioconsole.ainput()`, ou un fil d'exécution pour la saisie.",
            "The client does not read what the server sends: nothing may block the receiving loop, least of all \
                    `input()`. Use `aioconsole.ainput()`, or a thread for the keyboard.",
        ),
        Cause::DepartureUntold => (
            "Quand le serveur part, le client doit le dire avant de quitter : un `print` suffit.",
            "When the server goes, the client must say so before it ends: a `print` is enough.",
        ),
        Cause::WaitsToSend { text } => {
            let text = quoted(&text::shortened(text, 60));
            return (
                format!(
                    "Le client n'envoie pas {text} de lui-même : il attend d'abord autre chose (une saisie, un message du \
                    serveur). L'envoyer dès la connexion, sans rien demander."
                ),
                format!(
                    "The client does not send {text} by itself: it waits for something else first (the keyboard, a message of \
                    the server). Send it as soon as it is connected, without asking for anything."
                ),
            );
        }
        Cause::SendsUnasked { text } if text == "Hello" => (
            "Le client envoie encore le `Hello` de l'étape 2, que personne n'a tapé : l'enlever.",
            "The client still sends the `Hello` of stage 2, which nobody typed: take it out.",
        ),
        Cause::SendsUnasked { text } => {
            let text = quoted(&text::shortened(text, 60));
            return (
                format!("Le client envoie {text} à un moment où rien n'est tapé."),
                format!("The client sends {text} at a moment when nothing is typed."),
            );
        }
        Cause::AddsToInput => (
            "Le client ajoute quelque chose à ce qui a été tapé : envoyer la saisie seule, `msg.encode()` ; c'est le \
                    serveur qui dit de qui elle vient.",
            "The client adds something to what was typed: send the input alone, `msg.encode()`; it is the server that says \
                    whose it is.",
        ),
        Cause::HelloMissing => (
            "Le client envoie le pseudo seul : la feuille demande `Hello|<PSEUDO>`.",
            "The client sends the pseudo alone: the sheet asks for `Hello|<PSEUDO>`.",
        ),
        Cause::SentLate => (
            "Ce qui est tapé ne part pas tout de suite, mais à une étape suivante : envoyer chaque ligne dès que la saisie \
                    est finie, puis `await writer.drain()`.",
            "What is typed does not go out at once, but in a later step: send each line as soon as it is entered, then \
                    `await writer.drain()`.",
        ),
        Cause::SendsOtherText => (
            "Ce que le serveur reçoit n'est pas ce qui a été tapé : envoyer exactement la saisie, `msg.encode()`.",
            "What the server receives is not what was typed: send exactly the input, `msg.encode()`.",
        ),
        Cause::SendsNothing => (
            "Rien n'arrive au serveur : vérifier `writer.write(msg.encode())` suivi de `await writer.drain()`, et que la \
                    tâche de saisie tourne bien à côté de la réception (`asyncio.gather`).",
            "Nothing reaches the server: check `writer.write(msg.encode())` followed by `await writer.drain()`, and that \
                    the input task runs beside the receiving one (`asyncio.gather`).",
        ),
        Cause::ShownLate => (
            "Le message s'affiche, mais pas quand il arrive : la réception attend la saisie, ou l'affichage n'est pas \
                    vidé (`flush=True`).",
            "The message is shown, but not when it comes: receiving waits for the keyboard, or the output is not flushed \
                    (`flush=True`).",
        ),
        Cause::NotDecoded { text } => {
            return (
                format!("« {text} » n'est pas affiché tel quel : décoder en UTF-8 (`data.decode()`)."),
                format!("\"{text}\" is not shown as it is: decode as UTF-8 (`data.decode()`)."),
            );
        }
        Cause::ShowsOnlyFirst => (
            "Le premier message du serveur s'affiche, les suivants jamais : lire et afficher dans une boucle (`while True:`), \
                    qui revient lire après chaque message.",
            "The server's first message is shown, those behind never: read and show in a loop (`while True:`), which reads \
                    again after each message.",
        ),
        Cause::NeverShown { text } => {
            return (
                format!(
                    "« {} » n'apparaît jamais à l'écran : la réception tourne-t-elle en même temps que la saisie \
                    (`asyncio.gather`), et affiche-t-elle chaque message ?",
                    escape(text.as_bytes())
                ),
                format!(
                    "\"{}\" never appears on the screen: does receiving run beside the keyboard (`asyncio.gather`), and \
                    does it show every message?",
                    escape(text.as_bytes())
                ),
            );
        }
        Cause::AuthorNotShown { who } => {
            return (
                format!("Le message est affiché sans le nom de {who} : afficher tout ce que le serveur envoie."),
                format!("The message is shown without the name of {who}: show all that the server sends."),
            );
        }
        // What is wrong with a first program.
        Cause::RequestUnguarded => (
            "Un des sites ne répond pas : entourer chaque requête d'un `try … except`, et dire ce qui ne va pas.",
            "One of the sites does not answer: put a `try … except` around each request, and say what is wrong.",
        ),
        Cause::ArgumentMissing => (
            "Sans argument, le programme lit `sys.argv[1]` et s'arrête sur un traceback : tester `len(sys.argv)` et dire \
                    comment l'appeler.",
            "Without an argument the program reads `sys.argv[1]` and ends in a traceback: test `len(sys.argv)` and say \
                    how to call it.",
        ),
        Cause::FetchesNothing { said } => {
            let (fr, en) = says(said.as_deref());
            return (
                format!(
                    "Le programme n'a rien demandé au site.{fr} La fonction qui demande la page est-elle appelée, et avec ce \
                    qui est donné en argument (`sys.argv[1]`) ?"
                ),
                format!(
                    "The program asked the site for nothing.{en} Is the function called that asks for the page, and with what \
                    is given as argument (`sys.argv[1]`)?"
                ),
            );
        }
        Cause::FetchesOthers { dead: true } => (
            "Toutes les pages ne sont pas demandées : un site ne répond pas, et il faut continuer avec les autres (`try … \
                    except` autour de chaque requête).",
            "Not all pages are asked for: a site does not answer, and the program must go on with the others (`try … \
                    except` around each request).",
        ),
        Cause::FetchesOthers { dead: false } => (
            "Toutes les pages ne sont pas demandées : parcourir toutes les lignes du fichier donné en argument.",
            "Not all pages are asked for: go through every line of the file given as argument.",
        ),
        Cause::PageNotSaved { said } => {
            let (fr, en) = says(said.as_deref());
            return (
                format!(
                    "La page arrive mais n'est écrite dans aucun fichier, ou un échec l'a fait perdre.{fr} Écrire chaque page \
                    dès qu'elle est là."
                ),
                format!(
                    "The page comes but is written into no file, or a failure lost it.{en} Write each page as soon as it is \
                    there."
                ),
            );
        }
        Cause::PageOverwritten { path } => {
            return (
                format!("Les pages sont écrites l'une sur l'autre dans `{path}` : chaque site a son propre fichier."),
                format!("The pages are written one over the other in `{path}`: each site has a file of its own."),
            );
        }
        Cause::PageCut => (
            "Le fichier ne contient pas toute la page : écrire `response.text` en entier, et fermer le fichier.",
            "The file does not hold the whole page: write all of `response.text`, and close the file.",
        ),
        Cause::SavedElsewhere { expected, seen } => {
            return (
                format!("La page est dans `{seen}` ; la feuille demande `{expected}`."),
                format!("The page is in `{seen}`; the sheet asks for `{expected}`."),
            );
        }
        Cause::Sequential => (
            "Chaque page n'est demandée qu'une fois la précédente arrivée. Créer toutes les tâches, puis `await \
                    asyncio.gather(*taches)` : un `await` à chaque tour de boucle les met l'une après l'autre, et `requests`, \
                    qui ne connaît pas `await`, bloque tout.",
            "Each page is asked for only when the one before has come. Create all tasks, then `await \
                    asyncio.gather(*tasks)`: an `await` in each turn of a loop puts them one after the other, and `requests`, \
                    which knows no `await`, blocks everything.",
        ),
        Cause::NeverEnds => (
            "Le travail est fini et le programme ne s'arrête pas : il attend une saisie, ou une tâche qui ne finit \
                    jamais.",
            "The work is done and the program does not end: it waits for the keyboard, or for a task that never ends.",
        ),
        Cause::CountsOtherwise {
            expected: Counting::InSequence,
        } => (
            "Il faut un nombre par ligne, de 0 à 10, deux fois : appeler deux fois la même fonction.",
            "One number a line is needed, from 0 to 10, twice: call the same function two times.",
        ),
        Cause::CountsOtherwise {
            expected: Counting::Together,
        } => (
            "Il faut un nombre par ligne, et chaque nombre deux fois de suite : deux compteurs de 0 à 10 en même temps.",
            "One number a line is needed, and each number twice in a row: two counters from 0 to 10 at the same time.",
        ),
        Cause::CountsInTurn => (
            "Les deux compteurs se suivent. Les lancer ensemble, `await asyncio.gather(compteur(), compteur())` : deux \
                    `await` de suite attendent l'un puis l'autre. Et attendre avec `await asyncio.sleep(0.5)` : \
                    `time.sleep` bloque tout le programme.",
            "The counters follow one another. Start them together, `await asyncio.gather(counter(), counter())`: two \
                    `await` in a row wait for one and then for the other. And wait with `await asyncio.sleep(0.5)`: \
                    `time.sleep` blocks the whole program.",
        ),
        Cause::NoPauses => (
            "Il manque la pause d'une demi-seconde entre deux nombres (ou elle n'est pas attendue : `await \
                    asyncio.sleep(0.5)`).",
            "The pause of half a second between two numbers is missing (or is not awaited: `await asyncio.sleep(0.5)`).",
        ),
    };
    (fr.to_owned(), en.to_owned())
}

/// An error that nothing catches: what, when, and at which line of the source.
fn error_uncaught(
    subject: SubjectKind,
    line: &str,
    source: Option<&str>,
    step: Option<&str>,
    ends: bool,
) -> (String, String) {
    // A program is run in one step, which says nothing.
    let step = step.filter(|_| subject != SubjectKind::Program);
    let at = |language, before: &str, behind: &str| {
        let told = step.map(|step| told(step, language));
        told.map_or(String::new(), |told| {
            format!("{before}{}{behind}", text::shortened(&told, 60))
        })
    };
    let line = text::shortened(line, 160);
    let source = source.map(|source| text::shortened(source, 100));
    let by = |words: &str| {
        source
            .as_ref()
            .map_or(String::new(), |source| format!("{words}`{source}`"))
    };
    let (stops, ends_it) = match (subject, ends) {
        (SubjectKind::Server, true) => (" Elle arrête tout le serveur.", " It ends the whole server."),
        (SubjectKind::Client, true) => (" Elle arrête le client.", " It ends the client."),
        (SubjectKind::Program, _) | (_, false) => ("", ""),
    };
    (
        format!(
            "Une erreur que rien n'attrape{} : {line}{}.{stops}",
            at(Language::Fr, ", à l'étape « ", " »"),
            by(", levée par ")
        ),
        format!(
            "An error that nothing catches{}: {line}{}.{ends_it}",
            at(Language::En, ", at `", "`"),
            by(", raised by ")
        ),
    )
}

/// A program that ended without an error, with its last line.
fn ended(line: Option<&str>, fr: &str, en: &str) -> (String, String) {
    let line = line.map(|line| quoted(&text::shortened(line, 100)));
    let with = |words: &str| line.as_ref().map_or(String::new(), |line| format!(" {words} {line}"));
    (
        format!("{fr}{}", with("Sa dernière ligne :")),
        format!("{en}{}", with("Its last line:")),
    )
}

/// What a program says in the end, as a sentence of its own.
fn says(said: Option<&str>) -> (String, String) {
    let said = said.map(|said| quoted(&text::shortened(said, 100)));
    let with = |words: &str| said.as_ref().map_or(String::new(), |said| format!(" {words} {said}."));
    (with("Le programme dit à la fin"), with("In the end the program says"))
}

/// How a command is given for a kind of program.
fn command_given(subject: SubjectKind) -> (&'static str, &'static str) {
    match subject {
        SubjectKind::Server => ("`--server` ou `salon.yaml` donne", "`--server` or `salon.yaml` gives"),
        SubjectKind::Client => ("`--client` ou `salon.yaml` donne", "`--client` or `salon.yaml` gives"),
        SubjectKind::Program => ("`salon.yaml` donne", "`salon.yaml` gives"),
    }
}

fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Json => "JSON",
        Protocol::Http => "HTTP (WebSocket)",
    }
}

/// What to install for a module: `aioconsole` for `aioconsole.stream`.
fn package_of(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}
