"""One booking on a screen: what is said about it and what can be done, for board and page alike."""
