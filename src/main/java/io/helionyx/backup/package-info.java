/// From the source to an artifact in a repository.
@CheckReturnValue
package io.helionyx.backup;

import com.google.errorprone.annotations.CheckReturnValue;
