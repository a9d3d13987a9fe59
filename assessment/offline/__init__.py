"""Answering offline: a country's questionnaire as a workbook, read back and held against what stands."""
