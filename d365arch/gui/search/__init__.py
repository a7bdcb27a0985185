"""Finding things by typing: commands, and elements by any of their fields."""
