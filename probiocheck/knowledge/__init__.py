"""YAML → checked → compiled → the findings that bear on a question."""
