/// Backups off the host: the format of a remote repository, and the stores it can lie in.
@CheckReturnValue
package io.helionyx.remote;

import com.google.errorprone.annotations.CheckReturnValue;
