// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The key of a property below its component, as a user writes it: {@code sink.rollInterval}. A key
 * that ends with {@code .*} is a {@code Map<String, String>} of all keys with that prefix, prefix
 * removed.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

    /** The key. */
    String value();

    /** Other spellings that mean the same; each use is reported with the right one. */
    String[] aliases() default {};
}
