"""Workbooks recalculated by a real LibreOffice, many in one start."""

import subprocess
from pathlib import Path

from openpyxl import Workbook, load_workbook


def recalculated(books: dict[str, Workbook], folder: Path) -> dict[str, Workbook]:
    """The workbooks as LibreOffice calculates and saves them, by name, with values in place of formulas."""
    return {name: load_workbook(path, data_only=True) for name, path in converted(books, folder, "xlsx").items()}


def converted(books: dict[str, Workbook], folder: Path, format: str) -> dict[str, Path]:
    """The workbooks in another format, by name."""
    given, made = folder / "given", folder / "made"
    given.mkdir(parents=True)
    for name, book in books.items():
        book.save(given / f"{name}.xlsx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            format,
            "--outdir",
            str(made),
            *(str(given / f"{name}.xlsx") for name in books),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: made / f"{name}.{format}" for name in books}
