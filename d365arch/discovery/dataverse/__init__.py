"""Readers of Dataverse solutions and custom connectors."""
