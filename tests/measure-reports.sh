#!/bin/sh
# Grades a few samples, makes the results of many submissions of them, and says what each report of those costs:
# time, processor time, the most memory, and the size of what is written.
#
#   measure-reports.sh SALON SUBMISSIONS [OTHER_SALON]
#
# With another salon, an older one for example, it says how many times as much that one takes.
set -eu

[ $# -ge 2 ] || { echo "usage: measure-reports.sh SALON SUBMISSIONS [OTHER_SALON]" >&2; exit 2; }
samples="correct no-relay reset-kills-handler syntax-error client-dies-when-gone"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for sample in $samples; do
    mkdir -p "$work/samples"
    cp -R "tests/submissions/$sample" "$work/samples"
done
status=0
"$1" grade "$work/samples" --results "$work/samples.jsonl" >"$work/said" || status=$?
[ "$status" -le 1 ] || { cat "$work/said"; exit "$status"; }

python3 - "$work" "$@" <<'PYTHON'
import json
import os
import shutil
import sys
import time

work, salon, count, *other = sys.argv[1:]
count = int(count)
results, folder, sheet = f"{work}/results.jsonl", f"{work}/class", f"{work}/worksheet.csv"
with open(f"{work}/samples.jsonl") as graded:
    header, *lines = graded.read().splitlines()
lines = [line.split(",", 1) for line in lines]
with open(results, "w") as out, open(sheet, "w") as rows:
    out.write(header + "\n")
    rows.write("Identifier,Full name,Grade,Maximum grade,Feedback comments\n")
    for number in range(count):
        # A line begins with the name.
        name = f"Student {number:06}"
        out.write('{"name":' + json.dumps(name) + "," + lines[number % len(lines)][1] + "\n")
        rows.write(f"Participant {number},{name},,20,\n")
        os.makedirs(f"{folder}/{name}")


def size(path):
    if not os.path.isdir(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(path, name)) for name in os.listdir(path))


def run(command):
    """Time, processor time and most memory of a command, and the size of what it says."""
    said = f"{work}/said"
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.environ.pop("GITHUB_STEP_SUMMARY", None)
        if "--report-github" in command:
            os.environ["GITHUB_STEP_SUMMARY"] = f"{work}/out"
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    status = os.waitstatus_to_exitcode(status)
    if status not in (0, 1):
        sys.exit(f"measure-reports: {command} ended with status {status}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(name, arguments, written):
    def once(salon):
        measured = run([os.path.abspath(salon), *arguments])
        bytes = size(written) if os.path.exists(written) else 0
        shutil.rmtree(written) if os.path.isdir(written) else os.path.exists(written) and os.remove(written)
        return (*measured, bytes / 1e6)

    mine = once(salon)
    print(f"{name:12} {mine[0]:8.1f} s {mine[1]:8.1f} s {mine[2]:9.0f} MiB {mine[3]:9.1f} MB", end="")
    for old in map(once, other):
        ratios = [theirs / max(own, 0.01) for theirs, own in zip(old, mine)]
        print("   x {:.1f}, {:.1f}, {:.1f}, {:.1f}".format(*ratios), end="")
    print(flush=True)


print(f"{count} submissions, {size(results) / 1e6:.0f} MB of results")
print(f"{'report':12} {'time':>10} {'processor':>10} {'memory':>13} {'written':>12}")
merge, out = ["merge", results], f"{work}/out"
measure("terminal", merge, f"{work}/said")
for name in ["csv", "json", "junit", "html"]:
    measure(name, [*merge, f"--report-{name}", out], out)
measure("moodle", [*merge, "--report-moodle", out, "--moodle-worksheet", sheet], out)
measure("github", [*merge, "--report-github"], out)
measure("merged", [*merge, "--output", out], out)
measure("resume", ["grade", folder, "--results", results, "--resume"], results + "~")
PYTHON
