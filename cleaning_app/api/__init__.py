"""The door for other programs: HTTP routes."""
