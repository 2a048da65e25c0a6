/// One backup directory: written, opened, checked against its manifest.
@CheckReturnValue
package io.helionyx.artifact;

import com.google.errorprone.annotations.CheckReturnValue;
