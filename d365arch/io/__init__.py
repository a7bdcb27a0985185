"""Landscape files: YAML text to workspace and back, touching only the lines of what changed."""
