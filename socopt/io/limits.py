"""How much of a file is read: a guard against mistakes and malice, far above a statewide night."""

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_ROWS = 2_000_000
