"""The lid of a laptop closed in the middle of finishing: whole states, before and after."""

import json
import os
import signal
import subprocess
import sys

import pytest

from loanmgr.domain.errors import StoreError
from loanmgr.services import baskets
from tests.factories import on_the_counter, pupil, violin
from tests.services.racing import ENVIRONMENT
from tests.tables import count


class TestTheLid:
    """A laptop whose lid is closed in the middle of finishing, and opened later."""

    @pytest.fixture
    def lid(self, desk, register_url):
        """Close a lid after some statements; return the basket and what opens it again."""
        started = []

        def close_after(statements):
            basket = on_the_counter(desk, pupil(desk), violin(desk), violin(desk))
            run = [sys.executable, "-m", "tests.services.stopped", register_url, str(basket)]
            process = subprocess.Popen(
                [*run, str(statements)], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
            )
            started.append(process)
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status)

            def open_again():
                os.kill(process.pid, signal.SIGCONT)
                return json.loads(process.communicate(timeout=60)[0])

            return basket, open_again

        yield close_after
        for process in started:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
            process.stdout.close()

    @pytest.mark.parametrize("statements", [1, 6, 12, 24])
    def test_others_see_a_whole_state_and_it_goes_on_to_one(self, desk, lid, statements):
        basket, open_again = lid(statements)
        assert count(desk, "loan_line") == count(desk, "charge") == 0
        assert [b.basket for b in desk.look(baskets.on_counter, None).baskets] == [basket]
        assert open_again() == {"lines": 2}
        assert count(desk, "loan_line") == count(desk, "charge") == 2
        assert count(desk, "basket") == 0

    def test_what_another_desk_did_meanwhile_stands(self, desk, lid, another_desk, register_url):
        other = another_desk("Ashby 2")
        basket, open_again = lid(1)
        if register_url.startswith("sqlite"):
            # One file is written by one at a time: who waits is told so, and can try again.
            with pytest.raises(StoreError) as refusal:
                other.draft(baskets.resume, basket)
            assert refusal.value.code == "busy"
            assert open_again() == {"lines": 2}
            return
        other.draft(baskets.resume, basket)
        assert open_again() == {"refused": "taken_over"}
        assert len(other.look(baskets.current, None).lines) == 2
        assert count(desk, "loan_line") == 0
