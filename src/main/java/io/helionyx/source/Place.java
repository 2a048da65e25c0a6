package io.helionyx.source;

import java.nio.file.Path;

/// One of the two directories that a backup takes in.
///
/// @param directory links resolved
/// @param setting the setting that gave it, for messages: `EVENT_STORE_PATH`
public record Place(Path directory, String setting) {}
