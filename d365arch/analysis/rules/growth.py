"""Review of the fifth principle (P-5xx): built for growth."""
