"""One function per job: each reads like what happens."""
