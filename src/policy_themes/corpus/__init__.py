"""Reports: reading, cleaning, structure, sentences, and the split by report."""
