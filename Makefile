format:
	mvn -q -B -Dhelionyx.format=true -Dtest=FormatTest -Dsurefire.failIfNoSpecifiedTests=false test
