"""The clock's door: the separate process that syncs and sends."""
