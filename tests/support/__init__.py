"""Builders and strategies shared by the tests of every room."""
