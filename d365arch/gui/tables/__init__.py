"""Systems, endpoints and integrations as spreadsheet-like tables beside the drawing."""
