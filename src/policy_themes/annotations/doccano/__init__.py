"""The annotators' side of the project: a Doccano server, and what goes there and comes back."""
