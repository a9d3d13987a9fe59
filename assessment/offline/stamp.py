"""The stamp of a workbook: whose it is, what it was made of, and the version at which every answer was read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.cells import RawSheet
from assessment.core.answers import Partners
from assessment.offline.extent import MOST, Extent
from assessment.offline.faults import FileRefused

FORMAT = "answers-1"
SHEET = "_stamp"
"""The hidden sheet that holds the stamp; its first cell says the format."""
VERSION = "version "
"""How the names of the facts begin that hold the mark of an answer's version."""


@dataclass(frozen=True)
class Stamp:
    """What a workbook says of itself; ``versions`` are the marks of ``forms.version_mark``, by question.

    ``questions`` are the ids in it as the questionnaire names them; ``language`` that of its words.
    """

    round: str
    country: str
    questionnaire: str
    meaning: str
    language: str
    downloaded: str
    questions: tuple[str, ...]
    partners: Partners
    extent: Extent
    versions: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> list[tuple[str, str]]:
        """The rows of the hidden sheet."""
        extent = {
            "evidence": self.extent.evidence,
            "instruments": self.extent.instruments,
            "countries": self.extent.countries,
        }
        return [
            ("format", FORMAT),
            ("round", self.round),
            ("country", self.country),
            ("questionnaire", self.questionnaire),
            ("meaning", self.meaning),
            ("language", self.language),
            ("downloaded", self.downloaded),
            ("questions", " ".join(self.questions)),
            ("partners", " ".join(self.partners.priority)),
            ("added", " ".join(self.partners.added)),
            ("extent", json.dumps(extent)),
            *((VERSION + key, mark) for key, mark in self.versions.items()),
        ]


def stamp_of(sheets: Mapping[str, RawSheet]) -> Stamp:
    """The stamp of a workbook; FileRefused where there is none, more than one, or one that was tampered with."""
    stamped = [name for name, sheet in sheets.items() if sheet.cells.get((1, 1)) == "format"]
    if SHEET not in stamped:
        raise FileRefused("foreign")
    facts: dict[str, str] = {}
    for (row, column), name in sheets[SHEET].cells.items():
        if column == 1 and (len(stamped) > 1 or str(name) in facts):
            raise FileRefused("stamp_twice")
        if column == 1:
            facts[str(name)] = str(sheets[SHEET].cells.get((row, 2), ""))
    if facts["format"] != FORMAT:
        raise FileRefused("old")
    try:
        return _read(facts)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise FileRefused("stamp_broken") from error


def _read(facts: Mapping[str, str]) -> Stamp:
    told = json.loads(facts["extent"])
    countries = {str(key): _count(count) for key, count in told["countries"].items()}
    return Stamp(
        facts["round"],
        facts["country"],
        facts["questionnaire"],
        facts["meaning"],
        facts["language"],
        facts["downloaded"],
        tuple(facts["questions"].split()),
        Partners(tuple(facts["partners"].split()), tuple(facts["added"].split())),
        Extent(_count(told["evidence"]), _count(told["instruments"]), countries),
        {name.removeprefix(VERSION): mark for name, mark in facts.items() if name.startswith(VERSION)},
    )


def _count(told: object) -> int:
    """A number of rows or columns; ValueError when it cannot be one."""
    if not isinstance(told, int) or not 0 < told <= MOST:
        raise ValueError(told)
    return told
