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
    python3 - "$salon" "$work" "$@" <<'PYTHON'
import importlib.util
import json
import pathlib
import subprocess
import sys
import time

salon, work, label, jobs, *folders = sys.argv[1:]
report = pathlib.Path(work, "report.json")
report.unlink(missing_ok=True)
began = time.monotonic()
graded = subprocess.run(
    [salon, "grade", *folders, "--jobs", jobs, "--python", "python3", "--lang", "en"]
    + ["--results", f"{work}/results.jsonl", "--report-json", str(report)],
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
)
seconds = time.monotonic() - began
differences = []
verdicts = 0
samples = {path.parent.resolve() for folder in folders for path in pathlib.Path(folder).rglob("expected.txt")}


def depends_on_the_machine(sample):
    # These are wrong only for some Pythons: without aioconsole, and before 3.12.
    return (
        sample.name == "missing-module" and importlib.util.find_spec("aioconsole")
        or sample.name == "syntax-error" and sys.version_info >= (3, 12)
    )


if report.exists():
    for submission in json.loads(report.read_text())["submissions"]:
        sample = pathlib.Path(submission["folder"]).resolve()
        if sample not in samples:
            differences.append(f"{submission['name']}: it has no expected.txt")
            continue
        samples.remove(sample)
        if depends_on_the_machine(sample):
            continue
        lines = (sample / "expected.txt").read_text().splitlines()
        rules = dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
        for stage in submission["stages"]:
            for result in stage["results"]:
                scenario, verdict = result["scenario"], result["verdict"]
                wanted = rules.get(scenario, rules.get(stage["stage"], "missing"))
                verdicts += 1
                if verdict != wanted:
                    differences.append(f"{submission['name']} {scenario}: {verdict} instead of {wanted}")
                    differences += [f"  {reason['what']['en']}" for reason in result["reasons"]]
differences += [f"{sample.name}: not graded" for sample in sorted(samples)]
if graded.returncode not in (0, 1):
    differences.append(f"salon ended with status {graded.returncode}: {graded.stderr.strip()}")
print(f"{label}: {verdicts} verdicts in {seconds:.1f} s, {'differences:' if differences else 'all as written'}")
for difference in differences:
    print(f"    {difference}")
sys.stdout.flush()
sys.exit(bool(differences))
PYTHON
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
