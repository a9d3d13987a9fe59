"""The workbooks beside the same cells written bare: each made in a process of its own, whose memory is watched.

Bare means openpyxl without styles, charts or formulas (texts of formulas are
cells all the same). XlsxWriter, which the goal speaks of, is no requirement
yet; it is the faster of the two, so a ratio of 5 to it is a smaller one here.
"""

import io
import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from assessment import workbooks
from assessment.catalogue import load_reference
from assessment.config import REFERENCE, Settings
from assessment.forms import World
from assessment.i18n import LANGUAGES, language
from assessment.offline import reading
from assessment.offline.comparing import Standing, compare
from assessment.offline.layout import Frame, plans
from assessment.services import rounds, submissions
from assessment.services.accounts import reader_of
from assessment.storage import queries
from assessment.storage.database import make_engine
from bench.data import OPEN, SIGNED_BY_ALL, Subject
from bench.table import Figure, limited, print_row

Cells = list[tuple[str, list[tuple[object, ...]]]]
"""The sheets of a workbook: titles and rows."""
MOST_RATIO, MOST_SECONDS = 5.0, 1.0
MOST_BUILDING, MOST_READING = 1.5, 1.0
"""Seconds of CPU for the workbook in which a country answers offline."""


@dataclass(frozen=True)
class Making:
    """What making a file took: seconds of wall time and CPU, and the growth of memory in MB at its peak."""

    file: bytes
    wall: float
    cpu: float
    memory: float


def print_workbooks(settings: Settings, subject: Subject) -> None:
    """The country's and the regional workbook."""
    for what, iso3 in (("country workbook", subject.members[0]), ("regional workbook, 25 countries", "")):
        tool = _apart(make_workbook, settings.database_url, iso3)
        floor = _apart(make_bare, _cells(tool.file))
        figures = [
            Figure("wall", "s", tool.wall, floor.wall, most=MOST_SECONDS),
            Figure("CPU", "s", tool.cpu, floor.cpu, most_ratio=MOST_RATIO),
            Figure("peak memory", "MB", tool.memory, floor.memory),
        ]
        print_row(f"{what}, {len(tool.file) / 1000:.0f} kB", figures)


def print_offline(settings: Settings, subject: Subject) -> None:
    """The workbook for answering offline, of a country with every question answered: built, and read back."""
    for what, work, most in (("built", make_offline, MOST_BUILDING), ("read", read_offline, MOST_READING)):
        making = _apart(work, settings.database_url, subject.members[0])
        figures = [limited("CPU", "s", making.cpu, most), limited("peak memory", "MB", making.memory, 200)]
        print_row(f"offline workbook {what}, {len(making.file) / 1000:.0f} kB", figures)


def make_offline(url: str, iso3: str) -> Making:
    """The workbook, from the database to the file."""
    reference, words, engine = load_reference(REFERENCE, LANGUAGES), language("es"), make_engine(url)
    with Session(engine) as session:
        found = rounds.get_round(session, OPEN)
        context = workbooks.context_of(session, reference, found, words)

        def build() -> Workbook:
            stored = submissions.read_sheet(session, found, iso3)
            return workbooks.for_answers(context, iso3, stored, context.questionnaire)

        return _watched(build)


def read_offline(url: str, iso3: str) -> Making:
    """The file made into forms and compared with what stands; the process that opens it counts as well."""
    file, engine = make_offline(url, iso3).file, make_engine(url)
    names = {country.iso3: country.name for country in load_reference(REFERENCE, LANGUAGES).countries}
    with Session(engine) as session:
        found = rounds.get_round(session, OPEN)
        stored, whole = submissions.read_sheet(session, found, iso3), rounds.questionnaire_of(found)
        versions = {key: kept.version for key, kept in stored.stored.items()}
        questions = workbooks.questions_of(whole, stored.partners)
        here = Standing(whole, questions, stored.sheet, versions, World(iso3, names), set(whole.questions))
        memory, cpu, wall = _peak(), _cpu_with_children(), time.perf_counter()
        sheets = reading.sheets_of(file)
        stamp = reading.checked_stamp(sheets, OPEN, iso3, whole, set(names))
        frame = Frame(language("es"), whole, whole, stamp.partners, here.world, stamp.extent)
        differences = compare(reading.read(sheets, plans(frame), stamp), here)
        assert not differences, differences
        child = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1000
        spent = _cpu_with_children() - cpu
        return Making(file, time.perf_counter() - wall, spent, child + max(_peak() - memory, 0))


def _cpu_with_children() -> float:
    return time.process_time() + sum(getrusage(RUSAGE_CHILDREN)[:2])


def _apart(work: Callable[..., Making], *arguments: object) -> Making:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *arguments).result()


def make_workbook(url: str, iso3: str) -> Making:
    """The workbook of a country, or of the region for no country, from the database to the file."""
    reference, words, engine = load_reference(REFERENCE, LANGUAGES), language("es"), make_engine(url)
    with Session(engine) as session:
        found = rounds.get_round(session, SIGNED_BY_ALL)
        rounds.questionnaire_of(found)
        analyst = queries.user_by_email(session, "analyst@demo.example")
        assert analyst is not None
        person = reader_of(analyst)

        def build() -> Workbook:
            if not iso3:
                return workbooks.for_region(session, reference, found, person, words)
            made = workbooks.for_country(session, reference, found, iso3, person, words)
            assert made is not None
            return made

        return _watched(build)


def make_bare(cells: Cells) -> Making:
    """The same cells in the same sheets, and nothing else."""

    def build() -> Workbook:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in cells:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        return book

    return _watched(build)


def _watched(build: Callable[[], Workbook]) -> Making:
    file = io.BytesIO()
    Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
    memory, cpu, wall = _peak(), time.process_time(), time.perf_counter()
    build().save(file)
    return Making(file.getvalue(), time.perf_counter() - wall, time.process_time() - cpu, max(_peak() - memory, 0.1))


def _peak() -> float:
    """The most memory this process has held, in MB."""
    return int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) / 1000


def _cells(file: bytes) -> Cells:
    book = load_workbook(io.BytesIO(file), read_only=True)
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
