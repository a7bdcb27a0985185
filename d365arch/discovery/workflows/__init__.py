"""The definition language shared by cloud flows and logic apps, read into triggers and calls."""
