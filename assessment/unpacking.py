"""What runs in the process that opens an untrusted workbook: the file comes in, its cells go out as JSON.

``python -m assessment.unpacking LIMITS``. Nothing of the tool is loaded here,
so that it starts fast and holds nothing worth taking.
"""

import json
import re
import resource
import sys
import warnings
from io import BytesIO
from zipfile import ZipFile

if __name__ == "__main__":
    sys.modules["numpy"] = None  # type: ignore[assignment]  # the library would load it, which takes half of the start

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

BROKEN, TOO_MUCH, ENTITIES, TOO_MANY = 1, 2, 3, 4
"""The statuses this program ends with when it reads nothing."""
ENCODING = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([^\"']*)")
CELLS = re.compile(rb"<(?:\w+:)?(?:c|row)[ />]")
WITHOUT_ANSWER = re.compile(rb"<c [^<>]*/>|<(dataValidations|conditionalFormatting)\b[^<>]*(?<!/)>.*?</\1>", re.DOTALL)


class Refused(Exception):
    """The content is not handed to the library; ``args`` hold the status."""


def looked_through(package: ZipFile, most: int) -> BytesIO:
    """The package without what holds no answer; Refused for too many cells and rows, or for what defines entities.

    Empty cells, rules for lists and colours are most of a form that is not filled in, and slow to read.
    """
    kept, cells = BytesIO(), 0
    with ZipFile(kept, "w") as lighter:
        for member in package.infolist():
            if member.filename.endswith((".xml", ".rels")):
                content = package.read(member)
                cells += _judged(content)
                if cells > most:
                    raise Refused(TOO_MANY)
                is_sheet = member.filename.startswith("xl/worksheets/")
                lighter.writestr(member.filename, WITHOUT_ANSWER.sub(b"", content) if is_sheet else content)
    kept.seek(0)
    return kept


def _judged(content: bytes) -> int:
    """How many cells and rows a part has; Refused when it defines entities, in whatever encoding."""
    start, told = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:200], ENCODING.match(content[:200])
    if (start and not start.startswith(b"<")) or b"\0" in start or (told and told[1].lower() != b"utf-8"):
        raise Refused(BROKEN)
    if b"<!DOCTYPE" in content:
        raise Refused(ENTITIES)
    return sum(1 for _found in CELLS.finditer(content))


def packed(sheet: Worksheet, rows: int, columns: int) -> dict[str, list[tuple[object, ...]]]:
    """The cells of a sheet, and what may not stand there, ready to be handed over."""
    found: dict[str, list[tuple[object, ...]]] = {"cells": [], "odd": [], "merged": []}
    for area in sheet.merged_cells.ranges:
        found["merged"].append((str(area), area.min_row, area.min_col))
    if sheet.max_row > rows or sheet.max_column > columns:
        found["odd"].append(("too_far", sheet.max_row, sheet.max_column))
    for (row, column), cell in sorted(sheet._cells.items()):  # going by rows would make empty ones
        if cell.value is None or row > rows or column > columns:
            continue
        odd = {"f": "formula", "d": "date", "e": "error"}.get(cell.data_type)
        if odd or not isinstance(cell.value, str | int | float | bool):
            found["odd"].append((odd or "formula", row, column))
        else:
            found["cells"].append((row, column, cell.value))
    return found


def main(limits: dict[str, int]) -> int:
    """Read the workbook on the standard input; the status to end with."""
    resource.setrlimit(resource.RLIMIT_DATA, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    warnings.simplefilter("ignore")
    try:
        file = BytesIO(sys.stdin.buffer.read())
        with ZipFile(file) as package:
            lighter = looked_through(package, limits["cells"])
        book = load_workbook(lighter, keep_links=False)
        sheets = {sheet.title: packed(sheet, limits["rows"], limits["columns"]) for sheet in book.worksheets}
    except MemoryError:
        return TOO_MUCH
    except Refused as refused:
        return int(refused.args[0])
    except Exception:  # noqa: BLE001 (whatever a broken file makes the library raise, it is no workbook)
        return BROKEN
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
