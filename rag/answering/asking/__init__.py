"""What is asked: a question read, and a follow-up made to stand alone."""
