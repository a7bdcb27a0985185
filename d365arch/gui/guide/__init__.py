"""The guided way to a new integration, and what would make a finding go away: asked, compared, previewed, drawn."""
