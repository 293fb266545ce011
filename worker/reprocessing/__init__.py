"""Documents read again with today's engine: chosen, compared, shown, and only then changed and deposited anew.

selecting → runs → (a job each) reading → comparing, merging, proposing → shown → (a job each) applying
"""
