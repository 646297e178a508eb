"""An article -> its claims. The only home of spaCy; pure: no network, no clock, no environment."""
