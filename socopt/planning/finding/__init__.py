"""Special populations: declared and mined, where they would sustain a program, and how they are served today."""
