"""What differs between Linux, macOS and Windows: processes that end whole, and locks on files."""
