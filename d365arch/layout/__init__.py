"""Where boxes stand and lines run; knows boxes, not systems."""
