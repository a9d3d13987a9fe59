"""Languages: texts, numbers and dates for one reader. Babel, no Flask.

Pages, charts, workbooks and the command line all speak through a ``Language``,
so a text has one translation and a number one way of being written.
"""

import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_datetime, get_timezone_location
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

TRANSLATIONS = Path(os.environ.get("ASSESSMENT_TRANSLATIONS") or Path(__file__).resolve().parent / "translations")
SOURCE_LANGUAGE = "en"
UTC = "UTC"
LANGUAGES = tuple((TRANSLATIONS / "languages").read_text("utf-8").split())
"""The declared languages, the first being the default; a further one is a line in that file and a catalogue."""


class Language:
    """One reader's language, with the number style of one country and the time zone the reader lives by.

    ``number_style`` is a Babel locale such as ``es_PE``; its separators are
    used for every number, whatever the language of the words. ``time_zone`` is
    an IANA name; workbooks and the command line speak in UTC.
    """

    def __init__(self, code: str, number_style: str | None = None, time_zone: str = UTC) -> None:
        self.code = code
        self.time_zone = ZoneInfo(time_zone)
        self.locale = Locale.parse(code)
        self.number_locale = Locale.parse(number_style or default_number_style(code))
        self._catalogue: NullTranslations = _catalogue(code)

    def gettext(self, message: str, **facts: object) -> str:
        """The message in this language, its %(name)s places filled."""
        text = self._catalogue.ugettext(message)
        return text % facts if facts else text

    def ngettext(self, singular: str, plural: str, num: int, **facts: object) -> str:
        """Singular or plural message in this language; ``num`` may be named in it."""
        return self._catalogue.ungettext(singular, plural, num) % {"num": self.number(num, 0), **facts}

    def number(self, value: float | None, decimals: int = 1, *, least: int = 0, grouped: bool = True) -> str:
        """A number with at most ``decimals`` and at least ``least`` decimal places; an en dash when there is none."""
        if value is None:
            return "–"
        pattern = "#,##0" if grouped else "0"
        places = "0" * least + "#" * (decimals - least)
        return format_decimal(value, format=f"{pattern}.{places}" if places else pattern, locale=self.number_locale)

    def score(self, value: float | None, decimals: int = 1) -> str:
        """A score with exactly this many decimals; an en dash when there is none."""
        return self.number(value, decimals, least=decimals)

    def percent(self, share: float | None) -> str:
        """A share of 0..1 as a whole percentage; an en dash when there is none."""
        return "–" if share is None else f"{self.number(share * 100, 0)}\u00a0%"

    def moment(self, value: datetime | None, style: str = "medium") -> str:
        """A moment in the reader's time zone, which is named; an en dash when there is none."""
        if value is None:
            return "–"
        here = value.astimezone(self.time_zone)
        return f"{format_datetime(here, style, self.time_zone, self.locale)} {self._zone_of(here)}"

    def _zone_of(self, here: datetime) -> str:
        """The zone of a moment, so that nobody mistakes it: "UTC", or its city and distance from UTC."""
        if self.time_zone.key == UTC:
            return UTC
        return f"({zone_city(self.time_zone.key, self.locale)}, {_distance(here.utcoffset())})"

    def zone_name(self, zone: str, at: datetime) -> str:
        """A zone as it is offered to choose from: its city, and how far it is from UTC at a moment."""
        return f"{zone_city(zone, self.locale)} ({_distance(at.astimezone(ZoneInfo(zone)).utcoffset())})"


def gettext_noop(message: str) -> str:
    """Mark a text for the catalogue where it stands; it is translated where it is shown."""
    return message


def own_name(code: str) -> str:
    """What a language calls itself, as its speakers look for it in a menu."""
    name = Locale.parse(code).get_language_name(code) or code
    return name[0].upper() + name[1:]


def default_number_style(code: str) -> str:
    """The number style of readers without a country: Latin American, not Spain's."""
    return "es_MX" if code == "es" else code


def zone_city(zone: str, locale: Locale) -> str:
    """The city a time zone is known by, in a language: "Lima"."""
    return get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True).rsplit("/", 1)[-1]


def _distance(offset: timedelta | None) -> str:
    """How far a zone is from UTC: "UTC−5", "UTC+5:30"."""
    minutes = int((offset or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{UTC}{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


@lru_cache
def time_zones() -> dict[str, tuple[str, ...]]:
    """The time zones (IANA names) of each country or territory, by its two-letter code; of "001" and "ZZ" too."""
    return {iso2: tuple(zones) for iso2, zones in get_global("territory_zones").items()}


@lru_cache
def language(code: str, number_style: str | None = None, time_zone: str = UTC) -> Language:
    """The shared Language of this code, number style and zone; LookupError when the language is not declared."""
    if code not in LANGUAGES:
        raise LookupError(code)
    return Language(code, number_style, time_zone)


@lru_cache
def _catalogue(code: str) -> NullTranslations:
    return NullTranslations() if code == SOURCE_LANGUAGE else Translations.load(TRANSLATIONS, [code])
