"""Three rings of validation: tables, records, instance. All defects are collected."""
