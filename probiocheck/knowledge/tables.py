"""What the compiled form and its readers agree on."""

from __future__ import annotations

# Raised whenever the tables change, so that an older compiled form is never read.
FORMAT = 7

# What every question triggers, and the subject of findings on probiotics as such.
ALWAYS = "*"
ANY_PROBIOTIC = "*"

CREATE = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE record (kind TEXT, id TEXT, name TEXT, json BLOB, PRIMARY KEY (id, kind)) WITHOUT ROWID;
CREATE TABLE form (key TEXT, kind TEXT, id TEXT, rank INTEGER, written TEXT);
CREATE TABLE code (system TEXT, code TEXT, kind TEXT, id TEXT);
CREATE TABLE lineage (id TEXT, above TEXT);
CREATE TABLE finding (publication TEXT, number INTEGER, condition TEXT, statement INTEGER, json BLOB);
CREATE TABLE about (organism TEXT, how TEXT, condition TEXT, infections INTEGER, finding INTEGER);
CREATE TABLE rule (id TEXT PRIMARY KEY, json BLOB) WITHOUT ROWID;
CREATE TABLE trigger_of (what TEXT, rule TEXT);
CREATE TABLE stop (number INTEGER PRIMARY KEY, json BLOB);
CREATE TABLE standing (condition TEXT, activity TEXT, level INTEGER, certainty INTEGER, subject TEXT, PRIMARY KEY (
    condition, activity, level, certainty, subject)) WITHOUT ROWID;
"""
INDEX = """
CREATE INDEX record_kind ON record (kind, id);
CREATE INDEX form_key ON form (key);
CREATE INDEX form_kind ON form (kind);
CREATE INDEX form_id ON form (id);
CREATE INDEX finding_condition ON finding (condition) WHERE statement;
CREATE INDEX finding_publication ON finding (publication);
CREATE INDEX code_code ON code (code);
CREATE INDEX lineage_id ON lineage (id);
CREATE INDEX lineage_above ON lineage (above);
CREATE INDEX about_organism ON about (organism, how);
CREATE INDEX about_condition ON about (condition, how);
CREATE INDEX trigger_what ON trigger_of (what);
"""
