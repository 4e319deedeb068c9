# The front door of the repository. CI calls these targets unchanged.

CARGO ?= cargo
SALON := target/debug/salon
SAMPLE := tests/submissions/correct

.PHONY: help build test run grade check soak soak-grade test-pythons bench fanout measure measure-grade measure-reports schema clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(SALON) ## build the salon command

# As the tests are built, of the whole workspace: what they depend on wants more of serde_json and others, and cargo
# would build everything above those anew, here and again for the tests.
$(SALON): FORCE
	$(CARGO) build --workspace --bins --tests --locked

FORCE:

# Tests at once, three a processor: half of them wait for programs that sleep or that never end.
THREADS := $(shell expr 3 \* "$$(getconf _NPROCESSORS_ONLN)")

# Nextest knows no examples in documentation: they are tested before.
test: export INSTA_UPDATE = no
test: ## run every test, and with nextest say which were slow
	@if $(CARGO) nextest --version >/dev/null 2>&1; then set -ex; \
	    $(CARGO) test --workspace --locked --doc; \
	    $(CARGO) nextest run --workspace --locked --test-threads $(THREADS); \
	  else set -ex; \
	    $(CARGO) test --workspace --locked -- --test-threads $(THREADS); \
	  fi

run: $(SALON) ## replay the lab against the reference and against a sample submission
	@echo "== the reference"
	@$(SALON) run --show brief
	@echo "== the sample submission $(SAMPLE)"
	@$(SALON) run --show brief --server 'python3 chat_server_{stage}.py' --directory $(SAMPLE)

grade: $(SALON) ## grade the sample submissions
	-$(SALON) grade tests/submissions --results target/salon-results.jsonl

bench: ## measure synchronous against asynchronous code, and print the ratios with their targets
	$(CARGO) bench --locked -p salon-bench
	$(CARGO) run --quiet --release --locked -p salon-bench --bin targets

fanout: ## compare the fan-out of salon serve with a loop in C, and with BEFORE=path of another salon
	$(CARGO) build --release --locked
	cc -O2 -Wall -o target/fanout-floor bench/src/bin/fanout/floor.c
	$(CARGO) run --quiet --release --locked -p salon-bench --bin fanout -- \
	  --hello 'Hello|{name}' $(if $(BEFORE),before='$(BEFORE) serve --port {port}') \
	  salon='target/release/salon serve --port {port}' --hello '' floor='target/fanout-floor {port}'

measure: ## fetch urls.txt in every mode from a local mock site, and draw the plot
	$(CARGO) build --quiet --release --workspace --locked
	target/release/salon measure urls.txt --offline --plot target/measure.svg

measure-reports: ## measure the time and memory of every report of 10,000 submissions
	$(CARGO) build --release --workspace --locked
	sh tests/measure-reports.sh target/release/salon 10000

measure-grade: ## compare the processor time of a grading with that of the programs it runs
	$(CARGO) build --release --workspace --locked
	sh tests/measure-grade.sh target/release/salon 100

check: ## formatting, lints, documentation, licences and unused dependencies
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked
	@for target in $$(rustup target list --installed 2>/dev/null | grep -v linux); do set -x; \
	    $(CARGO) check --locked --target $$target -p salon-model -p salon-language -p salon-judge -p salon-report || exit 1; \
	  done
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check bans licenses sources; \
	  else echo "cargo-deny is not installed: licences not checked"; fi
	@if $(CARGO) machete --version >/dev/null 2>&1; then $(CARGO) machete; \
	  else echo "cargo-machete is not installed: unused dependencies not checked"; fi

soak: $(SALON) ## play everything 100 times idle and 100 times with all processors busy (what counts: 10 times), and compare
	sh tests/soak.sh $(SALON) 100
	sh tests/soak.sh $(SALON) 22 --scarce

soak-grade: $(SALON) ## grade the samples 10 times over, one by one and side by side, idle and busy, and compare verdicts
	sh tests/soak-grade.sh $(SALON) 10

test-pythons: $(SALON) ## grade the samples with every Python of this machine, and compare verdicts
	sh tests/pythons.sh $(SALON)

schema: $(SALON) ## write the JSON Schema of scenario files for editors
	$(SALON) schema > scenarios/schema.json
	$(SALON) schema report > scenarios/report.schema.json

clean: ## remove what was built
	$(CARGO) clean
