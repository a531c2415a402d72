"""Engines: each fulfils the protocols of :mod:`index.engine`, which alone names them."""
