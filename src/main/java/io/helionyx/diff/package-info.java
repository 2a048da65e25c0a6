/// How two states of an environment differ: in files, in events, in rows.
@CheckReturnValue
package io.helionyx.diff;

import com.google.errorprone.annotations.CheckReturnValue;
