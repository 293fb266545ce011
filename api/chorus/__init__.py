"""The interface of Chorus Pro in front of our engine and the embedded portal: its addresses, names and manners.

Field names, types and codes are those of AIFE's swagger files; objects are named as there. See docs/chorus.md.
"""
