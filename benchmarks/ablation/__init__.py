"""What each ingredient of the solver is worth: solves with one of them switched off."""
