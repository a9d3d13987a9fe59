"""Workbooks for readers: frozen results in, an openpyxl Workbook out.

``country.country_workbook`` and ``region.region_workbook`` take a
``context.ReportContext``, results and answer sheets; nothing here asks a
database. Reading sheets hold static values, which every viewer shows; the
calculation sheet repeats the method as live formulas over the answers sheet.
"""
