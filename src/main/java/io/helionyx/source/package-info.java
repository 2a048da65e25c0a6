/// The running application: its configuration, its event log and its databases.
@CheckReturnValue
package io.helionyx.source;

import com.google.errorprone.annotations.CheckReturnValue;
