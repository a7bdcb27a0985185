"""Limits of the platforms: loads computed from what is stated, and how much of each limit they use."""
