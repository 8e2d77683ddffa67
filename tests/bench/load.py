"""Load from a process of its own: wrk, bounded in time and connections, on loopback."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 8
SECONDS = 6

#: Goes through the prepared requests in turn; each is a method, path, body and headers.
_SCRIPT = """
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^(%S+) (%S+) (%S+) ?(.*)$")
    local headers = {["Cookie"] = cookie:gsub("|", "; ")}
    if method == "POST" then
      headers["Content-Type"] = "application/x-www-form-urlencoded"
      headers["HX-Request"] = "true"
    end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
  at = math.random(#requests)
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency, all)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"refused":%d,"broken":%d,"p50":%f}\\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1e3))
end
"""


@dataclass(frozen=True)
class Measured:
    """What a run of load came to."""

    per_second: float
    median_ms: float
    refused: int
    broken: int


def available() -> None:
    """Stop with a sentence when wrk is missing."""
    if shutil.which("wrk") is None:
        sys.exit("The bench needs wrk: apt-get install wrk")


def run(base_url: str, requests: list[str], folder: Path) -> Measured:
    """Send ``requests`` in turn for SECONDS over CONNECTIONS connections.

    A request is ``METHOD PATH COOKIES [BODY]``, cookies separated by ``|``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    script, listed = folder / "load.lua", folder / "requests.txt"
    script.write_text(_SCRIPT)
    listed.write_text("\n".join(requests) + "\n")
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--timeout",
        "30s",
        "-s",
        str(script),
        base_url,
    ]
    done = subprocess.run(
        [*command, "--", str(listed)], capture_output=True, text=True, check=True, timeout=60
    )
    report = json.loads(done.stdout.strip().splitlines()[-1])
    return Measured(
        per_second=report["requests"] / report["seconds"],
        median_ms=report["p50"],
        refused=report["refused"],
        broken=report["broken"],
    )
