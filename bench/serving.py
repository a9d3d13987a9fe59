"""Programs that serve while they are measured: started on loopback, their CPU read, stopped."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from assessment.config import ROOT

HOST = "127.0.0.1"
PROGRAMS = Path(sys.executable).parent
START_LIMIT, STOP_LIMIT = 60, 20
"""Seconds a program may take."""


@dataclass(frozen=True)
class Server:
    """A serving program and its workers."""

    port: int
    process: int

    def cpu(self) -> float:
        """Seconds of CPU used so far, those of its workers included."""
        return sum(_cpu(process) for process in _family(self.process))


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(member for child in children for member in _family(int(child)))]


def _cpu(process: int) -> float:
    """Of all threads that live, which are all there ever were in these servers."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


@contextmanager
def serving(path: str, command: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """A program of the environment that answers at ``path``; PORT in its command is replaced by a free port."""
    port = _free_port()
    program, *words = command.replace("PORT", str(port)).split()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [PROGRAMS / program, *words], cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=said
        )
        try:
            if not _answers(process, port, path):
                said.seek(0)
                raise RuntimeError(f"{command} did not start: {said.read()}")
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    """Whether the program answers before the limit."""
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=START_LIMIT)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except ConnectionError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False
