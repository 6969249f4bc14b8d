"""The sessions of visitors, as Gradio keeps them; whoever has gone is let go of, with all that was kept of them."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterable

import gradio as gr
from gradio.state_holder import SessionState, StateHolder


class Visitors(StateHolder):
    """Gradio's sessions, let go of with what was kept of them: when they make room for a new one, and when the tab was
    closed and they were last used an hour ago.

    Gradio itself says nothing of the first, and of the second only for values that an event has returned: what handlers
    change in place would be kept for ever.
    """

    @classmethod
    def take_over(cls, page: gr.Blocks) -> None:
        """Keep the sessions of a page that is served, from now on."""
        found = cls()
        found.session_data = page.app.state_holder.session_data
        found.set_blocks(page)
        page.app.state_holder = found

    def update(self, session_id: str) -> None:
        """Note that a visitor is there; the one who was there longest ago may have to make room."""
        before = list(self.session_data.items())
        super().update(session_id)
        _leave(session for name, session in before if name not in self.session_data)

    def delete_all_expired_state(self) -> None:
        """Let go of those whose tab was closed; Gradio calls this every second."""
        now = datetime.datetime.now()
        gone = []
        for name, session in list(self.session_data.items()):
            idle = now - self.time_last_used.get(name, now)
            if session.is_closed and idle.total_seconds() > session.STATE_TTL_WHEN_CLOSED:
                gone.append(self.session_data.pop(name))
                self.time_last_used.pop(name, None)
        _leave(gone)


def _leave(sessions: Iterable[SessionState]) -> None:
    """Delete what was kept of visitors. In a thread: who still looks at something is waited for."""
    left = [
        (block.delete_callback, value)
        for session in sessions
        for key, value in list(session.state_data.items())
        if isinstance(block := session.blocks_config.blocks.get(key), gr.State)
    ]
    if left:
        threading.Thread(target=lambda: [delete(value) for delete, value in left], daemon=True).start()
