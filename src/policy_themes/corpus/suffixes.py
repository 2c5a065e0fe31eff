"""The suffixes of files that hold a report."""

SUFFIXES = frozenset({".txt", ".md", ".docx", ".pdf", ".html", ".htm"})
