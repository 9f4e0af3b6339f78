"""The few words of a sentence that answer by themselves."""
