"""The embedded portal: what Chorus Pro does with invoices, on this machine.

Software that speaks to Chorus Pro speaks to it through `api.chorus`; our own deposits reach it where no other platform
is named. Recipients known in the directory are its public bodies, structures with members here its users.
"""
