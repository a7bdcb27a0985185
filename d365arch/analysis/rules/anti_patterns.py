"""Anti-patterns that show in the graph or in several facts together (A-)."""
