#!/bin/sh
# Plays every scenario against the reference many times over, idle and with all processors busy,
# and checks that each time the transcripts are the same to the byte. `make test` plays each once.
#
#   soak.sh SALON ROUNDS
set -eu

[ $# -eq 2 ] || { echo "usage: soak.sh SALON ROUNDS" >&2; exit 2; }
salon=$1
rounds=$2
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

all "idle"
processors=$(getconf _NPROCESSORS_ONLN)
while [ "$processors" -gt 0 ]; do
    sh -c 'while :; do :; done' &
    load="$load $!"
    processors=$((processors - 1))
done
all "all processors busy"
