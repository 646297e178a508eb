"""HTTP to addresses that strangers name: guarded, bounded, without memory between two calls."""
