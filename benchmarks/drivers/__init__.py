"""One driver a module: ``measure(*arguments)`` answers seconds, and what it found worth printing."""
