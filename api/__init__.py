"""What people and programs touch; translates, decides nothing."""
