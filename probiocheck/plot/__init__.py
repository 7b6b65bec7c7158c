"""Pictures: what a picture shows, as plain data, and the drawing of it."""
