"""Where each displayed number and mark comes from, and what each equation states."""
