"""What the tabs that compare and ask keep of one visitor."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from intarsia.studio.compare.process import ComparisonProcess
from intarsia.studio.compare.table_setup import TableSetup
from intarsia.studio.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Session:
    """What is kept of one visitor: a folder, a table, a comparison, the model that came out, what is handed out.

    Attributes:
        folder: what is kept of the visitor; deleted when they leave.
        out: what is handed out; deleted when they leave. It lies below the uploads: Gradio hands out files from there
            only.
    """

    folder: Path
    setup: TableSetup | None = None
    process: ComparisonProcess | None = None
    model: Path | None = None
    out: Path | None = None

    def finished(self, process: ComparisonProcess, workspace: Workspace) -> tuple[Session, Path, Path]:
        """Return the session with a comparison's model; and its report, and the model as a ZIP, to be handed out."""
        if self.out is not None:
            shutil.rmtree(self.out, ignore_errors=True)
        out = Path(tempfile.mkdtemp(dir=workspace.uploads))
        report = Path(shutil.copy(process.folder / "report.html", out / "report.html"))
        packed = Path(shutil.make_archive(str(out / "model"), "zip", process.folder / "model"))
        return replace(self, model=process.folder / "model", out=out), report, packed

    def stop(self) -> None:
        """End the comparison that runs."""
        if self.process is not None:
            self.process.stop()

    def leave(self) -> None:
        """End what runs for a visitor who has gone, and delete what is kept of them."""
        self.stop()
        for folder in (self.folder, self.out):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def entered(session: Session | None, workspace: Workspace) -> Iterator[Session]:
    """A visitor's session; a new one for whoever has none, which goes again when it comes to nothing inside."""
    found = session or Session(workspace.visit())
    try:
        yield found
    except BaseException:
        if session is None:
            found.leave()
        raise
