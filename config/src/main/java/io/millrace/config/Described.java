// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.PropertyDescriptor;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A listed component whose type is known, whether it can run or not.
 *
 * @param descriptor the component
 * @param section what the file says of it
 */
record Described(ComponentDescriptor descriptor, Section section) {

    String type() {
        return descriptor.type();
    }

    /** The line that sets a property, under its name or another one, or null. */
    @Nullable Entry entry(String key) {
        Entry own = section.get(key);
        if (own != null) {
            return own;
        }
        for (Map.Entry<String, Entry> each : section.keys().entrySet()) {
            boolean isAlias =
                    descriptor
                            .property(each.getKey())
                            .filter(property -> property.key().equals(key))
                            .isPresent();
            if (isAlias) {
                return each.getValue();
            }
        }
        return null;
    }

    /** What a property is set to, or its default, or null. */
    @Nullable String value(String key) {
        Entry entry = entry(key);
        if (entry != null) {
            return entry.value();
        }
        return descriptor
                .property(key)
                .filter(property -> property.key().equals(key))
                .map(PropertyDescriptor::defaultValue)
                .orElse(null);
    }

    boolean isSet(String key) {
        return entry(key) != null;
    }
}
