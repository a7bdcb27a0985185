"""The drawing for assistive technology: every element has a name, a role, a place, and says what is around it."""
