"""A deployment's web server in a process of its own, and a visitor who keeps cookies."""

import http.cookiejar
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tests.services import processes
from tests.services.environment import free_port, run_folder, worker_number

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class WebProcess:
    """gunicorn with the configuration of a deployment, logging into `log`."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {"SITE_URL": self.url, **environment}
        self.log = run_folder() / f"web-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--config", "python:summit.gunicorn"]
        command += ["--bind", f"127.0.0.1:{self.port}", "summit.wsgi"]
        inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        environment = {**inherited, **self.environment, "PYTHONPATH": str(ROOT)}
        environment["SUMMIT_VAR_DIR"] = str(collected_files(environment))
        self.process = processes.start(command, log=self.log, env=environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if Visitor(self.url).get("/healthz").status == 200:
                return
            time.sleep(0.1)
        raise AssertionError(f"The web server did not start:\n{processes.tail(self.log, 40)}")

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, patience=30)


def collected_files(environment: dict[str, str]) -> Path:
    """SUMMIT_VAR_DIR with the static files of a deployment, collected once per process."""
    folder = run_folder() / f"production-{worker_number()}"
    if not folder.exists():
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env={**environment, "SUMMIT_VAR_DIR": str(folder)},
            check=True,
        )
    return folder


class Answer:
    def __init__(self, status: int, headers: dict[str, str], text: str, path: str) -> None:
        self.status, self.headers, self.text, self.path = status, headers, text, path


class Visitor:
    """A browser without JavaScript: cookies, redirects, and the hidden fields of forms."""

    def __init__(self, url: str, context: ssl.SSLContext | None = None) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=context),
        )

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def send(self, path: str, **fields: str) -> Answer:
        """Open the form at `path`, fill it in and send it."""
        form = self.get(path)
        values = {**dict(HIDDEN.findall(form.text)), **fields}
        return self.post(form.path, values)

    def post(self, path: str, values: dict[str, str], **headers: str) -> Answer:
        body = urllib.parse.urlencode(values).encode()
        return self._ask(urllib.request.Request(self.url + path, data=body, headers=headers))

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=20) as response:
                return self._answer(response)
        except urllib.error.HTTPError as error:
            return self._answer(error)
        except OSError:
            return Answer(0, {}, "", "")

    def _answer(self, response: "urllib.request._UrlopenRet") -> Answer:
        path = urllib.parse.urlsplit(response.url).path
        text = response.read().decode(errors="replace")
        return Answer(response.status, dict(response.headers), text, path)
