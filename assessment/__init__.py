"""Consular cooperation self-assessment tool.

Importing this package, or ``assessment.core``, loads no web or database
framework: a score is a pure function of (questionnaire version, answers,
method), and everything else carries answers in or numbers out.
"""

__version__ = "0.1.0"
