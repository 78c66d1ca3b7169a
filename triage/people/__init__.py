"""Who may do what: accounts, sessions, roles, and what guards a form."""
