"""Text → one record, or candidates; never a guess."""
