"""The embedded engine: the only package that imports whoosh.

Plain on purpose: Whoosh stores postings and documents, numpy combines them, and
nothing is cached beyond a reader's life, so that it can serve as an oracle.
"""
