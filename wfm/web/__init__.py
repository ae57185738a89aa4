"""The browser's side: pages, components, charts and their words. It calls wfm.service alone."""
