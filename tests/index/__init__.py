"""The general engine."""
