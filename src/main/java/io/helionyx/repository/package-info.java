/// Where artifacts lie: listed, opened, published, removed.
@CheckReturnValue
package io.helionyx.repository;

import com.google.errorprone.annotations.CheckReturnValue;
