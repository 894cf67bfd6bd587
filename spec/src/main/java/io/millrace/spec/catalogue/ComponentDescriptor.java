// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import io.millrace.spec.Stability;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * One component.
 *
 * @param kind where it stands in a flow
 * @param type the value of {@code type}, compared without case
 * @param aliases other values of {@code type} that mean it
 * @param stability what a user may rely on
 * @param since the version in which it came
 * @param parallel whether {@code threads} may run several instances
 * @param summary its first sentence, Markdown
 * @param documentation what follows the first sentence, Markdown, perhaps empty
 * @param configClass binary name of the configuration record
 * @param factoryClass binary name of the {@link ConfigFactory}, public with a constructor without
 *     arguments
 * @param properties in the order of the record, which is that of the factory's array
 * @param defunct keys without effect
 */
public record ComponentDescriptor(
        Kind kind,
        String type,
        List<String> aliases,
        Stability stability,
        String since,
        boolean parallel,
        String summary,
        String documentation,
        String configClass,
        String factoryClass,
        List<PropertyDescriptor> properties,
        List<DefunctKey> defunct) {
    public ComponentDescriptor {
        aliases = List.copyOf(aliases);
        properties = List.copyOf(properties);
        defunct = List.copyOf(defunct);
    }

    /** Whether the text means this component, as type or alias, without case. */
    public boolean isCalled(String text) {
        return type.equalsIgnoreCase(text) || aliases.stream().anyMatch(text::equalsIgnoreCase);
    }

    /**
     * The property that a key sets: by its name, by an alias, or else the map with the longest
     * prefix. The case of letters counts.
     */
    public Optional<PropertyDescriptor> property(String key) {
        @Nullable PropertyDescriptor best = null;
        int length = -1;
        for (PropertyDescriptor property : properties) {
            if (property.type() != ValueType.MAP) {
                if (property.key().equals(key) || property.aliases().contains(key)) {
                    return Optional.of(property);
                }
                continue;
            }
            int matched = property.prefixLength(key);
            if (matched > length) {
                best = property;
                length = matched;
            }
        }
        return Optional.ofNullable(best);
    }
}
