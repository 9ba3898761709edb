"""The servers of one run: started before the first test, stopped after the last."""

import os
import shutil
from urllib.parse import urlsplit

from tests.services.environment import EMBEDDED, run_folder, stack
from tests.services.postgres import PostgresServer
from tests.services.redis import RedisServer


class Servers:
    """What this run started itself; a PostgreSQL named by DATABASE_URL is left alone."""

    def __init__(self) -> None:
        self.started: list[PostgresServer | RedisServer] = []

    def start(self) -> None:
        if stack() == EMBEDDED:
            return
        if os.environ["SUMMIT_TEST_OWN_POSTGRES"]:
            self._start(
                PostgresServer(
                    folder=run_folder() / "postgres",
                    port=_port("SUMMIT_TEST_DATABASE_URL"),
                )
            )
        self._start(RedisServer(folder=run_folder() / "redis", port=_port("SUMMIT_TEST_REDIS")))

    def _start(self, server: PostgresServer | RedisServer) -> None:
        self.started.append(server)
        server.start()

    def stop(self) -> None:
        while self.started:
            self.started.pop().stop()
        shutil.rmtree(run_folder(), ignore_errors=True)


def _port(variable: str) -> int:
    port = urlsplit(os.environ[variable]).port
    if port is None:
        raise ValueError(f"{variable} has no port")
    return port
