"""Parts of the sample centre: its history, people, catalogue, past roster and words."""
