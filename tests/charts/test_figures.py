"""Figures and their table twins: equal, valid, marked, and honest about small numbers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from plotly import graph_objects as go

from assessment.charts import palette
from assessment.charts.figures import FILLERS, Chart, draw
from assessment.charts.region import Member, distributions, domain_grid
from assessment.charts.series import Series
from assessment.core.comparison import region_results
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import CountryEntry, RegionResults, Status
from assessment.i18n import Language

MARK_ES = "Datos de demostración, sorteados al azar, no son respuestas reales"
MARK_EN = "Demonstration data, drawn at random, not real answers"
CHARTS_SCRIPT = Path(__file__).parents[2] / "assessment" / "web" / "static" / "js" / "charts.js"
VENDORED_TRACES = {"bar", "box", "heatmap", "scatter"}


@pytest.fixture
def charts(all_series: dict[str, Series], lang: Language) -> dict[str, Chart]:
    """Every chart, drawn as for a demonstration database."""
    return {name: draw(series, lang, demonstration=True) for name, series in all_series.items()}


def trace(chart: Chart, name: str) -> Mapping[str, Any]:
    """The trace of this name."""
    return next(part for part in chart.figure["data"] if part.get("name") == name)


def column(chart: Chart, index: int) -> list[str]:
    """One column of the table twin."""
    return [row.cells[index] for row in chart.table.rows]


def test_every_filled_figure_is_valid_for_plotlys_own_classes(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        again = go.Figure(chart.figure)
        assert len(again.data) == len(chart.figure["data"])
        assert json.loads(json.dumps(chart.figure)) == chart.figure


def test_figures_use_only_trace_types_of_the_vendored_script(charts: dict[str, Chart]) -> None:
    assert {part["type"] for chart in charts.values() for part in chart.figure["data"]} <= VENDORED_TRACES


def test_filling_a_figure_makes_no_plotly_object(
    all_series: dict[str, Series], lang: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_parts: object) -> None:
        raise AssertionError("a skeleton was built while a figure was filled")

    for name in ("Figure", "Scatter", "Heatmap", "Box", "Bar", "Layout"):
        monkeypatch.setattr(go, name, refuse)
    assert all(draw(series, lang).figure["data"] for series in all_series.values())


def test_filling_one_figure_leaves_the_skeleton_as_it_was(all_series: dict[str, Series], lang: Language) -> None:
    before = json.dumps([draw(series, lang).figure for series in all_series.values()])
    for series in all_series.values():
        draw(series, lang, demonstration=True)
    assert json.dumps([draw(series, lang).figure for series in all_series.values()]) == before


def test_six_figures_are_filled_in_about_a_millisecond(all_series: dict[str, Series], lang: Language) -> None:
    def fill() -> float:
        begin = process_time()
        for series in all_series.values():
            FILLERS[type(series)](series, lang, True)
        return process_time() - begin

    fill()
    assert min(fill() for _ in range(20)) < 0.002


def test_scores_in_a_figure_are_the_scores_of_its_table(charts: dict[str, Chart], lang: Language) -> None:
    for name in ("domains", "domains, alone", "indicators"):
        chart = charts[name]
        drawn = dict(zip(trace(chart, "score")["ids"], trace(chart, "score")["x"], strict=True))
        written = {row.id: row.cells[1] for row in chart.table.rows if row.cells[1] != "–"}
        assert {id: lang.score(value) for id, value in drawn.items()} == written


def test_ranges_in_a_figure_are_the_ranges_of_its_table(charts: dict[str, Chart], lang: Language) -> None:
    chart = charts["indicators"]
    ends = [x for x in trace(chart, "range")["x"] if x is not None]
    pairs = list(zip(column(chart, 3), column(chart, 4), strict=True))
    assert [lang.score(x) for x in ends] == [cell for pair in pairs for cell in pair]
    assert len(ends) == 2 * len(chart.table.rows)


def test_medians_in_a_figure_are_the_medians_of_its_table(charts: dict[str, Chart], lang: Language) -> None:
    drawn = [lang.score(x) for x in trace(charts["domains"], "median")["x"]]
    assert drawn == [cell for cell in column(charts["domains"], 5) if cell != "–"]
    assert drawn == ["44.5"] * 7


def test_a_reader_without_group_figures_is_shown_no_median(charts: dict[str, Chart]) -> None:
    assert all(part.get("name") != "median" for part in charts["domains, alone"].figure["data"])
    assert len(charts["domains, alone"].table.columns) == 5


def test_a_missing_score_is_said_in_words_and_never_drawn_as_zero(charts: dict[str, Chart], lang: Language) -> None:
    row = next(row for row in charts["indicators"].table.rows if row.id == "D3.2")
    words = lang.gettext("Insufficient data")
    assert row.cells[1:3] == ("–", words)
    assert "D3.2" not in trace(charts["indicators"], "score")["ids"]
    assert any(words in part.get("text", ()) for part in charts["indicators"].figure["data"])


def test_indicators_stand_in_the_order_of_the_questionnaire(
    charts: dict[str, Chart], questionnaire: Questionnaire
) -> None:
    assert [row.id for row in charts["indicators"].table.rows] == list(questionnaire.indicators)


def test_figures_show_whole_numbers_and_tables_one_decimal(charts: dict[str, Chart], lang: Language) -> None:
    assert trace(charts["domains"], "score")["text"] == ["62"] * 7
    assert column(charts["domains"], 1) == ["62.2"] * 7 + ["–"]


def test_cells_of_the_grid_are_the_cells_of_its_table(charts: dict[str, Chart], lang: Language) -> None:
    cells = trace(charts["grid"], "score")
    drawn = {name: texts for name, texts in zip(cells["y"], cells["text"], strict=True) if any(texts)}
    signed = [row for row in charts["grid"].table.rows if row.cells[3] != "–"]
    assert list(drawn) == [row.cells[0] for row in signed]
    assert drawn["Country ARG"] == ["12"] * 7 + [lang.gettext("n/a")]
    assert signed[0].cells[3:] == ("12.5",) * 7 + (lang.gettext("Not applicable"),)


def test_cells_of_the_grid_have_the_discrete_colour_of_their_band(charts: dict[str, Chart]) -> None:
    cells = trace(charts["grid"], "score")
    colours = [palette.BAND_COLOURS[code] for code in ("incipient", "emerging", "established", "consolidated")]
    colours += [palette.STATUS_COLOURS["insufficient_data"], palette.STATUS_COLOURS["not_applicable"]]
    assert [colour for _, colour in cells["colorscale"]] == [colour for colour in colours for _ in (0, 1)]
    assert (cells["zmin"], cells["zmax"], cells["zsmooth"]) == (-0.5, 5.5, False)
    assert cells["z"][cells["y"].index("Country ARG")] == [0] * 7 + [5]
    assert cells["z"][cells["y"].index("Country COL")] == [1] * 7 + [5]


def test_countries_of_the_grid_keep_sub_region_and_name_whatever_their_scores(
    charts: dict[str, Chart], members: tuple[Member, ...]
) -> None:
    assert [row.id for row in charts["grid"].table.rows] == [member.iso3 for member in members]
    assert [y for y in trace(charts["grid"], "score")["y"] if y in ("North", "South")] == ["North", "South"]


def test_a_country_that_has_not_signed_shows_its_status_in_the_grid(charts: dict[str, Chart], lang: Language) -> None:
    words = lang.gettext("In progress")
    assert charts["grid"].table.rows[-1].cells == ("Country VEN", "South", words) + ("–",) * 8
    assert [note["y"] for note in charts["grid"].figure["layout"]["annotations"] if note["text"] == words] == [
        "Country VEN"
    ]


def test_the_box_shows_the_quartiles_of_the_table(charts: dict[str, Chart], lang: Language) -> None:
    chart = charts["distributions"]
    box = trace(chart, "box")
    drawn = [[lang.score(box[part][0]) for part in ("lowerfence", "q1", "median", "q3", "upperfence")]]
    assert drawn == [["12.5", "28.5", "44.5", "60.5", "76.5"]]
    assert list(chart.table.rows[0].cells[2:7]) == drawn[0]
    assert len(trace(chart, "countries")["x"]) == 8 * 9


@pytest.mark.parametrize(
    ("signed", "boxed", "quartiles", "mean"),
    [
        (9, True, True, True),
        (8, True, True, True),
        (7, False, True, True),
        (4, False, True, False),
        (3, False, False, False),
    ],
)
def test_small_groups_show_dots_alone_and_no_quartiles_under_four(
    signed: int, boxed: bool, quartiles: bool, mean: bool,
    region: Callable[[int], RegionResults], questionnaire: Questionnaire, members: tuple[Member, ...], lang: Language,
) -> None:  # fmt: skip
    series = distributions(region(signed), questionnaire, {m.iso3: m.name for m in members}, lang)
    chart = draw(series, lang)
    assert any(part.get("name") == "box" for part in chart.figure["data"]) is boxed
    assert len(trace(chart, "countries")["x"]) == 8 * signed
    overall = chart.table.rows[0].cells
    assert (overall[3] != "–", overall[5] != "–", overall[7] != "–") == (quartiles, quartiles, mean)


def test_a_region_without_a_signed_submission_still_draws(
    region: Callable[[int], RegionResults], questionnaire: Questionnaire, members: tuple[Member, ...], lang: Language
) -> None:
    results = region(0)
    chart = draw(distributions(results, questionnaire, {m.iso3: m.name for m in members}, lang), lang)
    assert column(chart, 1) == [lang.gettext("%(n)s of %(of)s", n="0", of="10")] * 9
    grid = draw(domain_grid(results, questionnaire, members, lang), lang)
    assert all(row.cells[3:] == ("–",) * 8 for row in grid.table.rows)
    go.Figure(chart.figure)
    go.Figure(grid.figure)


def test_dots_of_equal_scores_do_not_hide_one_another(
    card: Callable[[float], Any], questionnaire: Questionnaire, members: tuple[Member, ...], lang: Language
) -> None:
    entries = [CountryEntry(member.iso3, Status.SIGNED, card(50.0)) for member in members]
    results = region_results("2026", entries)
    dots = trace(
        draw(distributions(results, questionnaire, {m.iso3: m.name for m in members}, lang), lang), "countries"
    )
    places = list(zip(dots["x"], dots["y"], strict=True))
    assert len(places) == len(set(places)) == 80


def test_bars_count_the_countries_of_each_status(charts: dict[str, Chart]) -> None:
    bars = trace(charts["status"], "countries")
    assert dict(zip(bars["ids"], bars["x"], strict=True)) == {"signed": 9, "in_progress": 1, "not_started": 0}
    assert bars["text"] == column(charts["status"], 1) == ["9", "1", "0"]


def test_group_titles_state_their_n_and_every_title_its_round(charts: dict[str, Chart]) -> None:
    assert all("2026" in chart.title for chart in charts.values())
    n = "n = 9 of 10" if "Scores" in charts["grid"].title else "n = 9 de 10"
    assert n in charts["grid"].title
    assert n in charts["distributions"].title
    assert "n = 10" in charts["status"].title


def test_the_mark_of_demonstration_data_stands_inside_every_figure(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        marks = [note for note in chart.figure["layout"]["annotations"] if note.get("name") == "demonstration"]
        words = marks[0]["text"].replace("<br>", " ")
        assert len(marks) == 1
        assert words == f"{MARK_EN} | {MARK_ES}"


def test_figures_of_real_answers_carry_no_mark(all_series: dict[str, Series], lang: Language) -> None:
    for series in all_series.values():
        notes = draw(series, lang).figure["layout"].get("annotations", ())
        assert all(note.get("name") != "demonstration" for note in notes)


def test_nothing_is_ever_sent_to_a_cloud() -> None:
    script = CHARTS_SCRIPT.read_text()
    assert "showSendToCloud: false" in script
    assert "showSendToCloud: true" not in script


def test_no_line_of_a_label_is_wider_than_a_phone(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        for part in chart.figure["data"]:
            if part["type"] == "scatter" and part.get("mode") == "text":
                assert max((len(line) for text in part["text"] for line in text.split("<br>")), default=0) <= 44
