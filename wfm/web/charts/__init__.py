"""Charts in the app's colours: functions from frames to Altair charts, no page code."""
