"""Solving a planning problem in a process of its own, so that nobody else waits for it.

Deliberately empty: the child process imports this package and should start at once.
"""
