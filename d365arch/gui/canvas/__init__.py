"""The canvas: paints the scene in layers and turns gestures into edits."""
