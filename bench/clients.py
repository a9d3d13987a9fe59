"""Clients: what a browser sends and reads, and many of them at once against a clock."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from statistics import median, quantiles
from urllib.parse import urlencode

from bench.data import PASSWORD
from bench.serving import HOST, Server
from bench.table import Figure
from tests.web.page import Page

TIMEOUT = 60
BLOCK_LIMIT = 20
"""Seconds after which a client of a block sends nothing more."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Fields = Sequence[tuple[str, str]]
Request = tuple[str, bytes | None]
"""A path, and what is sent to it."""


class Client:
    """One connection, kept open as long as the server lets it, and the cookies of a sign-in."""

    def __init__(self, server: Server, cookies: Mapping[str, str] | None = None) -> None:
        self.cookies = dict(cookies or {})
        self.saves_while_typing = False
        self._account = ""
        self._connection = HTTPConnection(HOST, server.port, timeout=TIMEOUT)

    def send(self, request: Request, keep_cookies: bool = False) -> str:
        """The body of the answer; RuntimeError when it says that something is wrong."""
        path, body = request
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        script = {"X-Autosave": "1", "X-Account": self._account} if self.saves_while_typing else {}
        self._connection.request("GET" if body is None else "POST", path, body, {**FORM, **cookies, **script})
        response = self._connection.getresponse()
        text = response.read().decode()
        if response.status >= 400:
            raise RuntimeError(f"{path}: {response.status}\n{text[:2000]}")
        if keep_cookies:
            sent = SimpleCookie("; ".join(response.headers.get_all("Set-Cookie", [])))
            self.cookies |= {name: sent[name].value for name in sent if name == "session"}
        return text

    def form(self, path: str) -> Fields:
        """What the last form of a page would send, untouched; the page's session is kept."""
        forms = [f for f in Page(self.send((path, None), keep_cookies=True)).forms if "sign-out" not in f.action]
        return forms[-1].fields

    def sign_in(self, email: str) -> None:
        """Sign in with the password of the benchmark, as people do."""
        fields = dict(self.form("/es/sign-in")) | {"email": email, "password": PASSWORD}
        self.send(("/es/sign-in", urlencode(fields).encode()), keep_cookies=True)
        found = re.search(r'data-account="(\d+)"', self.send(("/es/password", None)))
        assert found, f"{email} is not signed in"
        self._account = found[1]


Visitor = tuple[Client, Iterator[Request]]
"""A client and what it is going to ask."""


@dataclass
class Side:
    """A server under a load: the tool, or its floor. ``seconds`` of wall time of every request, ``cpu`` of all."""

    server: Server
    visitors: Sequence[Visitor]
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0

    def run(self, times: int) -> None:
        """Let all visitors ask at once, each so many times."""
        before = self.server.cpu()
        with ThreadPoolExecutor(len(self.visitors)) as pool:
            for found in pool.map(lambda visitor: _ask(visitor, times), self.visitors):
                self.seconds += found
        self.cpu += self.server.cpu() - before

    def forget(self) -> None:
        """Drop what was measured while warming up."""
        self.seconds, self.cpu = [], 0

    @property
    def p95(self) -> float:
        """The wall time that one request of twenty exceeds, in seconds."""
        return quantiles(self.seconds, n=20)[-1]

    @property
    def cpu_each(self) -> float:
        """CPU a request, in seconds."""
        return self.cpu / len(self.seconds)


def _ask(visitor: Visitor, times: int) -> list[float]:
    client, requests = visitor
    seconds: list[float] = []
    end = time.monotonic() + BLOCK_LIMIT
    for request in (next(requests) for _ in range(times)):
        begin = time.perf_counter()
        client.send(request)
        seconds.append(time.perf_counter() - begin)
        if time.monotonic() > end:
            break
    return seconds


@dataclass(frozen=True)
class Goals:
    """The most a load may cost: p50 and p95 as ratios, CPU in ms a request; None where there is no goal."""

    p50: float | None = None
    p95: float | None = None
    cpu: float | None = None


def compare(tool: Side, floor: Side, times: int, blocks: int, goals: Goals) -> list[Figure]:
    """Load tool and floor in turn, so that whatever else the machine does meets both alike."""
    for side in (tool, floor):
        side.run(2)
        side.forget()
    for _ in range(blocks):
        for side in (tool, floor):
            side.run(times)
    return [
        Figure("p50", "ms", 1000 * median(tool.seconds), 1000 * median(floor.seconds), goals.p50),
        Figure("p95", "ms", 1000 * tool.p95, 1000 * floor.p95, goals.p95),
        Figure("CPU", "ms", 1000 * tool.cpu_each, 1000 * floor.cpu_each, most=goals.cpu),
    ]
