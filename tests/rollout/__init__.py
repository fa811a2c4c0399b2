"""A migration rolled out while two releases read and write: `make demo-rollout`."""
