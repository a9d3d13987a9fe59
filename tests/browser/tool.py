"""The tool itself, started as its users start it, and a real Chromium in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = "chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "una frase larga de demostración"


@dataclass(frozen=True)
class Tool:
    """A running tool: its address and its database."""

    address: str
    database_url: str
    password: str = PASSWORD


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's headless Chromium; missing, it is a failure and no reason to skip."""
    path = shutil.which(CHROMIUM)
    assert path, f"{CHROMIUM} is missing: run `make test-programs`"
    return {"executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    """The tool with demonstration data, in a process of its own."""
    instance = tmp_path_factory.mktemp("tool")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flask = Path(sys.executable).with_name("flask")
    environment = {**os.environ, "ASSESSMENT_INSTANCE": str(instance), "DEMO_PASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"}
    environment.pop("DATABASE_URL", None)
    log = open(instance / "log", "wb")  # noqa: SIM115  (closed with the process)
    process = subprocess.Popen([flask, "serve", "--port", str(port)], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, process, instance / "log")
        yield Tool(f"http://127.0.0.1:{port}", f"sqlite:///{instance / 'assessment.sqlite3'}")
    finally:
        process.terminate()
        process.wait(10)
        log.close()
    assert "Traceback" not in (instance / "log").read_text()


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"the tool did not answer within 30 s:\n{log.read_text()}")


@dataclass
class Visitor:
    """A person at a browser window; faults of the console (the security policy's included) are collected."""

    page: Page
    tool: Tool
    faults: list[str]

    def open(self, path: str) -> Page:
        """Go to an address of the tool."""
        self.page.goto(self.tool.address + path)
        return self.page

    def sign_in(self, local: str, lang: str) -> Page:
        """Sign in with one of the demonstration accounts."""
        self.page.context.clear_cookies()
        self.open(f"/{lang}/sign-in")
        self.page.fill("#email", f"{local}@demo.example")
        self.page.fill("#password", self.tool.password)
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_url(re.compile(rf"/{lang}/(?!sign-in)"), timeout=10_000)
        return self.page


@pytest.fixture
def visitor(browser: Browser, tool: Tool) -> Iterator[Visitor]:
    """Somebody with a fresh browser window; nothing may be wrong in its console at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    elsewhere = lambda request: None if request.url.startswith(tool.address) else faults.append(request.url)  # noqa: E731
    page.on("request", elsewhere)
    yield Visitor(page, tool, faults)
    context.close()
    assert faults == []
