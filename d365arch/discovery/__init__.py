"""Landscapes that are there already, read from an organization's own artefacts."""
