#!/bin/sh
# Grades many copies of a correct submission, and says how much processor time that takes for each second that
# the submissions' own programs use: of salon with all its processes, those programs included.
#
#   measure-grade.sh SALON COPIES [JOBS]
set -eu

[ $# -ge 2 ] || { echo "usage: measure-grade.sh SALON COPIES [JOBS]" >&2; exit 2; }
target=1.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

copies=$2
while [ "$copies" -gt 0 ]; do
    mkdir -p "$work/class/student$copies"
    cp -R tests/submissions/correct/. "$work/class/student$copies"
    copies=$((copies - 1))
done

python3 - "$work" "$target" "$1" "${3-}" <<'PYTHON'
import json
import resource
import subprocess
import sys
import time

work, target, salon, jobs = sys.argv[1:]
command = [salon, "grade", f"{work}/class", "--results", f"{work}/results.jsonl"]
command += ["--report-json", f"{work}/report.json"] + (["--jobs", jobs] if jobs else [])
began = time.monotonic()
graded = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
seconds = time.monotonic() - began
if graded.returncode not in (0, 1):
    sys.exit(f"measure-grade: salon ended with status {graded.returncode}")
# All that ended and was waited for, by salon or by the worlds it made.
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
everything = usage.ru_utime + usage.ru_stime
with open(f"{work}/report.json") as report:
    submissions = json.load(report)["submissions"]
results = [result for submission in submissions for stage in submission["stages"] for result in stage["results"]]
played = [result["cpu_microseconds"] for result in results if result["cpu_microseconds"]]
own = sum(played) / 1e6
ratio = everything / own
print(f"submissions          {len(submissions):9}")
print(f"sessions             {len(played):9}")
print(f"time                 {seconds:9.1f} s")
print(f"processor time       {everything:9.1f} s  {1e3 * everything / len(played):.1f} ms a session")
print(f"of their programs    {own:9.1f} s  {1e3 * own / len(played):.1f} ms a session")
print(f"ratio                {ratio:9.2f}    at most {target}")
sys.exit(ratio > float(target))
PYTHON
