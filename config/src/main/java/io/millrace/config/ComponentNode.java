// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One component with its configuration.
 *
 * <p>Two nodes are equal if they run the same: kind, name, component, threads, and settings with
 * the values behind variables and masks. Where they stand does not count, nor does {@code config},
 * because a record may hold what has no equality, a pattern for example.
 *
 * @param kind what it is
 * @param name as in the file; of a selector {@code selector}
 * @param descriptor the component
 * @param config its {@code ComponentConfig}, made by its factory
 * @param threads how many instances run side by side, at least 1
 * @param origin where it stands first
 * @param settings what the file sets, by key below the component, as written, secrets masked
 * @param hidden the values of settings that must not be shown, and of those with variables
 */
public record ComponentNode(
        Kind kind,
        String name,
        ComponentDescriptor descriptor,
        Object config,
        int threads,
        Origin origin,
        Map<String, String> settings,
        Map<String, Hidden> hidden) {
    public ComponentNode {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        hidden = Map.copyOf(hidden);
    }

    /** A node without anything to hide. */
    public ComponentNode(
            Kind kind,
            String name,
            ComponentDescriptor descriptor,
            Object config,
            int threads,
            Origin origin,
            Map<String, String> settings) {
        this(kind, name, descriptor, config, threads, origin, settings, Map.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ComponentNode that
                && kind == that.kind
                && name.equals(that.name)
                && threads == that.threads
                && descriptor.equals(that.descriptor)
                && settings.equals(that.settings)
                && hidden.equals(that.hidden);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, name, threads, settings);
    }

    /** A value that can be compared and not read. */
    public static final class Hidden {
        private final String value;

        Hidden(String value) {
            this.value = value;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hidden that && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }

        @Override
        public String toString() {
            return Secrets.MASK;
        }
    }
}
