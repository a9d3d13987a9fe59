"""Tests of the rules: no application, database or clock."""
