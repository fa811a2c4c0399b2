"""What a release is made by, and what a person types to have one: run here first, published there."""
