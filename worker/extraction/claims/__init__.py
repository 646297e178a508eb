"""Attributions -> claims: parties, single statements, figures, factuality, and how claims stand to each other."""
