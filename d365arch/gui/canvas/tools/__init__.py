"""Gestures, one per file; each ends in one edit or leaves no trace."""
