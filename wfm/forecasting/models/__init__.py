"""Forecasting models, one a file; `wfm.forecasting.registry` lists them."""
