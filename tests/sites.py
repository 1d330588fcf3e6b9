"""A site on the loopback interface that serves documents by their paths."""

from __future__ import annotations

from loopback import HANG, RESET, Answer, LoopbackService

__all__ = ["HANG", "RESET", "Answer", "Site", "redirect"]


class Site(LoopbackService):
    """Answers each target as it stands in `files`; anything else is not there."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes | str | Answer] = {}

    def answer(self, target: str) -> Answer:
        found = self.files.get(target, Answer(404, b"not here"))
        if isinstance(found, Answer):
            return found
        return Answer(200, found.encode() if isinstance(found, str) else found)

    @property
    def asked(self) -> list[str]:
        return [seen.target for seen in self.seen]


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(status, b"", {"Location": target})
