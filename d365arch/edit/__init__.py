"""Every way a workspace may change, shared by window, command line and tests."""
