"""Label every sentence of a Chinese grassroots work report with its policy themes."""

__version__ = "0.1.0"
