"""Random inputs for everything that reads what somebody else wrote; see `scripts/fuzz.py`."""
