"""What people read, as files: each situation made for real, and its output kept beside it."""
