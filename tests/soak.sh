#!/bin/sh
# Plays every scenario against the reference many times over, idle and with all processors busy,
# and checks that each time the transcripts are the same to the byte.
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

# Programs that count sleep for seconds in each session: they would take an hour, and use nothing.
labs=$(ls -d scenarios/labs/*/* | grep -v -e '/sleep' -e 'lab\.yaml$')

# shellcheck disable=SC2086  # names of folders, without spaces
"$salon" run --show transcript $labs >"$work/once"
scenarios=$(grep -c '^scenario ' "$work/once")

compare() {
    round=0
    # shellcheck disable=SC2086
    "$salon" run --show transcript --repeat "$rounds" $labs >"$work/all"
    # What was printed once, as often as it was played.
    while [ "$round" -lt "$rounds" ]; do
        cat "$work/once"
        round=$((round + 1))
    done | cmp - "$work/all"
    echo "$1: $scenarios scenarios x $rounds rounds, all transcripts identical"
}

compare "idle"
processors=$(getconf _NPROCESSORS_ONLN)
while [ "$processors" -gt 0 ]; do
    sh -c 'while :; do :; done' &
    load="$load $!"
    processors=$((processors - 1))
done
compare "all processors busy"
