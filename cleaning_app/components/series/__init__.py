"""Visits that come back, on screen: how often, what comes next, and which of them a change is for."""
