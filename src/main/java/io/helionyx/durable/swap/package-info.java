/// Several directories that change as one, whatever happens meanwhile (ADR 0003).
@CheckReturnValue
package io.helionyx.durable.swap;

import com.google.errorprone.annotations.CheckReturnValue;
