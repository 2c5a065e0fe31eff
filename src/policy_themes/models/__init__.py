"""Trained pipelines: loading, predicting and packaging."""
