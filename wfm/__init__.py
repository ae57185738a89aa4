"""wfm: history in, a published and defensible 24x7 roster out."""

__version__ = "0.1.0"
