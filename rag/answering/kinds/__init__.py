"""What documents of a kind say by their form: contracts, minutes, interviews, sections."""
