"""The views of the window: tabs, the dialog that asks what they show, hiding, and what is remembered of each."""
