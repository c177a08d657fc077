import os
import sys

# Only for these imports: nothing of the checked source is to meet a module of ours.
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

from arena_environment_checks.run import main  # noqa: E402

sys.path.pop(0)
sys.exit(main())
