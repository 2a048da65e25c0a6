/// A restore for practice: into a scratch directory, by the code of a restore, and looked into.
@CheckReturnValue
package io.helionyx.drill;

import com.google.errorprone.annotations.CheckReturnValue;
