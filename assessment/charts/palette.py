"""The house colours and type, for every chart, document and style sheet.

This file is the reference: frontend/scss/_palette.scss repeats it for the web pages and a test
keeps the two equal. Colours are sRGB hex strings.

The four band colours run from light to dark (sand to deep sea) so that they keep their order in
greyscale and for colour-blind readers; no meaning rests on red against green. States that are not
a score are neutral greys, always drawn with a pattern or a word as well.
"""

INK = "#1b2430"  # text, outlines
BLUE = "#173f6b"  # the house blue: header, links, buttons
BLUE_DARK = "#0f2b4a"  # hover, pressed
BLUE_PALE = "#e7edf4"  # behind blue text
ACCENT = "#9a4a1c"  # terracotta: the country looked at, the present step
ACCENT_PALE = "#f6e7dc"  # behind accent text
PAPER = "#f7f4ee"  # warm surface: footer, panels
WHITE = "#ffffff"
GREY = "#57606b"  # secondary text
GREY_MID = "#7c8794"  # borders of controls, axis lines
GREY_LIGHT = "#d6dbe0"  # rules, grid lines
ERROR = "#a4262c"
ERROR_PALE = "#f9ebeb"  # behind error text
SUCCESS = "#1f5f4a"
SUCCESS_PALE = "#e6f1ec"  # behind success text
FOCUS = "#ffc845"  # behind whatever has the keyboard

BAND_COLOURS: dict[str, str] = {
    "incipient": "#f3e0b5",
    "emerging": "#93c3b9",
    "established": "#2f7893",
    "consolidated": "#12315a",
}
BAND_TEXT_COLOURS: dict[str, str] = {
    "incipient": INK,
    "emerging": INK,
    "established": WHITE,
    "consolidated": WHITE,
}

# What is not a score: why there is none, or where a submission stands. Fill and text; pages add a
# pattern, charts a Plotly pattern shape.
STATUS_COLOURS: dict[str, str] = {
    "insufficient_data": "#e4e7ea",
    "not_started": "#ffffff",
    "in_progress": "#eceef0",
    "signed": BLUE,
    "not_applicable": "#c9cfd5",
}
STATUS_TEXT_COLOURS: dict[str, str] = dict.fromkeys(STATUS_COLOURS, INK) | {"signed": WHITE}
STATUS_PATTERNS: dict[str, str] = {  # Plotly marker.pattern.shape
    "insufficient_data": "/",
    "not_started": "",
    "in_progress": ".",
    "signed": "",
    "not_applicable": "x",
}

# The states of a pair of States in a column of the cooperation matrix: fill, text, and the sign that
# stands in every cell, so that nothing rests on colour. What is agreed is blue, what invites to talk is
# sand, the rest is grey or white. The signs are characters that every system's fonts hold.
PAIR_COLOURS: dict[str, str] = {
    "awaiting": "#ffffff",
    "no_data": "#eceef0",
    "both_none": "#d6dbe0",
    "one_side": "#f6e7dc",
    "direction": "#ecd0a8",
    "to_reconcile": "#e0b27f",
    "confirmed": BLUE,
    "initial": "#93c3b9",
}
PAIR_TEXT_COLOURS: dict[str, str] = dict.fromkeys(PAIR_COLOURS, INK) | {"confirmed": WHITE}
PAIR_SIGNS: dict[str, str] = {
    "awaiting": "…",
    "no_data": "?",
    "both_none": "0",
    "one_side": "½",
    "direction": "↔",
    "to_reconcile": "≠",
    "confirmed": "●",
    "initial": "○",
}

FONT_FAMILY = '"Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif'
HEADING_FONT_FAMILY = 'Georgia, Cambria, "Noto Serif", "Times New Roman", serif'
