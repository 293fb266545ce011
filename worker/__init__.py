"""Runs extractions in the background, keeps what they produce."""
