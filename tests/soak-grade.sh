#!/bin/sh
# Grades the sample submissions many times over, one session at a time and eight at once, idle and with all
# processors busy, and compares every verdict with those written by hand beside the samples.
#
#   soak-grade.sh SALON ROUNDS [--no-hostile] [--from FOLDER] [SAMPLE]...
#
# SAMPLE is a folder below tests/submissions, or below FOLDER; without any, all are graded.
set -eu

[ $# -ge 2 ] || { echo "usage: soak-grade.sh SALON ROUNDS [--no-hostile] [--from FOLDER] [SAMPLE]..." >&2; exit 2; }
salon=$1
rounds=$2
shift 2
hostile=yes
from=tests/submissions
while :; do
    case ${1-} in
    --no-hostile) hostile=no && shift ;;
    --from) from=$2 && shift 2 ;;
    -*) echo "soak-grade: unknown flag $1" >&2 && exit 2 ;;
    *) break ;;
    esac
done
# From here on the arguments are the folders to grade.
if [ $# -gt 0 ]; then
    for sample do
        set -- "$@" "$from/$sample"
        shift
    done
else
    for sample in "$from"/*/; do
        sample=${sample%/}
        if [ "$hostile" = yes ] || [ "${sample##*/}" != hostile ]; then
            set -- "$@" "$sample"
        fi
    done
fi

work=$(mktemp -d)
load=
trap 'for id in $load; do kill "$id" 2>/dev/null || :; done; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed=

# Grades once and prints a line, and one for each difference.
once() {
    python3 tests/grade-samples.py "$salon" "$work" python3 "$@"
}

all_rounds() {
    state=$1
    shift
    for jobs in 1 8; do
        round=1
        while [ "$round" -le "$rounds" ]; do
            once "$state, --jobs $jobs, round $round of $rounds" "$jobs" "$@" || failed=yes
            round=$((round + 1))
        done
    done
}

all_rounds "idle" "$@"
processors=$(getconf _NPROCESSORS_ONLN)
while [ "$processors" -gt 0 ]; do
    sh -c 'while :; do :; done' &
    load="$load $!"
    processors=$((processors - 1))
done
all_rounds "all processors busy" "$@"
[ -z "$failed" ]
