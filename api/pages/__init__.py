"""The pages of the service: what a supplier or a clerk sees, served by the API, without a build.

Pages are rendered on the server (templates/); what changes something goes through the API by scripts of static/js, so
that a page can do nothing that a program may not.
"""
