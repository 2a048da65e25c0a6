/// How well an environment is backed up, from what lies on the disk.
@CheckReturnValue
package io.helionyx.health;

import com.google.errorprone.annotations.CheckReturnValue;
