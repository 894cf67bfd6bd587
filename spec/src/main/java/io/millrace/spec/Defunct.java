// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A key that is accepted and has no effect any more. */
@Retention(RetentionPolicy.SOURCE)
@Target({})
public @interface Defunct {

    /** The key, below the component. */
    String key();

    /** Why it has no effect, and what serves instead: one sentence. */
    String reason();
}
