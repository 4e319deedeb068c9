#!/bin/sh
# Grades the sample submissions with every Python of this machine, as `salon doctor` finds them, and compares every
# verdict with those written by hand beside the samples: a submission is judged alike by all of them.
#
#   pythons.sh SALON [SAMPLE]...
#
# SAMPLE is a folder below tests/submissions; without any, all but the hostile ones are graded. Pythons before 3.9 are
# left out: the samples use what came with it.
set -eu

[ $# -ge 1 ] || { echo "usage: pythons.sh SALON [SAMPLE]..." >&2; exit 2; }
salon=$1
shift
# From here on the arguments are the folders to grade.
if [ $# -gt 0 ]; then
    for sample do
        set -- "$@" "tests/submissions/$sample"
        shift
    done
else
    for sample in tests/submissions/*/; do
        sample=${sample%/}
        [ "${sample##*/}" = hostile ] || set -- "$@" "$sample"
    done
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed=
# Of `✓ Python 3.11.2 (`python3`), 3.12.1 (`python3.12`)` the pairs, one a line.
"$salon" doctor --lang en | sed -n 's/^✓ Python //p' | sed 's/), /)\n/g' >"$work/pythons"
[ -s "$work/pythons" ] || { echo "pythons.sh: no Python was found" >&2; exit 4; }
while read -r version command; do
    command=${command#(\`}
    command=${command%\`)}
    case $version in
    2.* | 3.[0-8].*) continue ;;
    esac
    label="Python $version"
    jobs=$(getconf _NPROCESSORS_ONLN)
    python3 tests/grade-samples.py "$salon" "$work" "$command" "$label" "$jobs" "$@" </dev/null || failed=yes
done <"$work/pythons"
[ -z "$failed" ]
