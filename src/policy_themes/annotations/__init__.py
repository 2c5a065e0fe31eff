"""Labels: the themes, the rounds of annotators, their agreement, the gold."""
