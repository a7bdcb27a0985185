"""A session with the window by mouse and keys, as a person has it, that draws Northwind and takes pictures of it."""
