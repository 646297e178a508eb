"""Makes the attribution model again: marked articles -> a small encoder that marks sources, cues and contents.

Nothing of it is installed with the worker, and nothing else imports it. `python -m training --help` tells the commands.
"""
