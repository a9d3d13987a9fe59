"""What the tool does, one verb per function: session first, flush but never commit."""
