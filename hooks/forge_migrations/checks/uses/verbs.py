"""What can be taken away from code that runs, in the words of the sentences that tell it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Verb = Literal[
        "drops",
        "renames",
        "changes the type of",
        "requires",
        "takes the default of",
        "takes a value out of",
    ]
