"""spaCy components and architectures that a packaged pipeline carries."""
