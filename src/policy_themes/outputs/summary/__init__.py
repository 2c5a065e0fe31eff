"""Summaries of labelled reports: what they are about, what changed, what is to be checked."""
