// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * Makes a component's configuration record. The processor generates one class per record; it is
 * public and has a constructor without arguments.
 */
public interface ConfigFactory {

    /**
     * Makes the record.
     *
     * @param valuesInPropertyOrder what {@link ValueParser} made of each text, in the order of
     *     {@link ComponentDescriptor#properties}; a Map of String to String for a map; null for
     *     what is not set and has no default
     * @throws NullPointerException with the key, if a required value is null
     * @throws IllegalArgumentException from the record's own rules over several properties
     */
    Object create(@Nullable Object[] valuesInPropertyOrder);
}
