"""An answer → text, terminal or JSON; one file a format."""
