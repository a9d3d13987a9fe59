"""Backups: made while others save, restored elsewhere with everything equal, refused when anything is wrong."""

import dataclasses
import hashlib
import json
import random
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from assessment.services import accounts, results, rounds, submissions
from assessment.storage import backups
from assessment.storage.backups import Manifest
from assessment.storage.database import begin_writing, make_engine
from assessment.storage.dumps import BackupRefused, require_empty
from tests.factories import answered
from tests.postgresql import binaries

pytestmark = pytest.mark.thorough

SALT = "salt of the tests"


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs of PostgreSQL, of the version of the server."""
    monkeypatch.setenv("PATH", str(binaries()), prepend=":")


@pytest.fixture
def engine_of(database_kind: str, empty_database: Callable[[str], str]) -> Iterator[Callable[[], Engine]]:
    """Makes the engine of a new, empty database of the kind under test."""
    engines: list[Engine] = []

    def make() -> Engine:
        engines.append(make_engine(empty_database(database_kind)))
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def back_up(demonstration_evidence: Path) -> Callable[[Engine, Path], Manifest]:
    """Makes a backup of a database with the files of the demonstration."""
    return lambda engine, file: backups.back_up(engine, file, SALT, demonstration_evidence)


@pytest.fixture
def restore(tmp_path: Path) -> Callable[[Engine, Path], Manifest]:
    """Restores a backup, its files into a folder of the test's own."""
    return lambda engine, file: backups.restore(engine, file, tmp_path / "evidence")


@pytest.fixture
def filled(demonstration_url: str) -> Iterator[Engine]:
    """A database with the demonstration: 18 signed snapshots of one round, 21 of another."""
    engine = make_engine(demonstration_url)
    yield engine
    engine.dispose()


def cards(engine: Engine) -> dict[str, object]:
    """Every score card, by country."""
    with Session(engine) as session:
        found = rounds.get_round(session, "2026")
        return {entry.iso3: entry.card for entry in results.region(session, found).signed}


def refusal(action: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(BackupRefused) as refused:
        action(*arguments)
    return refused.value.code


def tables(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return inspect(connection).get_table_names()


def save_until(engine: Engine, stop: threading.Event, country: str, saved: list[str]) -> None:
    """Change one answer again and again, each change with its row of history in one transaction."""
    number = 0
    while not stop.is_set():
        number += 1
        with Session(engine) as session:
            begin_writing(session)
            found = rounds.get_round(session, "2026")
            version = submissions.read_sheet(session, found, country).version("D9.4d")
            change = submissions.Change("D9.4d", answered(f"Texto {number}"), version)
            submissions.save_answers(session, found, country, [change], None)
            session.commit()
        saved.append(country)
        stop.wait(0.05)


def test_a_backup_made_while_others_save_is_restored_elsewhere_with_everything_equal(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    with Session(filled) as session:
        entries = results.region(session, rounds.get_round(session, "2026")).entries
    free = [entry.iso3 for entry in entries if entry.card is None][:3]
    stop, saved = threading.Event(), []
    savers = [threading.Thread(target=save_until, args=(filled, stop, iso3, saved)) for iso3 in free]
    for saver in savers:
        saver.start()
    made = []
    for number in range(5):
        before = len(saved)
        made.append(back_up(filled, tmp_path / f"{number}.zip"))
        while len(saved) < before + 3:
            stop.wait(0.01)
    stop.set()
    for saver in savers:
        saver.join()
    assert len(saved) >= 15
    grown = [manifest.contents.counts["answer_change"] for manifest in made]
    assert grown == sorted(grown)
    assert grown[0] < grown[-1]
    for number in (0, 4):
        restored = engine_of()
        manifest = restore(restored, tmp_path / f"{number}.zip")
        assert manifest == made[number]
        assert backups.differences(restored, manifest) == []
        assert len(manifest.contents.snapshots) == 39
        assert cards(restored) == cards(filled)
        with Session(restored) as session:
            assert results.verify(session, rounds.get_round(session, "2026")) == []
            torn = """
                SELECT answer.id FROM answer JOIN answer_change AS change
                ON change.submission_id = answer.submission_id AND change.question = answer.question
                GROUP BY answer.id, answer.version HAVING count(*) <> answer.version
            """
            assert session.execute(text(torn)).all() == []


def test_a_restored_database_goes_on_as_the_old_one_would(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    """New rows get numbers of their own: the counters are restored as well."""
    back_up(filled, tmp_path / "b.zip")
    restored = engine_of()
    restore(restored, tmp_path / "b.zip")
    with Session(restored) as session:
        accounts.create_user(session, "new@example.org", "New", ["analyst"])
        session.commit()


def test_only_its_owner_can_read_a_backup_and_nothing_is_left_beside_it(
    filled: Engine, tmp_path: Path, back_up
) -> None:
    file = tmp_path / "backups" / "b.zip"
    back_up(filled, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert SALT not in file.read_bytes().decode("latin-1")


def test_a_backup_is_never_written_over_another_file(filled: Engine, tmp_path: Path, back_up) -> None:
    file = tmp_path / "b.zip"
    file.write_text("something else")
    assert refusal(back_up, filled, file) == "file_exists"
    assert file.read_text() == "something else"


def test_a_database_without_this_tools_tables_is_not_backed_up(
    engine_of: Callable[[], Engine], tmp_path: Path, back_up
) -> None:
    assert refusal(back_up, engine_of(), tmp_path / "b.zip") == "nothing_there"
    assert list(tmp_path.glob("*b.zip*")) == []


def test_a_database_with_tables_is_not_written_over(filled: Engine, tmp_path: Path, back_up, restore) -> None:
    back_up(filled, tmp_path / "b.zip")
    with filled.begin() as connection:
        connection.execute(text("""UPDATE "user" SET name = 'changed since'"""))
    assert refusal(restore, filled, tmp_path / "b.zip") == "not_empty"
    with filled.connect() as connection:
        assert connection.scalar(text("""SELECT count(*) FROM "user" WHERE name <> 'changed since'""")) == 0


def test_a_backup_cut_short_or_altered_anywhere_is_refused_and_changes_nothing(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    back_up(filled, tmp_path / "b.zip")
    whole, empty, damaged = (tmp_path / "b.zip").read_bytes(), engine_of(), tmp_path / "damaged.zip"
    draw = random.Random(1)
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        damaged.write_bytes(whole[:length])
        assert refusal(restore, empty, damaged) == "damaged", length
    for place in [draw.randrange(60, len(whole) - 400) for _ in range(60)]:
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        assert refusal(restore, empty, damaged) == "damaged", place
    assert tables(empty) == []
    assert refusal(restore, empty, tmp_path / "nowhere.zip") == "file_missing"


def rewritten(file: Path, target: Path, dump: bytes | None = None, **changes: object) -> Path:
    """A backup with another manifest, or another database of which the manifest tells the truth."""
    with zipfile.ZipFile(file) as archive:
        manifest, old = json.loads(archive.read("manifest.json")), archive.read("database")
        files = {name: archive.read(name) for name in archive.namelist() if name.startswith("evidence/")}
    manifest["contents"] |= {key: changes.pop(key) for key in list(changes) if key in manifest["contents"]}
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | changes))
        archive.writestr("database", old if dump is None else dump)
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def test_another_kind_of_database_a_newer_program_and_a_changed_database_are_refused(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    file, empty = tmp_path / "b.zip", engine_of()
    back_up(filled, file)
    other = "sqlite" if filled.dialect.name == "postgresql" else "postgresql"
    wrong = {
        "other_kind": {"database": other},
        "newer_program": {"migration": "9999"},
        "damaged": {"dump": b"another database"},
    }
    for code, changes in wrong.items():
        assert refusal(restore, empty, rewritten(file, tmp_path / "w.zip", **changes)) == code
    assert refusal(restore, empty, rewritten(file, tmp_path / "w.zip", format=3)) == "newer_program"
    assert tables(empty) == []


def test_a_restoration_that_fails_half_way_leaves_nothing_behind(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    """The manifest tells the truth about a database that is itself cut short."""
    file, empty = tmp_path / "b.zip", engine_of()
    back_up(filled, file)
    with zipfile.ZipFile(file) as archive:
        whole = archive.read("database")
    for length in (len(whole) - 200_000, len(whole) // 2):
        dump = whole[:length]
        facts = {"sha256": hashlib.sha256(dump).hexdigest(), "bytes": len(dump)}
        code = refusal(restore, empty, rewritten(file, tmp_path / "w.zip", dump, **facts))
        assert code in ("database_damaged", "program_failed")
        assert tables(empty) == []


def test_a_log_left_behind_by_a_database_that_was_moved_away_is_not_read_into_the_new_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "assessment.sqlite3-wal").write_bytes(b"old")
    engine = make_engine(f"sqlite:///{tmp_path / 'assessment.sqlite3'}")
    assert refusal(require_empty, engine) == "log_left_behind"


def test_what_differs_from_the_manifest_is_named(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    manifest = back_up(filled, tmp_path / "b.zip")
    restored = engine_of()
    restore(restored, tmp_path / "b.zip")
    with restored.begin() as connection:
        connection.execute(text("UPDATE snapshot SET sha256 = 'x' WHERE submission_id = "
                                "(SELECT id FROM submission WHERE iso3 = 'PER' AND round_slug = '2026')"))  # fmt: skip
        connection.execute(text("DELETE FROM audit_entry"))
    assert backups.differences(restored, manifest) == ["2026/PER", "audit_entry"]
    assert dataclasses.asdict(manifest)["salt"] == backups.mark_of(SALT)


def test_the_files_of_documents_are_in_the_backup_and_come_back(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore, demonstration_evidence: Path
) -> None:
    manifest = back_up(filled, tmp_path / "b.zip")
    files = manifest.contents.files
    assert len(files) == 4
    assert manifest.format == 2
    restore(engine_of(), tmp_path / "b.zip")
    for name, sha256 in files.items():
        assert hashlib.sha256((tmp_path / "evidence" / name).read_bytes()).hexdigest() == sha256
    one = next(iter(files))
    (tmp_path / "evidence" / one).write_bytes(b"another")
    assert refusal(restore, engine_of(), tmp_path / "b.zip") == "evidence_differs"
    lost = tmp_path / "lost"
    assert refusal(backups.back_up, filled, tmp_path / "c.zip", SALT, lost) == "evidence_lost"
    assert not (tmp_path / "c.zip").exists()


def test_a_backup_with_an_altered_file_is_refused(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    empty = engine_of()
    back_up(filled, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive, zipfile.ZipFile(tmp_path / "w.zip", "w") as altered:
        for name in archive.namelist():
            altered.writestr(name, b"another" if name.startswith("evidence/") else archive.read(name))
    assert refusal(restore, empty, tmp_path / "w.zip") == "damaged"
    assert tables(empty) == []


def test_a_backup_of_before_there_were_files_is_read(
    filled: Engine, engine_of: Callable[[], Engine], tmp_path: Path, back_up, restore
) -> None:
    """Format 1: a manifest that says nothing of files."""
    with filled.begin() as connection:
        connection.execute(text("DELETE FROM document"))
    back_up(filled, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive, zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        manifest = json.loads(archive.read("manifest.json"))
        assert manifest["contents"].pop("files") == {}
        old.writestr("manifest.json", json.dumps({**manifest, "format": 1}))
        old.writestr("database", archive.read("database"))
    restored = engine_of()
    assert restore(restored, tmp_path / "old.zip").contents.files == {}
    assert "document" in tables(restored)
