"""The window's side of discovery: what was found, to accept or leave, and how the drawing differs from it."""
