"""`python -m reheaton` is `reheaton`, for an environment whose scripts are not on the path."""

from reheaton.cli.main import main

if __name__ == "__main__":
    main()
