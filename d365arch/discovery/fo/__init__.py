"""Readers of Finance and Operations artefacts."""
