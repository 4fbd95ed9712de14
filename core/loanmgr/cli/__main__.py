"""`python -m loanmgr.cli`: one command, one answer, one exit status."""

import sys

from loanmgr.cli.run import main

if __name__ == "__main__":
    sys.exit(main())
