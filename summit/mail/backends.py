"""Mail for a trial: each message becomes one .eml file."""
