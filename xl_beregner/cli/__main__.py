"""``python -m xl_beregner.cli``: the same as ``xl-beregner``."""

from xl_beregner.cli import main

if __name__ == "__main__":
    main()
