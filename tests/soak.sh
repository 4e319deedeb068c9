#!/bin/sh
# Plays every scenario against the reference many times over, idle and with all processors busy,
# and checks that each time the transcripts are the same to the byte. `make test` plays each once.
#
#   soak.sh SALON ROUNDS [--scarce]
#
# With --scarce, what the machine gives is little: one processor, on which others compute with more right to it; few
# descriptors; and few pseudo-terminals, as another process holds the rest. Many of the looks at the programs go
# wrong, by another seed in each round.
set -eu

[ $# -eq 2 ] || [ "$#, ${3-}" = "3, --scarce" ] || { echo "usage: soak.sh SALON ROUNDS [--scarce]" >&2; exit 2; }
salon=$1
rounds=$2
scarce=${3-}
work=$(mktemp -d)
load=
trap 'for id in $load; do kill "$id" 2>/dev/null || :; done; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

labs=$(ls -d scenarios/labs/*/* | grep -v -e '/sleep' -e 'lab\.yaml$')
# Programs that count sleep for seconds in each session, and use nothing: ten times are enough, many at once.
counting=$(ls -d scenarios/labs/*/sleep*)

#   compare WHAT ROUNDS JOBS FOLDER...
compare() {
    what=$1
    wanted=$2
    jobs=$3
    shift 3
    "$salon" run --show transcript --jobs "$jobs" "$@" >"$work/once"
    "$salon" run --show transcript --jobs "$jobs" --repeat "$wanted" "$@" >"$work/all"
    # What was printed once, as often as it was played.
    round=0
    while [ "$round" -lt "$wanted" ]; do
        cat "$work/once"
        round=$((round + 1))
    done | cmp - "$work/all"
    echo "$what: $(grep -c '^scenario ' "$work/once") scenarios x $wanted rounds, all transcripts identical"
}

all() {
    # shellcheck disable=SC2086  # names of folders, without spaces
    compare "$1" "$rounds" "$(getconf _NPROCESSORS_ONLN)" $labs
    # shellcheck disable=SC2086
    compare "$1, counting" 10 16 $counting
}

keep_busy() {
    processors=$(getconf _NPROCESSORS_ONLN)
    while [ "$processors" -gt 0 ]; do
        sh -c 'while :; do :; done' &
        load="$load $!"
        processors=$((processors - 1))
    done
}

# Takes all pseudo-terminals that worlds can have but 16.
take_terminals() {
    python3 - "$work/taken" <<'PYTHON' &
import os, pathlib, resource, signal, sys

most, taken, reserved = (int(pathlib.Path("/proc/sys/kernel/pty", name).read_text()) for name in ("max", "nr", "reserve"))
wanted = most - reserved - taken - 16
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, wanted + 64), hard))
for _ in range(wanted):
    os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
pathlib.Path(sys.argv[1]).touch()
signal.pause()
PYTHON
    load="$load $!"
    while [ ! -e "$work/taken" ]; do
        kill -0 "$!" || { echo "soak: the terminals could not be taken" >&2; exit 1; }
    done
}

#   compare_scarce WHAT ROUNDS JOBS FOLDER...
compare_scarce() {
    what=$1
    wanted=$2
    jobs=$3
    shift 3
    "$salon" run --show transcript --jobs "$jobs" "$@" >"$work/once"
    keep_busy
    take_terminals
    round=0
    while [ "$round" -lt "$wanted" ]; do
        round=$((round + 1))
        SALON_IMPAIRED=$round taskset -c 0 nice -n 5 prlimit --nofile=64 \
            "$salon" run --show transcript --jobs "$jobs" "$@" >"$work/now"
        cmp "$work/once" "$work/now"
    done
    echo "$what: $(grep -c '^scenario ' "$work/once") scenarios x $wanted rounds, all transcripts identical"
}

if [ -n "$scarce" ]; then
    # shellcheck disable=SC2086  # names of folders, without spaces
    compare_scarce "scarce" "$rounds" 8 $labs
    exit
fi
all "idle"
keep_busy
all "all processors busy"
