"""A git repository to try hooks and merges in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml


class Repository:
    """A git repository with one hook, and the folder that pre-commit keeps its own things in."""

    def __init__(self, folder: Path, cache: Path):
        self.folder = folder
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "PATH": path,
            "PRE_COMMIT_HOME": str(cache),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        done = self.run("git", *identity, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def hook(self, hook: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """Stage everything and run one hook on what is staged, as a commit would."""
        return self.hook_of({"repo": "local", "hooks": [{**hook, "language": "system"}]})

    def hook_of(self, repo: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        configuration = self.folder / ".pre-commit-config.yaml"
        configuration.write_text(yaml.safe_dump({"repos": [repo]}), encoding="utf-8")
        self.git("add", "--all")
        return self.pre_commit()

    def pre_commit(self) -> subprocess.CompletedProcess[str]:
        """Run the hooks on what is staged."""
        return self.run(sys.executable, "-m", "pre_commit", "run", "--color", "never", "--verbose")
