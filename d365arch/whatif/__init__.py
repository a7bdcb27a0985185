"""What would be: plans turned into edits, landscapes side by side, places for new hubs."""
