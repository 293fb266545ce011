"""From bytes to a checked invoice; no queue, no web, no database."""
