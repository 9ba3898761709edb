# Each target is a script; read it there.
PYTHON ?= python3
export PYTHON

.PHONY: run test test-long drill bench lint lock messages assets screenshots

run:
	@scripts/run

test:
	@scripts/test

test-long:
	@scripts/test long

drill:
	@scripts/drill

bench:
	@scripts/bench

lint:
	@scripts/lint

lock:
	@scripts/setup dev
	@scripts/lock

messages:
	@scripts/setup dev
	@scripts/messages update

assets:
	@scripts/assets

screenshots:
	@scripts/setup dev
	@SUMMIT_SCREENSHOTS=docs/screenshots .venv/bin/pytest --quiet -m "" tests/journey
