"""How surely the same story is recognised on many sites, and what that costs."""
