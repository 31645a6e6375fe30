"""Pure rules: data in, decision out; no session, no clock, no input or output."""
