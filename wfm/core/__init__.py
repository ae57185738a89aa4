"""The nouns of workforce planning: no input or output, no solver, no pages."""
