"""The service: gate, fetch, extract, deliver."""
