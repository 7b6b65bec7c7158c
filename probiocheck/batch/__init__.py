"""A table in, the same table with answers out: every row gets its answer or the reason why there is none."""
