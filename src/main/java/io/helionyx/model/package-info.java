/// Values: what the words of the product mean. No I/O, no clock.
@CheckReturnValue
package io.helionyx.model;

import com.google.errorprone.annotations.CheckReturnValue;
