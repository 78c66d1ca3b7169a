"""Where everything is kept: tables, sessions, migrations, backup."""
