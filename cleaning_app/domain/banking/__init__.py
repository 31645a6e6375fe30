"""Lines of a bank account: what they say, which expense they are, where they belong."""
