"""The rules: what a questionnaire is, what an answer may be, how it scores.

Only the standard library is used here; the test suite checks it.
"""
