"""A session with the window as a person has it, through mouse and keys, that draws Northwind and shows it in pictures."""
