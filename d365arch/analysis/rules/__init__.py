"""The rules: pattern decisions (R-), review items (P-) and anti-patterns (A-), one function each."""
