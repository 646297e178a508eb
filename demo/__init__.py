"""The main job, shown: a real server, a gate, three workers, a news site, and a receiver, on this machine alone."""
