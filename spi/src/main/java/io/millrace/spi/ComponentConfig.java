// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/**
 * The configuration of a component: a record annotated with {@code @ComponentSpec}, whose Javadoc
 * is the user's documentation. The type parameter says the kind: a record that implements {@code
 * ComponentConfig<Sink>} describes a sink.
 *
 * <p>Rules over several properties are checked in the record's compact constructor, which throws
 * IllegalArgumentException with a message that names the key.
 */
public interface ComponentConfig<C extends Component> {

    /** Makes the component; no I/O. May be called again after a failure, and once per instance. */
    C create(Context context);
}
