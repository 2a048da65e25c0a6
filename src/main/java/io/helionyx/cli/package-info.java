/// Commands, wording, exit codes. The only layer that knows the process it runs in.
@CheckReturnValue
package io.helionyx.cli;

import com.google.errorprone.annotations.CheckReturnValue;
