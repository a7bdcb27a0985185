"""What a landscape adds up to: graphs, coupling metrics, findings."""
