"""Is this file an invoice that a platform accepts? Layer by layer: schema, Schematron, French rules, container."""
