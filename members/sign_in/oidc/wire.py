"""HTTP to the identity provider: few seconds, small answers, no redirects."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
import urllib3
from django.conf import settings

from members.sign_in.oidc.errors import ProviderUnavailable

#: Bytes. Discovery, key sets and tokens are a few thousand.
LARGEST_ANSWER = 500_000

# A time limit of requests is for each address and each read, and not for looking up the name:
# waiting for a thread of this pool is what keeps the budget.
_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="oidc")


class Wire:
    """Requests that share one budget of seconds (OIDC_TIMEOUT_SECONDS unless told).

    A sign-in takes up to four requests; a page that says "not now" has to come after that
    budget, not after four times as much.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._until = time.monotonic() + (seconds or settings.OIDC_TIMEOUT_SECONDS)

    @property
    def seconds_left(self) -> float:
        """Seconds until the budget is spent, never negative."""
        return max(0.0, self._until - time.monotonic())

    def get(self, url: str, headers: dict[str, str] | None = None) -> dict:
        """Return the JSON object at ``url``; raises ProviderUnavailable."""
        return self._object(*self._answer("GET", url, headers=headers))

    def post(
        self, url: str, data: dict[str, str], auth: tuple[str, str] | None = None
    ) -> tuple[int, dict]:
        """Post a form; return the status and the JSON object; raises ProviderUnavailable."""
        status, body = self._answer("POST", url, data=data, auth=auth)
        return status, self._parsed(body)

    def _object(self, status: int, body: bytes) -> dict:
        if status != 200:
            raise ProviderUnavailable(f"GET answers {status}")
        return self._parsed(body)

    def _parsed(self, body: bytes) -> dict:
        try:
            parsed = json.loads(body)
        except ValueError as error:
            raise ProviderUnavailable("the answer is not JSON") from error
        if not isinstance(parsed, dict):
            raise ProviderUnavailable("the answer is not a JSON object")
        return parsed

    def _answer(self, method: str, url: str, **kwargs: Any) -> tuple[int, bytes]:
        if not self.seconds_left:
            raise ProviderUnavailable("no time left")
        waiting = _pool.submit(self._request, method, url, **kwargs)
        try:
            return waiting.result(timeout=self.seconds_left)
        except TimeoutError as error:
            waiting.cancel()
            raise ProviderUnavailable("no answer in time") from error

    def _request(self, method: str, url: str, **kwargs: Any) -> tuple[int, bytes]:
        try:
            with requests.request(
                method,
                url,
                timeout=self.seconds_left or 0.001,
                allow_redirects=False,
                stream=True,
                **kwargs,
            ) as response:
                return response.status_code, self._body(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise ProviderUnavailable(type(error).__name__) from error

    def _body(self, response: requests.Response) -> bytes:
        # read1 returns what has arrived: an answer that trickles in cannot outlive the budget.
        body = b""
        while part := response.raw.read1(65536, decode_content=True):
            body += part
            if len(body) > LARGEST_ANSWER:
                raise ProviderUnavailable("the answer is too large")
            if not self.seconds_left:
                raise ProviderUnavailable("the answer comes too slowly")
        return body
