"""What people look at: JSONL, CSV, XLSX, HTML and the terminal table."""
