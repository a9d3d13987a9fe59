"""Taking results away as Excel workbooks; every download is logged."""

from io import BytesIO

from flask import Blueprint, abort, current_app, send_file
from openpyxl import Workbook
from werkzeug.wrappers import Response

from assessment import workbooks
from assessment.services import audit
from assessment.services.accounts import Right
from assessment.web.access import allow
from assessment.web.request import country_or_404, current_language, database, reader, round_or_404

blueprint = Blueprint("downloads", __name__)

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/rounds/<round_slug>/<iso3>/profile.xlsx")
@allow(Right.DOWNLOAD, Right.READ_OWN_RESULTS)
def country(round_slug: str, iso3: str) -> Response:
    """One country's workbook: for SELA's people once it is signed, for the country itself also its draft."""
    found, country = round_or_404(round_slug), country_or_404(iso3)
    reference = current_app.extensions["assessment"].reference
    book = workbooks.for_country(database(), reference, found, country.iso3, reader(), current_language())
    return _send(book or abort(404), found.slug, country.iso3)


@blueprint.get("/rounds/<round_slug>/region.xlsx")
@allow(Right.DOWNLOAD)
def region(round_slug: str) -> Response:
    """The workbook that compares the countries of a round."""
    found = round_or_404(round_slug)
    reference = current_app.extensions["assessment"].reference
    return _send(workbooks.for_region(database(), reference, found, reader(), current_language()), found.slug, "region")


@blueprint.get("/rounds/<round_slug>/<iso3>/receipt.xlsx")
@allow(Right.READ_OWN_RESULTS)
def receipt(round_slug: str, iso3: str) -> Response:
    """The receipts of a country's signatures, for its own people."""
    found, country = round_or_404(round_slug), country_or_404(iso3)
    reference = current_app.extensions["assessment"].reference
    book = workbooks.for_receipt(database(), reference, found, country.iso3, current_language())
    return _send(book or abort(404), found.slug, f"{country.iso3}-receipt")


def _send(book: Workbook, round_slug: str, subject: str) -> Response:
    """The workbook as a file to keep, once the download is in the log."""
    name = f"consular-cooperation-{round_slug}-{subject}-{current_language().code}.xlsx"
    file = BytesIO()
    book.save(file)
    file.seek(0)
    database().commit()  # what was read for it is over before the log is written
    audit.record(database(), reader().user_id, "download", f"{round_slug}/{subject}/{current_language().code} {name}")
    database().commit()
    response = send_file(file, mimetype=EXCEL, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
