"""Other ways to a mock than the interception of `requests`: one engine, and an adapter for each.

Nothing is imported here: an adapter needs the library that it is for, and is imported when a test asks for it.
"""
