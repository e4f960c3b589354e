# The commands of the README; `make` alone lists them.

CARGO ?= cargo
CAPTURE ?= captures/active.pcap
FUZZ_SECONDS ?= 0
FUZZ_TARGET ?= whole_way
SECONDS ?= 3600
# Where rustup puts cargo, for shells that have not heard of it yet.
export PATH := $(PATH):$(HOME)/.cargo/bin

EXAMPLES = README.md docs/guide.en.md docs/guide.zh.md docs/guide.zh-hant.md docs/firewall.md docs/ftps.md

.PHONY: help demo test fuzz bench load soak captures pictures verdicts examples fmt-check lint doc cross-check install cargo libpcap
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: cargo ## build, and open a sample capture (another one: make demo CAPTURE=file)
	@features=; \
	.ci/libpcap-headers || { echo 'Going on without it: what needs libpcap, such as -f, is left out.' >&2; features=--no-default-features; }; \
	$(CARGO) build --release $$features && $(CARGO) run --release --quiet $$features -- '$(CAPTURE)'

test: cargo libpcap ## run the whole suite
	.ci/libpcap-headers-test
	$(CARGO) test

fuzz: cargo ## feed a FUZZ_TARGET (whole_way, tls, keylog or names) with damaged input, until stopped (FUZZ_SECONDS=n: so long)
	@command -v cargo-fuzz >/dev/null || $(CARGO) install cargo-fuzz --locked
	mkdir -p fuzz/corpus/whole_way fuzz/corpus/tls fuzz/corpus/keylog fuzz/corpus/names
	cp captures/*.pcap captures/*.pcapng fuzz/corpus/whole_way
	cp captures/*.keylog captures/tls/*.keylog fuzz/corpus/keylog
	WRITE_TLS_CORPUS=1 $(CARGO) test --quiet --test main the_corpus_of_the_fuzzer
	$(CARGO) fuzz run -s none $(FUZZ_TARGET) -- -max_len=65536 -max_total_time=$(FUZZ_SECONDS)

bench: cargo libpcap ## run the benchmarks
	$(CARGO) bench

load: cargo libpcap ## how much traffic a live capture keeps up with, beside tcpdump (as root)
	$(CARGO) build --release
	$(CARGO) bench --bench load -- run target/release/ftpscope

soak: cargo libpcap ## capture mixed traffic for SECONDS, and look for leaks and drops (as root)
	$(CARGO) build --release
	tests/soak --seconds $(SECONDS)

captures: ## record the sample captures again (Debian or Ubuntu, as root)
	captures/record/record

pictures: cargo libpcap ## draw the pictures of the documentation again
	UPDATE_PICTURES=1 $(CARGO) test --quiet --test main pictures_of_the_documentation

verdicts: cargo libpcap ## list the verdicts with their tests, and write docs/verdicts.md and captures/verdicts/ again
	UPDATE_VERDICTS=1 $(CARGO) test --quiet --test main verdicts::table -- --nocapture --test-threads=1

examples: cargo libpcap ## run the documentation's examples again (python3, jq, tshark, gzip)
	$(CARGO) build --quiet
	PATH="$$PWD/target/debug:$$PATH" docs/run-examples $(EXAMPLES)

fmt-check: cargo ## is the code formatted?
	$(CARGO) fmt --check

lint: cargo libpcap ## clippy, where a warning is an error
	$(CARGO) clippy --all-targets -- -D warnings

doc: cargo libpcap ## build the library's documentation, where a warning is an error
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --no-deps

cross-check: cargo ## does it compile for macOS, FreeBSD, Windows and Linux on ARM?
	.ci/cross-check

install: cargo libpcap ## install ftpscope for this user
	$(CARGO) install --path . --locked

cargo:
	@command -v $(CARGO) >/dev/null || { echo 'cargo is missing. Install Rust from https://rustup.rs' >&2; exit 1; }

libpcap:
	@.ci/libpcap-headers
