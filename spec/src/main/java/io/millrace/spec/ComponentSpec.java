// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a component, on its configuration record. The record's comment is the component's
 * documentation, each {@code @param} that of a property; a component or property without a sentence
 * fails the build. The kind follows from the record's {@code ComponentConfig<...>}.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface ComponentSpec {

    /** The value of {@code type} in a configuration. Compared without case. */
    String type();

    /**
     * Other values of {@code type} that mean this component, class names of Apache Flume mostly.
     */
    String[] aliases() default {};

    /** What a user may rely on. */
    Stability stability() default Stability.STABLE;

    /** The version in which the component came. */
    String since() default "0.1";

    /**
     * Whether {@code threads = n} may run several instances side by side. The comment of the record
     * says what that does to order.
     */
    boolean parallel() default false;

    /** Keys that a former version or a tutorial knew; see {@link Defunct}. */
    Defunct[] defunct() default {};
}
