"""Take the pictures: `python -m ui.shots DIR`."""

import sys

from ui.shots.pictures import main

sys.exit(main())
