/// The disk. The only place that creates, writes, flushes, renames, links, deletes or locks.
@CheckReturnValue
package io.helionyx.durable;

import com.google.errorprone.annotations.CheckReturnValue;
