package io.helionyx.cli;

import io.helionyx.repository.Repository;
import io.helionyx.source.Configuration;

/// Where an artifact is looked for, and the environment that it would replace.
///
/// @param target its backup root is where the artifact lies, so that overlap is looked for there
record Source(Configuration target, Repository repository) {}
