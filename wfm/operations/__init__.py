"""The published roster lives on: leave and swaps asked for, checked, granted."""
