/// Which artifacts are kept, and the removal of the others.
@CheckReturnValue
package io.helionyx.retention;

import com.google.errorprone.annotations.CheckReturnValue;
