"""Pages and saves under load: each beside its floor, by one client and by many, on one database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, repeat
from urllib.parse import urlencode

from assessment.core.answers import cell_key
from bench.clients import Client, Fields, Goals, Request, Side, compare
from bench.data import OPEN, SIGNED_BY_ALL, Subject
from bench.serving import Server
from bench.table import print_row

PAGE_GOALS = Goals(p50=1.0, p95=1.5, cpu=15)
SAVE_GOALS = Goals(p95=2.0)
DASHBOARD_GOALS = Goals(p95=1.5)
ROUND = f"/es/rounds/{OPEN}"
DASHBOARD = f"/es/rounds/{SIGNED_BY_ALL}/region"
LEVELS = ("2", "3")
COMMENTS = ("Sin observaciones.", "Dato provisional.")
MATRIX_CELLS = 20


@dataclass(frozen=True)
class Effort:
    """How long to measure: the numbers of clients, each with the requests of one client in a block; and blocks."""

    requests: tuple[tuple[int, int], ...] = ((1, 30), (16, 5))
    blocks: int = 4

    @property
    def most_clients(self) -> int:
        """The largest number of clients at once."""
        return max(clients for clients, _times in self.requests)


@dataclass(frozen=True)
class Save:
    """A save to measure: which fields of a page take which texts in turn; ``alone`` when no other fields are sent,
    as a page's script does while somebody types.
    """

    what: str
    section: str
    fields: Sequence[str]
    texts: tuple[str, str]
    alone: bool = False


class Loads:
    """One database under load: the tool's server and its floor, and the people who visit them."""

    def __init__(self, tool: Server, floor: Server, subject: Subject, effort: Effort) -> None:
        self.tool, self.floor, self.subject, self.effort = tool, floor, subject, effort
        self.members = subject.members[: effort.most_clients]
        self.focals = [Client(tool) for _ in self.members]
        for client, iso3 in zip(self.focals, self.members, strict=True):
            client.sign_in(f"focal.{iso3.lower()}@demo.example")
        analyst = Client(tool)
        analyst.sign_in("analyst@demo.example")
        self.analysts = [Client(tool, analyst.cookies) for _ in self.members]
        self.strangers = [Client(floor) for _ in self.members]

    def print_rows(self) -> None:
        """All rows of this database."""
        section = self.subject.section
        addresses = [f"{ROUND}/{iso3}/answers/{section.slug}" for iso3 in self.members]
        self._pages(f"section page, {len(section.questions)} questions", self.focals, addresses, "/form", PAGE_GOALS)
        size = len(self.analysts[0].send((DASHBOARD, None)))
        dashboards = [DASHBOARD] * len(self.members)
        self._pages(
            "regional dashboard, 25 countries", self.analysts, dashboards, f"/table?size={size}", DASHBOARD_GOALS
        )
        for save in self._saves():
            self._save(save)

    def _pages(self, what: str, clients: Sequence[Client], addresses: Sequence[str], floor: str, goals: Goals) -> None:
        asked = [repeat((address, None)) for address in addresses]
        bare = [repeat((floor, None)) for _ in addresses]
        self._compare(what, clients, asked, bare, goals)

    def _saves(self) -> Iterator[Save]:
        section, partners = self.subject.section, self.subject.partners
        first, comments = section.questions[0].id, [f"{q.id}.comment" for q in section.questions]
        yield Save("autosave of 1 answer", section.slug, [first], LEVELS, alone=True)
        yield Save(f"save of 1 answer in the form of {len(comments)}", section.slug, [first], LEVELS)
        yield Save(f"save of a page of {len(comments)} answers", section.slug, comments, COMMENTS)
        yield Save(f"save of {MATRIX_CELLS} levels in the partner table", partners.slug, [], LEVELS)

    def _save(self, save: Save) -> None:
        asked, bare = [], []
        for client in self.focals:
            client.saves_while_typing = save.alone
        for client, stranger, iso3 in zip(self.focals, self.strangers, self.members, strict=True):
            path = f"{ROUND}/{iso3}/answers/{save.section}"
            fields = save.fields or _cells(client.form(path), self.subject)
            asked.append(alternating(client, path, fields, save))
            bare.append(_bare_saves(stranger, [f"{iso3}.{name}" for name in fields], save.texts))
        self._compare(save.what, self.focals, asked, bare, SAVE_GOALS)

    def _compare(
        self,
        what: str,
        clients: Sequence[Client],
        asked: Sequence[Iterator[Request]],
        bare: Sequence[Iterator[Request]],
        goals: Goals,
    ) -> None:
        for number, times in self.effort.requests:
            tool = Side(self.tool, list(zip(clients, asked, strict=True))[:number])
            floor = Side(self.floor, list(zip(self.strangers, bare, strict=True))[:number])
            print_row(
                f"{what}; {number} client{'s'[: number - 1]}", compare(tool, floor, times, self.effort.blocks, goals)
            )


# --- What the clients send ---------------------------------------------------------


def _cells(form: Fields, subject: Subject) -> list[str]:
    """The first levels of the partner table, as its fields are named."""
    mains = tuple(cell_key(i.main.id, "") for i in subject.partners.indicators if i.main)
    return [name for name, _text in form if name.startswith(mains) and not name.endswith(".version")][:MATRIX_CELLS]


def alternating(client: Client, path: str, fields: Sequence[str], save: Save) -> Iterator[Request]:
    """Saves of one page that each change the same fields, to and fro.

    The form is read from the page once in either state; from then on the
    versions are counted along, as a browser would find them in the next page.
    """
    forms = []
    for text in save.texts:
        client.send((path, urlencode(_filled(client.form(path), fields, text)).encode()))
        forms.append(client.form(path))
    marks = {f"{name.removesuffix('.comment')}.version" for name in fields}
    versions = {name: int(text.split(".")[0]) for name, text in forms[1] if name in marks}
    if save.alone:
        forms = [[pair for pair in form if f"{pair[0]}.".startswith(("csrf_token", f"{fields[0]}."))] for form in forms]
    for turn in count():
        counted = {name: version + turn for name, version in versions.items()}
        form = [(name, _counted(text, counted.get(name))) for name, text in forms[1 - turn % 2]]
        yield path, urlencode(_filled(form, fields, save.texts[turn % 2])).encode()


def _filled(form: Fields, fields: Sequence[str], text: str) -> Fields:
    return [(name, text if name in fields else kept) for name, kept in form]


def _counted(mark: str, version: int | None) -> str:
    """The mark of a version with another number."""
    return mark if version is None else f"{version}.{mark.partition('.')[2]}"


def _bare_saves(client: Client, names: Sequence[str], texts: tuple[str, str]) -> Iterator[Request]:
    """The same for the floor."""
    token = client.send(("/token", None), keep_cookies=True)
    for text in cycle(texts):
        yield "/save", urlencode({"csrf_token": token, **dict.fromkeys(names, text)}).encode()
