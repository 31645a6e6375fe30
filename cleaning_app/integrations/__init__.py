"""The outside world: one small module for each provider."""
