"""The finished drawing that all painters share."""
