/// From an artifact to the live directories, undone in one command, settled after a crash.
@CheckReturnValue
package io.helionyx.restore;

import com.google.errorprone.annotations.CheckReturnValue;
