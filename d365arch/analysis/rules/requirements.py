"""Review of the first principle (P-1xx): requirements are stated."""
