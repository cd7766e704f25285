"""Lets pytest read lessons; the tests' own fixtures are in tests/conftest.py."""

pytest_plugins = ["lessonbook.running.validate"]
