"""Solvers of one group of flows: greedy, search, exact, and bounds of what any of them could save."""
