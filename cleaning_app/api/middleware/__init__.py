"""What surrounds every request, outermost first: log and count, headers, size."""
