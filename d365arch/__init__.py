"""d365arch: a workbench for the integration landscapes of Dynamics 365 Finance and Operations and Dataverse."""

__version__ = "0.1.0"
