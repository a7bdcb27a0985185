"""Readers of Azure artefacts: logic apps, data factories, API Management, messaging."""
