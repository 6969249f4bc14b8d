# make demo    set up, run the comparison on two real data sets and the fitting room, write demo/report.html, looks.html
# make test    set up, run all tests
# make studio  set up, open the Studio: a page on this machine
# make tryon-grid  the preview of every kind of garment on every kind of person, with scores: demo/tryon-grid.html
# make check   what a change must pass: format, lint, types, layers, fast tests
# make docs    bring the generated parts of the documentation up to date
# make lock    choose the newest fitting versions anew and write requirements.lock
# make audit   ask the public database of advisories about the locked versions; needs a network
# make clean   remove the environment and all caches of tools
#
# Everything happens in .venv; nothing else on the machine is touched. PYTHON=python3.12 make ... takes another Python,
# JOBS=8 make test more processes. Three are faster than two on two cores, since tests wait for browsers and servers.

PYTHON ?= python3
JOBS ?= 3
VENV := .venv/bin/python
PIP := -m pip --disable-pip-version-check install --quiet

.PHONY: demo test studio tryon-grid check docs lock audit clean

demo: .venv/ready
	.venv/bin/intarsia demo $(DEMO)

studio: .venv/ready
	.venv/bin/intarsia studio $(STUDIO)

tryon-grid: .venv/ready
	$(VENV) scripts/tryon_grid.py $(GRID)

test: .venv/ready
	@echo "Tests: some ten minutes on 2 cores; the first run fetches 220 MB of weights and data."
	$(VENV) -m pytest -n $(JOBS) --dist worksteal

check: .venv/ready
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) -m pytest -n $(JOBS) --dist worksteal -m "not slow"

docs: .venv/ready
	$(VENV) docs/generate.py

# The stamp is written last, so that an interrupted installation is taken up again.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Intarsia needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ": PYTHON=python3.12 make ...")'
	@echo "Setting up .venv once: about 3 minutes and 2 GB."
	$(PYTHON) -m venv .venv
	$(VENV) $(PIP) -r requirements.lock
	$(VENV) $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# torch first and alone: whatever asks for "torch" after that finds it there and fetches no other build of it.
lock:
	@echo "Resolving in .venv-lock: about 3 minutes and 2 GB."
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python $(PIP) "torch==2.13.0"
	.venv-lock/bin/python $(PIP) -e ".[dev,lora,tryon]" "setuptools>=77"
	.venv-lock/bin/python -m pip freeze --all --exclude-editable --exclude pip > .venv-lock/found
	@if grep -E "@|torchvision|torchaudio|timm|nvidia" .venv-lock/found; then echo "these must not be locked"; exit 1; fi
	(echo "# Written by make lock: the versions that make demo and make test install."; sed "s/+cpu$$//" .venv-lock/found) > requirements.lock
	rm -rf .venv-lock

# In an environment of its own: it needs packages that nothing here does.
audit:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python $(PIP) pip-audit
	.venv-audit/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip

clean:
	rm -rf .venv .venv-audit .venv-lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
