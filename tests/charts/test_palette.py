"""The palette is one: readable, ordered in greyscale, and the same on the pages."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from assessment.charts import palette
from assessment.core.network import PairState

STYLE_SHEET = Path(__file__).parents[2] / "assessment" / "web" / "static" / "css" / "assessment.css"


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, as WCAG 2.2 defines it (0 black, 1 white)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("code", palette.BAND_COLOURS)
def test_text_on_a_band_is_readable(code: str):
    assert contrast(palette.BAND_COLOURS[code], palette.BAND_TEXT_COLOURS[code]) >= 4.5


@pytest.mark.parametrize("code", palette.STATUS_COLOURS)
def test_text_on_a_status_is_readable(code: str):
    assert contrast(palette.STATUS_COLOURS[code], palette.STATUS_TEXT_COLOURS[code]) >= 4.5


@pytest.mark.parametrize("code", palette.PAIR_COLOURS)
def test_text_on_the_state_of_a_pair_is_readable(code: str):
    assert contrast(palette.PAIR_COLOURS[code], palette.PAIR_TEXT_COLOURS[code]) >= 4.5


def test_every_state_of_a_pair_has_a_colour_and_a_sign_of_its_own():
    states = {state.value for state in PairState}
    assert states == set(palette.PAIR_COLOURS) == set(palette.PAIR_TEXT_COLOURS) == set(palette.PAIR_SIGNS)
    assert len(set(palette.PAIR_COLOURS.values())) == len(set(palette.PAIR_SIGNS.values())) == len(states)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (palette.INK, palette.FOCUS),
        (palette.BLUE, palette.WHITE),
        (palette.BLUE, palette.BLUE_PALE),
        (palette.ACCENT, palette.WHITE),
        (palette.ACCENT, palette.ACCENT_PALE),
        (palette.GREY, palette.WHITE),
        (palette.GREY, palette.PAPER),
        (palette.ERROR, palette.ERROR_PALE),
        (palette.SUCCESS, palette.SUCCESS_PALE),
    ],
)
def test_text_on_its_ground_is_readable(text: str, ground: str):
    assert contrast(text, ground) >= 4.5


def test_bands_keep_their_order_in_greyscale():
    assert list(palette.BAND_COLOURS) == ["incipient", "emerging", "established", "consolidated"]
    for lighter, darker in pairwise(palette.BAND_COLOURS.values()):
        assert luminance(lighter) > luminance(darker)
        assert contrast(lighter, darker) >= 1.5


def test_the_pages_use_the_same_palette():
    properties = dict(re.findall(r"--([\w-]+): ?([^;}]+)", STYLE_SHEET.read_text(encoding="utf-8")))
    named = [name for name, value in vars(palette).items() if isinstance(value, str) and value.startswith("#")]
    expected = {name.lower().replace("_", "-"): getattr(palette, name) for name in named}
    expected |= {f"band-{code}": colour for code, colour in palette.BAND_COLOURS.items()}
    expected |= {f"band-{code}-text": colour for code, colour in palette.BAND_TEXT_COLOURS.items()}
    expected |= {f"status-{code}": colour for code, colour in palette.STATUS_COLOURS.items()}
    expected |= {f"status-{code}-text": colour for code, colour in palette.STATUS_TEXT_COLOURS.items()}
    expected |= {f"pair-{code}": colour for code, colour in palette.PAIR_COLOURS.items()}
    expected |= {f"pair-{code}-text": colour for code, colour in palette.PAIR_TEXT_COLOURS.items()}
    expected["body-font"] = palette.FONT_FAMILY.replace('"', "")
    expected["heading-font"] = palette.HEADING_FONT_FAMILY.replace('"', "")
    assert {name: properties.get(name) for name in expected} == expected
