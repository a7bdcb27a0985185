"""Review of the fourth principle (P-4xx): as simple as it can be."""
