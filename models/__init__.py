"""The values that flow through Prefacture; pydantic and the standard library only."""
