# Everything a person does with this project. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
TEMPLATES = $(shell find templates todock/local/idp/templates -name '*.html')
.DEFAULT_GOAL := help
.PHONY: help run test test-unit test-integration test-browser check bench reset lock env format \
  messages

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'

run: env ## Start everything (PORT=8000 IDP_PORT=8001); Ctrl-C ends it
	@$(BIN)/python -m todock.local run

test: env ## Unit, integration and browser tests, in parallel
	@$(BIN)/python -m todock.local browser
	@$(BIN)/python -m tests $(ARGS)

test-unit: env ## Unit tests: no database, a few seconds
	@$(BIN)/python -m pytest tests/unit $(ARGS)

test-integration: env ## Tests on the real PostgreSQL and Redis
	@$(BIN)/python -m pytest -n 2 tests/integration $(ARGS)

test-browser: env ## Journeys in Chromium
	@$(BIN)/python -m todock.local browser
	@$(BIN)/python -m pytest -n 2 tests/browser $(ARGS)

# Values as in production, without a secret of anybody, for `check --deploy`.
RANDOM = $$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')
PRODUCTION_LIKE = TODOCK_ENV=production SECRET_KEY=$(RANDOM) \
  SITE_URL=https://todock.example.jp ALLOWED_HOSTS=todock.example.jp \
  DATABASE_URL=postgresql://todock@db.example.jp/todock REDIS_URL=redis://redis.example.jp/0 \
  S3_BUCKET=todock-pictures S3_FEEDS_BUCKET=todock-feeds MEDIA_URL=https://img.example.jp/media/ \
  OIDC_ISSUER=https://todock.example.auth0.com OIDC_CLIENT_SECRET=$(RANDOM) \
  EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend EMAIL_HOST=mail.example.jp

check: env ## Linters, import directions, migrations, settings for production
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check $(TEMPLATES)
	@$(BIN)/python -m todock.local template_lines
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m todock.local messages --check
	@$(PRODUCTION_LIKE) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@if grep -nE '://|--(extra-)?index-url|--find-links' requirements.lock; \
	  then echo "requirements.lock names the address of an index; run: make lock" >&2; exit 1; fi

format: env ## Put code and templates into the house style
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .
	@$(BIN)/djade $(TEMPLATES)

messages: env ## Bring locale/ up to date with the texts of code and templates
	@$(BIN)/python -m todock.local messages

bench: env ## Measure against the yardstick
	@$(BIN)/python -m tests.bench

reset: env ## Empty var/: all data of this machine
	@$(BIN)/python -m todock.local reset

lock: env ## Write requirements.lock anew from pyproject.toml
	@$(BIN)/python -m todock.local lock

env: ## Make .venv and install the locked packages
	@$(PYTHON) todock/local/install.py
