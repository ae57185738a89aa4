"""Commands of the command line, by what they are about; `wfm.cli` loads them."""
