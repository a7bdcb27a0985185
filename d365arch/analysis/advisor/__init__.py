"""From a need to a ranked choice of endpoints and chains."""
