"""Problems and solutions as files: write a problem for other solvers, verify what comes back."""
