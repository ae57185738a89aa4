"""Benchmarks: figures with a date, a commit and a machine, kept in benchmarks/results."""
