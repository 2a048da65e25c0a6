/// Whether a backup is what it says.
@CheckReturnValue
package io.helionyx.verify;

import com.google.errorprone.annotations.CheckReturnValue;
