"""Lets ``python -m wutong`` be the ``wutong`` command, before anything is installed on the PATH."""

from wutong.boot.command import main

if __name__ == "__main__":
    main()
