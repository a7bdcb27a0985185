"""The analysis in the window: key figures, rankings, heat, coupling cards, dependency matrix."""
