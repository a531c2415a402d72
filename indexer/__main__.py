"""``python -m indexer`` is ``huisou``."""

from indexer.cli import main

if __name__ == "__main__":
    main()
