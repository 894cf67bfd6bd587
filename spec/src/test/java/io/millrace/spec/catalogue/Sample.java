// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import io.millrace.spec.Stability;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Properties and components for tests. */
final class Sample {

    private Sample() {}

    static PropertyDescriptor property(ValueType type) {
        return property("key", type, null);
    }

    static PropertyDescriptor property(String key, ValueType type, @Nullable String byDefault) {
        boolean quantity = type == ValueType.DURATION || type == ValueType.SIZE;
        return new PropertyDescriptor(
                key,
                List.of(),
                type,
                byDefault,
                byDefault == null && type != ValueType.LIST && type != ValueType.MAP,
                quantity ? 0 : Long.MIN_VALUE,
                Long.MAX_VALUE,
                type == ValueType.SIZE ? "B" : "",
                type == ValueType.CHOICE
                        ? List.of("sequence_file", "data_stream", "compressed_stream")
                        : List.of(),
                false,
                "what " + key + " does",
                "");
    }

    static PropertyDescriptor ranged(ValueType type, long min, long max) {
        PropertyDescriptor p = property(type);
        return new PropertyDescriptor(
                p.key(),
                p.aliases(),
                type,
                null,
                true,
                min,
                max,
                p.bareUnit(),
                p.allowed(),
                false,
                p.documentation(),
                "");
    }

    static PropertyDescriptor bare(ValueType type, String unit) {
        PropertyDescriptor p = property(type);
        return new PropertyDescriptor(
                p.key(),
                p.aliases(),
                type,
                null,
                true,
                p.min(),
                p.max(),
                unit,
                p.allowed(),
                false,
                p.documentation(),
                "");
    }

    static PropertyDescriptor secret(ValueType type) {
        PropertyDescriptor p = property(type);
        return new PropertyDescriptor(
                "password",
                List.of(),
                type,
                null,
                false,
                p.min(),
                p.max(),
                p.bareUnit(),
                p.allowed(),
                true,
                "opens the door",
                "");
    }

    static ComponentDescriptor component(
            Kind kind, String type, List<String> aliases, PropertyDescriptor... properties) {
        return new ComponentDescriptor(
                kind,
                type,
                aliases,
                Stability.STABLE,
                "0.1",
                false,
                "Does what " + type + " does.",
                "",
                "demo." + type + "Config",
                "demo." + type + "ConfigFactory",
                List.of(properties),
                List.of());
    }
}
