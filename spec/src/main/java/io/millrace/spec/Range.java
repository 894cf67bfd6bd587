// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values that a number may have, both ends included. For durations in milliseconds, for sizes
 * in bytes.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {

    /** The smallest. */
    long min() default Long.MIN_VALUE;

    /** The largest. */
    long max() default Long.MAX_VALUE;
}
