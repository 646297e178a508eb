"""Jobs in: the Python client and the command `claimwire`."""
