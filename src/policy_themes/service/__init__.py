"""The HTTP service: sentences and reports in, themes out."""
