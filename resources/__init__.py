"""Data that the product brings along: catalog, themes, templates, font metrics."""
