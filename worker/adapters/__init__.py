"""The outside world, one file a technology: HTTP, the ledger in Redis, webhooks."""
