"""Grades sample submissions once with a Python, and compares every verdict with those written by hand beside them.

grade-samples.py SALON WORK PYTHON LABEL JOBS FOLDER...

It prints a line that begins with LABEL, and one for each difference. WORK is a folder for what it writes.
"""

import json
import pathlib
import re
import subprocess
import sys
import time

salon, work, python, label, jobs, *folders = sys.argv[1:]
report = pathlib.Path(work, "report.json")
report.unlink(missing_ok=True)
began = time.monotonic()
graded = subprocess.run(
    [salon, "grade", *folders, "--jobs", jobs, "--python", python, "--lang", "en"]
    + ["--results", f"{work}/results.jsonl", "--report-json", str(report)],
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
)
seconds = time.monotonic() - began
differences = []
verdicts = 0
samples = {path.parent.resolve() for folder in folders for path in pathlib.Path(folder).rglob("expected.txt")}


def doctor_says():
    command = [salon, "doctor", "--python", python, "--lang", "en", "tests/submissions/missing-module"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout


said = doctor_says()
version = [int(number) for number in re.search(r"Python (\d+)\.(\d+)", said).groups()]


def depends_on_the_machine(sample):
    # These are wrong only for some Pythons: without aioconsole, and before 3.12.
    return (
        sample.name == "missing-module" and "`aioconsole`" not in said
        or sample.name == "syntax-error" and version >= [3, 12]
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
