"""Native charts: bars with range whiskers, in the house colours, marked where the data are drawn at random."""

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts import palette
from assessment.reports.context import ReportContext

CENTIMETRES_A_BAR = 1.1
_VALUE_ALONE = {
    "showVal": True,
    "showSerName": False,
    "showCatName": False,
    "showLegendKey": False,
    "showPercent": False,
    "showBubbleSize": False,
}


class Whiskers(ErrorBars):
    """Error bars whose parts are written in the order of the file format (openpyxl 3.1 puts minus before plus)."""

    tagname = "errBars"
    __attrs__, __nested__ = ErrorBars.__attrs__, ErrorBars.__nested__  # openpyxl does not inherit them
    __elements__ = ("errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr")


def bar_chart(context: ReportContext, title: str, bars: int, axis_title: str) -> BarChart:
    """An empty chart of horizontal bars from 0 to 100, its title carrying the demonstration mark."""
    chart = BarChart()
    chart.type, chart.gapWidth, chart.overlap = "bar", 60, 0
    chart.title = _title([(title, 1300, palette.BLUE), (context.mark, 900, palette.ACCENT)])
    chart.width, chart.height = 26, 5 + CENTIMETRES_A_BAR * bars
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.y_axis.majorUnit = 25
    chart.y_axis.number_format, chart.y_axis.title = "0", _title([(axis_title, 900, palette.GREY)])
    line = LineProperties(solidFill=_hex(palette.GREY_LIGHT))
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=line))
    chart.x_axis.scaling.orientation = "maxMin"  # first row of the table on top
    chart.y_axis.crosses = "max"  # so the scale stands below
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.visible_cells_only = False
    chart.legend = None
    return chart


def add_bars(
    chart: BarChart, sheet: Worksheet, column: int, rows: tuple[int, int], labels: int, name: str, colour: str, ink: str
) -> Series:
    """Add one series of bars: values in ``column``, category names in column ``labels``, over ``rows``.

    ``colour`` fills the bars, ``ink`` writes the values on them.
    """
    first, last = rows
    series: Series = SeriesFactory(Reference(sheet, min_col=column, min_row=first, max_row=last), title=name)
    series.graphicalProperties = _fill(colour)
    series.dLbls = DataLabelList(dLblPos="inBase", numFmt="0.0", txPr=_words(ink), **_VALUE_ALONE)
    chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=labels, min_row=first, max_row=last))
    return series


def colour_bars(series: Series, colours: Sequence[tuple[str, str] | None]) -> None:
    """Give single bars a fill and an ink of their own, by place; None leaves the series' colours."""
    assert series.dLbls is not None
    for place, pair in enumerate(colours):
        if pair:
            fill, ink = pair
            series.dPt.append(DataPoint(idx=place, invertIfNegative=False, spPr=_fill(fill)))
            label = DataLabel(idx=place, dLblPos="inBase", numFmt="0.0", txPr=_words(ink), **_VALUE_ALONE)
            series.dLbls.dLbl.append(label)


def add_whiskers(series: Series, sheet: Worksheet, down: str, up: str, rows: tuple[int, int]) -> None:
    """Whiskers on bars: columns ``down`` and ``up`` hold how far each reaches from the bar's end."""
    first, last = rows

    def lengths(column: str) -> NumDataSource:
        return NumDataSource(numRef=NumRef(f=f"{quote_sheetname(sheet.title)}!${column}${first}:${column}${last}"))

    line = GraphicalProperties(ln=LineProperties(solidFill=_hex(palette.GREY_MID), w=19_050))
    series.errBars = Whiskers(
        errBarType="both", errValType="cust", noEndCap=False, minus=lengths(down), plus=lengths(up), spPr=line
    )


def _words(ink: str) -> RichText:
    """How the values on bars are written."""
    look = CharacterProperties(sz=900, b=True, solidFill=_hex(ink))
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def _fill(colour: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=_hex(colour), ln=LineProperties(solidFill=_hex(palette.GREY_MID), w=6_000))


def _hex(colour: str) -> str:
    return colour.removeprefix("#").upper()


def _title(lines: list[tuple[str, int, str]]) -> Title:
    """A title of several lines, each with its size (hundredths of a point) and colour."""
    paragraphs = []
    for words, size, colour in lines:
        if words:
            look = CharacterProperties(sz=size, b=size > 1000, solidFill=_hex(colour))
            run = RegularTextRun(rPr=look, t=words)
            paragraphs.append(Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run]))
    return Title(tx=Text(rich=RichText(p=paragraphs)), overlay=False)
