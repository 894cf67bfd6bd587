// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The unit of a number that is written without one, for durations and byte sizes: {@code ms},
 * {@code s}, {@code B}. It keeps the meaning that old files have, while {@code 30s} or {@code 64MB}
 * may be said.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.RECORD_COMPONENT)
public @interface BareNumber {

    /** The unit. */
    String value();
}
