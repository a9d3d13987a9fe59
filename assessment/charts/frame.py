"""What every figure has: broken text, room for its title, its height and the mark of demonstration data."""

from collections.abc import Mapping
from functools import lru_cache
from textwrap import wrap

from assessment.charts import palette, skeletons
from assessment.charts.skeletons import Part
from assessment.wording import DEMONSTRATION

MARK_WIDTH = 46
TITLE_WIDTH = 72


@lru_cache(maxsize=2048)
def break_lines(text: str, width: int) -> tuple[str, int]:
    """The text broken into lines for a narrow screen, and how many there are."""
    lines = wrap(text, width) or [""]
    return "<br>".join(lines), len(lines)


@lru_cache
def _mark() -> tuple[str, int]:
    """The mark of demonstration data, in both languages, and its lines."""
    return break_lines(" | ".join(DEMONSTRATION[code] for code in ("en", "es")), MARK_WIDTH)


def whole(value: float) -> str:
    """A score as a whole number: three digits at most, alike in every number style."""
    return str(round(value))


def finish(data: list[Part], skeleton: Part, title: str, inner: int, demonstration: bool, **margins: int) -> Part:
    """A whole figure: the skeleton with its title, its height (``inner`` pixels between the margins) and its mark."""
    words, lines = break_lines(title, TITLE_WIDTH)
    room = 24 * lines + 16
    margin = {"l": skeletons.LEFT, "r": skeletons.RIGHT, "t": 8, "b": 8} | margins
    layout = {**skeleton, "title": {"text": words}, "meta": {"title_room": room}}
    if demonstration:
        text, mark_lines = _mark()
        layout["annotations"] = [*skeleton.get("annotations", ()), _mark_note(text, margin)]
        margin["b"] += 15 * mark_lines + 12
    margin["t"] += room
    layout |= {"margin": margin, "height": inner + margin["t"] + margin["b"]}
    return {"data": data, "layout": layout}


def _mark_note(text: str, margin: Mapping[str, int]) -> Part:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": skeletons.LEFT - margin["l"]}
    place |= {"yref": "paper", "y": 0, "yanchor": "top", "yshift": -margin["b"] - 2}
    return {"name": "demonstration", "text": text, "font": {"size": 11, "color": palette.ACCENT}, **place}
