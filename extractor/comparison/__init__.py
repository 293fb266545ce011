"""Does the XML of a hybrid invoice say what its page shows?"""
