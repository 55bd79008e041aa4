"""The command looks for garbage seldom; a process of a user is left as it is."""

import subprocess
import sys


def test_only_the_command_changes_how_often_garbage_is_collected():
    code = (
        "import gc, sys; before = gc.get_threshold(); import reheaton; assert gc.get_threshold() == before;"
        "from reheaton.cli.main import main; sys.argv = ['reheaton', '--version']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert gc.get_threshold()[0] >= 10 * before[0]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
