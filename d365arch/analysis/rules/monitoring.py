"""Review of the third principle (P-3xx): monitoring, errors, recovery."""
