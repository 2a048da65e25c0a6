# make help says what there is.
#
# No value given on the command line is ever evaluated, neither by make nor by a shell:
#   make restore BACKUP='$(shell touch y)'     make restore BACKUP='x; touch y'
# make would expand such a value when it passes it on in the environment, so each is first replaced
# by its own text, and the recipes name no value: the programs read the environment.
SHELL := /bin/sh
.SHELLFLAGS := -c
.DEFAULT_GOAL := help

settings := ENV BACKUP BACKUP_ROOT CONFIRM_LIVE EVENT_STORE_PATH PROJECTIONS_DB_PATH API_HOST API_PORT LOG_LEVEL
$(foreach name,$(settings),$(if $(filter-out undefined,$(origin $(name))),\
  $(eval override export $(name) := $$(value $(name)))))

# The project is where this file is, with blanks or anything else in its path: `make -f DIR/Makefile`
# works from anywhere. make itself would break the path at its blanks, and puts one in front of it.
override export HELIONYX_MAKEFILE := $(value MAKEFILE_LIST)
at_home = here=$$HELIONYX_MAKEFILE; [ -e "$$here" ] || here=$${here\# }; \
  case $$here in */*) cd -- "$${here%/*}/" || exit 2 ;; esac

# Maven runs on the JDK that the program will run on, whatever JAVA_HOME says. The options quiet what
# that JDK says about Maven's own libraries.
maven = JAVA_HOME=$$(bin/helionyx --find-jdk) || exit 2; export JAVA_HOME; \
  MAVEN_OPTS="$$MAVEN_OPTS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"; \
  export MAVEN_OPTS; \
  command -v mvn >/dev/null || { echo 'Maven is not installed. Install it: apt-get install maven' >&2; exit 2; }; \
  mvn -B

.PHONY: help build dist test durability soak mutation demo backup restore format clean

help: ## what there is (this)
	@$(at_home); sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

build: ## compile, and put the program together
	@$(at_home); $(maven) -q -DskipTests package

dist: build ## a .tar.gz and a .deb that need no JDK, in target/dist
	@$(at_home); exec packaging/dist.sh

test: ## build, and run every test
	@$(at_home); $(maven) verify

durability: build ## try every crash point, not a sample, and write the figures of docs/durability.md (hours)
	@$(at_home); $(maven) -Dtest='io.helionyx.faults.*Test,KillIT,FullDiskIT' -Dhelionyx.durability=full -Dhelionyx.durability.report=docs/durability.md -Dsurefire.failIfNoSpecifiedTests=false test

soak: ## ten minutes of random operations, faults and writers; a failure prints its seed
	@$(at_home); $(maven) -Dtest=SoakTest -Dhelionyx.soak.minutes=10 -Dsurefire.failIfNoSpecifiedTests=false test

mutation: ## change the code in small ways, and see whether a test notices: target/pit-reports
	@$(at_home); $(maven) -q -Pmutation test-compile org.pitest:pitest-maven:mutationCoverage

demo: build ## see a backup and a restore on a sample environment
	@$(at_home); exec bin/helionyx demo

backup: ## back up an environment: make backup ENV=live
	@$(at_home); exec scripts/backup.sh

restore: ## restore one: make restore ENV=live BACKUP=20260211T201530Z
	@$(at_home); exec scripts/restore.sh

format: ## format the source
	@$(at_home); $(maven) -q -Dhelionyx.format=true -Dtest=FormatTest -Dsurefire.failIfNoSpecifiedTests=false test

clean: ## remove what was built
	@$(at_home); $(maven) -q clean
