//! Chat clients and their user: what is typed reaches the program, and what it shows is seen.

use crate::clients::client;
use crate::harness::{Bench, assert_in_order, when};
use assert_cmd::Command;
use insta::assert_snapshot;

fn transcript(steps: &[&str], code: &str) -> String {
    Bench::client(&when(steps), &client(code)).transcript()
}

#[track_caller]
fn assert_sent_one_by_one(code: &str) {
    let seen = transcript(&["user types: un", "user types: deux", "user types: trois"], code);
    let sent = |text| format!("when user types: {text}\n  server receives \"{text}\"\n");
    assert_in_order(&seen, &[&sent("un"), &sent("deux"), &sent("trois")]);
}

#[test]
fn a_line_reaches_the_server_once_though_the_client_is_busy_before_it_reads() {
    assert_sent_one_by_one(
        "s = connect()
while True: compute(0.2); s.send(input().encode())",
    );
}

#[test]
fn a_line_reaches_the_server_once_though_the_client_is_busy_after_it_read() {
    assert_sent_one_by_one(
        "s = connect()
while line := input(): compute(0.2); s.send(line.encode())",
    );
}

#[test]
fn two_lines_are_not_one_stimulus_for_a_client_that_looks_at_its_keyboard_now_and_then() {
    assert_sent_one_by_one(
        "s = connect()
os.set_blocking(0, False)
while True:
    time.sleep(0.05)
    try: s.send(os.read(0, 4096).strip())
    except BlockingIOError: pass",
    );
}

#[test]
fn lines_that_pass_through_threads_and_processes_are_waited_for() {
    assert_sent_one_by_one(
        "s = connect()
cat = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
def send():
    while data := cat.stdout.readline(): s.send(data.strip())
threading.Thread(target=send, daemon=True).start()
while line := input(): cat.stdin.write(line.encode() + b'\\n'); cat.stdin.flush()",
    );
}

#[test]
fn what_is_typed_before_the_client_reads_is_not_lost() {
    let steps = "when:\n  - together:\n      - user types: un\n      - user types: deux\n      - user types: trois\n";
    let code = "s = connect()
while line := input(): time.sleep(0.1); s.send(line.encode() + b';')";
    let seen = Bench::client(steps, &client(code)).transcript();
    assert!(seen.contains("server receives \"un;deux;trois;\"\n"), "{seen}");
}

#[test]
fn a_client_in_raw_mode_gets_every_key_as_a_byte() {
    let code = "s = connect()
tty.setraw(0)
while True: s.send(repr(os.read(0, 1)).encode())";
    let seen = transcript(
        &[
            "user types: é",
            "user presses: ctrl-c",
            "user presses: ctrl-d",
            "user presses: enter",
        ],
        code,
    );
    assert_in_order(
        &seen,
        &[
            r#"server receives "b'\\xc3'b'\\xa9'b'\\r'""#,
            r#"server receives "b'\\x03'""#,
            r#"server receives "b'\\x04'""#,
            r#"server receives "b'\\r'""#,
            "end\n  client runs",
        ],
    );
}

#[test]
fn a_client_that_hides_what_is_typed_is_heard_and_not_seen() {
    let seen = transcript(
        &["user types: secret"],
        "import getpass\ns = connect()\ns.send(getpass.getpass('Mot : ').encode()); input()",
    );
    assert!(
        seen.contains("server receives \"secret\"\n") && seen.contains("user sees \"Mot :\""),
        "{seen}"
    );
    assert!(
        !seen
            .lines()
            .any(|line| line.contains("user sees") && line.contains("secret")),
        "{seen}"
    );
}

#[test]
fn a_screen_is_seen_as_its_user_sees_it() {
    let code = "s = connect()
print('\\x1b[1;32mBienvenue\\x1b[0m à bord')
def show():
    while data := s.recv(100): print(f'\\r\\x1b[K\\x1b[36m{data.decode()}\\x1b[0m\\nVous : ', end='', flush=True)
threading.Thread(target=show, daemon=True).start()
while line := input('Vous : '):
    if line == 'efface': os.system('clear')
    if line == 'efface aussi': print('vite', end='\\x1b[2J\\x1b[H', flush=True)";
    assert_snapshot!(transcript(
        &["bob says: salut", "user types: oui", "bob says: salut", "user types: efface", "bob says: salut", "user types: efface aussi"],
        code
    ), @r#"
    scenario stage/scenario

    start
      user sees "Bienvenue à bord"
      user sees "Vous :"

    when bob says: salut
      user sees "bob a dit : salut"

    when user types: oui
      user sees "Vous : oui"

    when bob says: salut
      user sees "bob a dit : salut"

    when user types: efface
      user sees "Vous : efface"
      user sees "Vous :"

    when bob says: salut
      user sees "bob a dit : salut"

    when user types: efface aussi
      user sees "Vous : efface aussi"
      user sees "vite"
      user sees "Vous :"

    end
      client runs
    "#);
}

#[test]
fn output_without_a_line_end_is_seen() {
    let seen = transcript(
        &["server sends: un", "server closes"],
        "s = connect()
while data := s.recv(100): sys.stdout.write('<' + data.decode() + '>'); sys.stdout.flush()
sys.stdout.write('adieu')",
    );
    assert_in_order(
        &seen,
        &[
            "user sees \"<un>\"",
            "user sees \"<un>adieu\"\n  client exits with status 0",
        ],
    );
}

#[test]
fn ctrl_c_interrupts_even_when_salon_itself_ignores_it() {
    let code = "s = connect()
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
try: input()
except KeyboardInterrupt: print('interrompu'); sys.exit(7)";
    let bench = Bench::client(&when(&["user presses: ctrl-c"]), &client(code));
    let run = bench.run();
    let mut ignoring = Command::new("sh");
    ignoring
        .args(["-c", "trap '' INT; exec \"$@\"", "sh"])
        .arg(run.get_program())
        .args(run.get_args())
        .args(["--show", "transcript"]);
    let seen = crate::harness::stdout(&mut ignoring);
    assert_in_order(
        &seen,
        &[
            "user sees \"True\"",
            "when user presses: ctrl-c\n",
            "interrompu",
            "client exits with status 7",
        ],
    );
    assert_eq!(seen, bench.transcript());
}

#[test]
fn ctrl_c_reaches_every_process_of_the_terminal() {
    let code = "s = connect()
if os.fork() == 0:
    try: threading.Event().wait()
    except KeyboardInterrupt: os.write(1, b'fils\\n'); os._exit(0)
try: threading.Event().wait()
except KeyboardInterrupt: os.wait(); print('pere')";
    let seen = transcript(&["user presses: ctrl-c"], code);
    assert_in_order(
        &seen,
        &["fils", "pere", "client exits with status 0", "client has ended"],
    );
}

#[test]
fn ctrl_d_ends_the_input() {
    let code = "s = connect()
for line in sys.stdin: s.send(line.encode())
print('fin')";
    let seen = transcript(&["user types: un", "user presses: ctrl-d"], code);
    assert_in_order(
        &seen,
        &[
            "server receives \"un\\n\"",
            "ctrl-d\n",
            "fin",
            "client exits with status 0",
        ],
    );
}
