"""The files the pages load are the ones recorded, small, and ask nothing of other hosts."""

import gzip
import hashlib
import re
from pathlib import Path

from flask import Flask

STATIC = Path(__file__).parents[2] / "assessment" / "web" / "static"
VENDOR = STATIC / "vendor"
RECORD = (VENDOR / "VENDORED.txt").read_text(encoding="utf-8")


def recorded_sums() -> dict[str, str]:
    """File (relative to the vendor folder) -> SHA-256, as VENDORED.txt says."""
    return {name: digest for digest, name in re.findall(r"^  ([0-9a-f]{64})  (\S+)$", RECORD, re.MULTILINE)}


def test_every_vendored_file_has_the_recorded_sum():
    found = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in recorded_sums()}
    assert found == recorded_sums()


def test_no_vendored_file_is_unrecorded():
    files = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    files = {name for name in files if not name.endswith((".gz", ".br"))}  # made at set-up, not committed
    assert files == {
        "VENDORED.txt",
        "plotly/LICENSE",
        "plotly/plotly-cartesian.min.js",
        "plotly/plotly-locale-es.js",
        "plotly/plotly-style.css",
        "govuk-frontend/LICENSE",
    }
    assert files - {"VENDORED.txt"} <= set(recorded_sums())


def test_the_versions_are_the_ones_chosen():
    assert re.findall(r"^(\S+ [\d.]+), licence (\S+):", RECORD, re.MULTILINE) == [
        ("plotly.js-cartesian-dist-min 4.1.1", "MIT"),
        ("plotly.js 4.1.1", "MIT"),
        ("govuk-frontend 6.6.0", "MIT"),
    ]


def test_the_style_sheet_stays_small():
    assert len(gzip.compress((STATIC / "css" / "assessment.css").read_bytes(), 9)) <= 16_000


def test_the_style_sheet_loads_nothing_further():
    sheet = (STATIC / "css" / "assessment.css").read_text(encoding="utf-8")
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "GDS Transport" not in sheet


def test_our_scripts_name_no_other_host():
    for script in (STATIC / "js").glob("*.js"):
        assert "://" not in script.read_text(encoding="utf-8"), script.name


def test_static_files_carry_the_same_security_headers_as_pages(app: Flask):
    response = app.test_client().get("/static/css/assessment.css")
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "max-age=86400, public"
    response.close()
