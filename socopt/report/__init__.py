"""What is shown: the morning report, its tables, figures and maps."""
