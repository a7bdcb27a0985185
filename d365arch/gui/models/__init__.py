"""Qt item models over the workspace and the catalog."""
