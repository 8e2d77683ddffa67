"""``make test``: the two runs one after the other, then the slowest of both and their total."""

import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

#: The browser tests apart from the others: Playwright keeps an event loop in their processes.
RUNS = [["tests/unit", "tests/integration"], ["tests/browser"]]
SLOWEST = 10
#: What pytest answers when all is well, and when ``-k`` chooses nothing of a run.
_PASSED, _NOTHING_CHOSEN = 0, 5
_REPORTS = Path(__file__).resolve().parent.parent / "var" / "test"


def main(arguments: list[str]) -> int:
    """Run everything, with ``arguments`` for pytest; return 0 when all passed."""
    began, codes, reports = time.monotonic(), [], []
    for number, paths in enumerate(RUNS):
        report = _REPORTS / f"run-{number}.xml"
        report.unlink(missing_ok=True)
        pytest = [sys.executable, "-m", "pytest", "-n", "2", f"--junitxml={report}"]
        codes.append(subprocess.run([*pytest, *paths, *arguments], check=False).returncode)
        if report.exists():
            reports.append(ElementTree.parse(report).getroot())  # noqa: S314 (pytest's own)
    print("\n".join(_summary(reports, time.monotonic() - began)))
    return outcome(codes)


def outcome(codes: list[int]) -> int:
    """Return the exit status of runs that answered ``codes``; one below 0 died of a signal."""
    bad = [code for code in codes if code not in (_PASSED, _NOTHING_CHOSEN)]
    if bad:
        return bad[0] if bad[0] > 0 else 1
    return _PASSED if _PASSED in codes else _NOTHING_CHOSEN


def _summary(reports: list[ElementTree.Element], seconds: float) -> list[str]:
    cases = [case for report in reports for case in report.iter("testcase")]
    cases.sort(key=lambda case: -float(case.get("time", 0)))
    slowest = [
        f"{float(case.get('time', 0)):7.2f}s {case.get('classname')}::{case.get('name')}"
        for case in cases[:SLOWEST]
    ]
    told = [f"slowest {len(slowest)} of both runs, with what they set up", *slowest]
    return [*told, f"{_outcomes(reports)} in {seconds:.2f}s ({_clock(seconds)})"]


def _outcomes(reports: list[ElementTree.Element]) -> str:
    suites = [suite for report in reports for suite in report.iter("testsuite")]
    count = {
        name: sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }
    passed = count["tests"] - count["failures"] - count["errors"] - count["skipped"]
    words = [
        (count["failures"], "failed"),
        (passed, "passed"),
        (count["skipped"], "skipped"),
        (count["errors"], "errors"),
    ]
    return ", ".join(f"{number} {word}" for number, word in words if number) or "no tests ran"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
