"""Reports: content as data, and its writers."""
