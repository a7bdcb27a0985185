"""Review of the second principle (P-2xx): alignment with the strategy."""
