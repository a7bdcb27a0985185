"""Painters without a display: SVG, PNG and PDF."""
