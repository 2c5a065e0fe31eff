"""Fitting, thresholds, evaluation and baselines."""
