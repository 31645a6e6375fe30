"""Who does which stop in which order: the problem, a plan for it, what a plan costs, and its checker."""
