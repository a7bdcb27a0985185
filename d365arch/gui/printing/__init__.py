"""Paper: page setup, the outline of the sheets on the canvas, preview and printing."""
