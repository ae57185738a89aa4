"""What a legal and fair roster is: one rule a file."""
