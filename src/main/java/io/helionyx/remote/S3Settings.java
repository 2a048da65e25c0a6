package io.helionyx.remote;

import java.util.Optional;

/// What a store that speaks S3 needs to be told besides its bucket.
///
/// @param endpoint `https://host:port`; empty is AWS's own
/// @param region empty is what the AWS default chain finds
/// @param pathStyle whether the bucket stands in the path instead of the host's name
public record S3Settings(Optional<String> endpoint, Optional<String> region, boolean pathStyle) {}
