/// Projections made anew from the event log.
@CheckReturnValue
package io.helionyx.projection;

import com.google.errorprone.annotations.CheckReturnValue;
