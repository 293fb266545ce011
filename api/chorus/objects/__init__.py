"""Objects of the interface, named as AIFE's swagger files name them, by the part of the interface they belong to."""
