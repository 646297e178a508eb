"""Makes the attribution model again: a corpus with a source, a cue and content marked -> a small encoder that marks them.

Nothing here is installed with the worker, and nothing here imports it. `python -m training --help` tells the commands.
"""
