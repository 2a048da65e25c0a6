/// Whether the content of an artifact means what an application expects: its log line by line, its
/// databases, and whether the two fit. Bytes may be exactly as promised and mean nothing.
@CheckReturnValue
package io.helionyx.meaning;

import com.google.errorprone.annotations.CheckReturnValue;
