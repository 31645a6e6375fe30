"""The owner's command line: one module per command, listed in `__main__`.

A command module has `NAME`, `HELP`, `add_arguments(parser)` and `async run(options) -> int`, whose
answer is the program's exit code. It prints results on stdout and calls services, nothing below.
"""
