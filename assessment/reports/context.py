"""What every sheet of a workbook needs to know about its reader, its round and its making."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assessment import __version__
from assessment.charts.network import Groups
from assessment.core.questionnaire import Questionnaire, Text
from assessment.i18n import Language
from assessment.wording import DEMONSTRATION

CREATOR = "SELA"


@dataclass(frozen=True)
class ReportContext:
    """One workbook's frame.

    ``countries`` names the countries of the world by ISO 3166 three-letter
    code, members included; ``subregions`` names the sub-region of each member.
    ``groups`` are the members as a matrix of pairs lays them out, ``reasons``
    why States are a priority pair and ``instrument_statuses`` the words of a
    status of an instrument, by code. ``generated_at`` is a moment in UTC. ``whole`` says that the
    answers handed in hold everything: for SELA's analysts and the country itself.
    """

    language: Language
    questionnaire: Questionnaire
    round_slug: str
    round_title: Text
    countries: Mapping[str, Text]
    generated_at: datetime
    subregions: Mapping[str, Text] = field(default_factory=dict)
    groups: Groups = ()
    reasons: Mapping[str, Text] = field(default_factory=dict)
    instrument_statuses: Mapping[str, Text] = field(default_factory=dict)
    demonstration: bool = False
    whole: bool = False
    tool_version: str = __version__

    def gettext(self, message: str, **facts: object) -> str:
        """The message in the reader's language."""
        return self.language.gettext(message, **facts)

    def text(self, words: Text) -> str:
        """The words in the reader's language."""
        return words[self.language.code]

    def country(self, iso3: str) -> str:
        """The name of a country in the reader's language, or its code where no name is known."""
        return self.text(self.countries[iso3]) if iso3 in self.countries else iso3

    def subregion(self, iso3: str) -> str:
        """The name of a member's sub-region in the reader's language, empty where none is known."""
        return self.text(self.subregions[iso3]) if iso3 in self.subregions else ""

    @property
    def mark(self) -> str:
        """The words every sheet and chart of a demonstration carries, in all languages; else empty."""
        return " | ".join(DEMONSTRATION.values()) if self.demonstration else ""

    @property
    def round(self) -> str:
        """The round as named in titles."""
        return self.text(self.round_title)
