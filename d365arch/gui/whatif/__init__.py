"""The plan in the window: steps, ghosts on the canvas, before and after, apply and save as to-be."""
