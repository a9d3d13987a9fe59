"""A questionnaire as a workbook, for authors who do not write YAML: out without loss, in only when nothing is wrong."""
