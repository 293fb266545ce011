"""The platforms of the French reform, all of them: those that follow AFNOR XP Z12-013 speak the same two interfaces.

The Flow Service takes invoices and gives back what becomes of them; the Directory Service tells who receives where, and
what public bodies demand.

Sources: AFNOR XP Z12-013, Flow Service 1.3.0 and Directory Service 1.3.0 (OpenAPI)
"""
