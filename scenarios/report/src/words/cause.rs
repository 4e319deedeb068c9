//! What is likely wrong with a program, and where to look, in plain words.

use super::{Words, quoted};
use salon_model::bytes::escape;
use salon_model::{Cause, Counting, Protocol, SubjectKind};

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
        Cause::ErrorUncaught { line } if subject == SubjectKind::Client => {
            return (
                format!(
                    "Une erreur n'est pas attrapée ({line}) : l'entourer d'un `try … except`, et quitter proprement."
                ),
                format!("An error is not caught ({line}): put a `try … except` around it, and end in order."),
            );
        }
        Cause::ErrorUncaught { line } => {
            return (
                format!(
                    "Une erreur n'est pas attrapée ({line}) : entourer la requête d'un `try … except`, et dire ce qui manque."
                ),
                format!(
                    "An error is not caught ({line}): put a `try … except` around the request, and say what is missing."
                ),
            );
        }
        Cause::BusyLoop if subject == SubjectKind::Server => (
            "Une boucle tourne à vide : après un départ, `read()` rend `b''` aussitôt et sans fin. Quitter la boucle \
                    (`break`) quand la lecture est vide.",
            "A loop spins: after a departure `read()` returns `b''` at once, for ever. Leave the loop (`break`) when the \
                    read is empty.",
        ),
        Cause::BusyLoop if subject == SubjectKind::Client => (
            "Une boucle tourne à vide : quand le serveur est parti, `read()` rend `b''` aussitôt et sans fin. Quitter la \
                    boucle (`break`) quand la lecture est vide.",
            "A loop spins: once the server has gone `read()` returns `b''` at once, for ever. Leave the loop (`break`) \
                    when the read is empty.",
        ),
        Cause::BusyLoop => (
            "Le programme calcule ou affiche sans fin.",
            "The program computes or prints without end.",
        ),
        Cause::StrayCharacters if subject == SubjectKind::Server => (
            "Des octets sont affichés tels quels (`b'…'`) : il manque `.decode()` avant de composer le message.",
            "Bytes are shown as they are (`b'…'`): a `.decode()` is missing before the message is put together.",
        ),
        Cause::StrayCharacters => (
            "Des octets sont affichés tels quels (`b'…'`) : il manque `data.decode()` avant d'afficher.",
            "Bytes are shown as they are (`b'…'`): a `data.decode()` is missing before they are shown.",
        ),
        // What is wrong with a server.
        Cause::ResetKillsServer { line } => {
            return (
                format!(
                    "Une coupure nette arrête tout le serveur ({line}) : entourer la lecture et l'écriture d'un `try … except ConnectionError`."
                ),
                format!(
                    "A break-off ends the whole server ({line}): put a `try … except ConnectionError` around reading and writing."
                ),
            );
        }
        Cause::ServerDies { line } => {
            return (
                format!("Le serveur s'arrête au milieu de la conversation. Sa dernière ligne : {line}"),
                format!("The server ends in the middle of the conversation. Its last line: {line}"),
            );
        }
        Cause::ResetUnhandled => (
            "Une coupure nette (RST) n'est pas traitée comme un départ : la lecture lève `ConnectionResetError`, et le \
                    code qui annonce le départ n'est jamais atteint. Le mettre dans un `finally`.",
            "A break-off (RST) is not treated as a departure: the read raises `ConnectionResetError`, and the code that \
                    announces the departure is never reached. Put it into a `finally`.",
        ),
        Cause::OneClientAtATime => (
            "Le serveur ne s'occupe que d'un client : les autres restent en attente d'`accept`. Il faut une coroutine \
                    (`asyncio.start_server`) ou un fil d'exécution par client.",
            "The server looks after one client only: the others wait to be accepted. Each client needs a coroutine \
                    (`asyncio.start_server`) or a thread of its own.",
        ),
        Cause::EofUnanswered => (
            "Un départ passe inaperçu : une lecture vide (`b''`) n'est pas reconnue. Tester `if not data:`, retirer le \
                    client et prévenir les autres.",
            "A departure goes unnoticed: an empty read (`b''`) is not recognised. Test `if not data:`, take the client \
                    out, and tell the others.",
        ),
        Cause::SenderDisconnected { who } => {
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
        Cause::WrongRecipient { who } => {
            return (
                format!("{who} reçoit un texte qui ne devrait pas être envoyé du tout."),
                format!("{who} receives a text that should not be sent at all."),
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
        Cause::MessageCut => (
            "Un long message est coupé : le serveur lit trop peu d'octets à la fois (`read(100)`) ; la feuille lit \
                    jusqu'à 1024.",
            "A long message is cut: the server reads too few bytes at a time (`read(100)`); the sheet reads up to 1024.",
        ),
        Cause::BufferedOutput => (
            "La ligne apparaît, mais pas au bon moment : sans doute un `print(…, end='')` ou un tampon qui n'est pas vidé \
                    (`flush=True`).",
            "The line does appear, but not at the right moment: most likely a `print(…, end='')`, or a buffer that is not \
                    flushed (`flush=True`).",
        ),
        Cause::NeverDelivered => (
            "Le message n'est pas redistribué : parcourir `CLIENTS` et écrire à chaque `writer`, puis `await drain()`.",
            "The message is not passed on: go through `CLIENTS` and write to each `writer`, then `await drain()`.",
        ),
        Cause::AnnouncementMissing => (
            "L'annonce n'est pas envoyée à tous les clients enregistrés.",
            "The announcement is not sent to all registered clients.",
        ),
        Cause::Silent => (
            "Le serveur ne répond rien : vérifier qu'il lit ce qui arrive (`await reader.read(1024)`, pas `readline`) et \
                    qu'il écrit à tous.",
            "The server answers nothing: check that it reads what arrives (`await reader.read(1024)`, not `readline`) and \
                    writes to everybody.",
        ),
        // What is wrong with a client.
        Cause::NotToTheByte => (
            "Le texte est bon, mais il y a un caractère de trop autour (souvent `\\n`) : la feuille demande exactement \
                    `Hello|<PSEUDO>`.",
            "The text is right, but there is a character too many around it (often `\\n`): the sheet asks for exactly \
                    `Hello|<PSEUDO>`.",
        ),
        Cause::StaysWithoutServer => (
            "Le serveur est parti et le client reste, sans doute bloqué dans `input()` : une lecture vide (`b''`) doit \
                    quitter le programme tout de suite (`os._exit(0)`, ou annuler la tâche de saisie).",
            "The server has gone and the client stays, most likely blocked in `input()`: an empty read (`b''`) must end \
                    the program at once (`os._exit(0)`, or cancel the task that reads the keyboard).",
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
            return (
                format!("Le client s'arrête alors que la conversation continue. Sa dernière ligne : {line}"),
                format!("The client ends though the conversation goes on. Its last line: {line}"),
            );
        }
        Cause::BlockedInInput => (
            "Le client ne lit pas ce que le serveur envoie tant que l'utilisateur n'a rien tapé : `input()` bloque tout \
                    le programme. Utiliser `aioconsole.ainput()`, ou un fil d'exécution pour la saisie.",
            "The client does not read what the server sends until the user types something: `input()` blocks the whole \
                    program. Use `aioconsole.ainput()`, or a thread for the keyboard.",
        ),
        Cause::DepartureUntold => (
            "Quand le serveur part, le client doit le dire avant de quitter : un `print` suffit.",
            "When the server goes, the client must say so before it ends: a `print` is enough.",
        ),
        Cause::SendsUnasked => (
            "Le client envoie quelque chose que personne n'a tapé (un ancien `Hello` ?), ou trop tôt.",
            "The client sends something that nobody typed (an old `Hello`?), or too early.",
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
        Cause::NeverShown { text } => {
            return (
                format!(
                    "« {} » n'apparaît jamais à l'écran : la boucle de réception affiche-t-elle chaque message ?",
                    escape(text.as_bytes())
                ),
                format!(
                    "\"{}\" never appears on the screen: does the receiving loop show every message?",
                    escape(text.as_bytes())
                ),
            );
        }
        // What is wrong with a first program.
        Cause::ArgumentMissing => (
            "Sans argument, le programme lit `sys.argv[1]` et s'arrête sur un traceback : tester `len(sys.argv)` et dire \
                    comment l'appeler.",
            "Without an argument the program reads `sys.argv[1]` and ends in a traceback: test `len(sys.argv)` and say \
                    how to call it.",
        ),
        Cause::FetchesNothing => (
            "Le site n'a reçu aucune requête, quoi que le programme en dise : l'URL donnée en argument est-elle bien \
                    utilisée, et la requête attendue (`await`) ?",
            "The site got no request, whatever the program says: is the URL given as argument used, and the request \
                    awaited (`await`)?",
        ),
        Cause::FetchesOthers => (
            "Toutes les pages ne sont pas demandées : parcourir toutes les lignes du fichier d'URL, et continuer quand \
                    l'une d'elles échoue (`return_exceptions=True`).",
            "Not all pages are asked for: go through every line of the file of URLs, and go on when one of them fails \
                    (`return_exceptions=True`).",
        ),
        Cause::PageNotSaved => (
            "La page arrive mais n'est écrite dans aucun fichier, ou un échec ailleurs l'a fait perdre : écrire chaque \
                    page dès qu'elle est là.",
            "The page comes but is written into no file, or a failure elsewhere lost it: write each page as soon as it \
                    is there.",
        ),
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
            "Chaque page n'est demandée qu'une fois la précédente arrivée : un `await` dans une boucle `for` attend \
                    chaque tâche à son tour. Créer toutes les tâches, puis `await asyncio.gather(*taches)`.",
            "Each page is asked for only when the one before has come: an `await` in a `for` loop waits for each task in \
                    turn. Create all tasks, then `await asyncio.gather(*tasks)`.",
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
            "Les deux compteurs se suivent : `time.sleep` bloque tout le programme. Utiliser `await asyncio.sleep(0.5)` \
                    et lancer les deux avec `asyncio.gather`.",
            "The counters follow one another: `time.sleep` blocks the whole program. Use `await asyncio.sleep(0.5)` and \
                    start both with `asyncio.gather`.",
        ),
        Cause::NoPauses => (
            "Il manque la pause d'une demi-seconde entre deux nombres (ou elle n'est pas attendue : `await \
                    asyncio.sleep(0.5)`).",
            "The pause of half a second between two numbers is missing (or is not awaited: `await asyncio.sleep(0.5)`).",
        ),
    };
    (fr.to_owned(), en.to_owned())
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
