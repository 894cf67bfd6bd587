// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueException;
import io.millrace.spec.catalogue.ValueParser;
import io.millrace.spec.catalogue.ValueType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes the sink's configuration of the texts that a user writes, as an agent does. */
final class Configs {
    static final ComponentDescriptor DESCRIPTOR = descriptor();

    private Configs() {}

    private static ComponentDescriptor descriptor() {
        try {
            return Catalogue.load(Configs.class.getClassLoader())
                    .find(Kind.SINK, "org.apache.flume.sink.hdfs.HDFSEventSink")
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Keys and values one after the other; a key that the sink does not have fails the test. */
    static HdfsSinkConfig of(String... keysAndValues) {
        try {
            return (HdfsSinkConfig)
                    factory(Configs.class.getClassLoader()).create(values(keysAndValues));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    static ConfigFactory factory(ClassLoader loader) throws ReflectiveOperationException {
        return Class.forName(DESCRIPTOR.factoryClass(), true, loader)
                .asSubclass(ConfigFactory.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** What the factory is given for keys and values. */
    static Object[] values(String... keysAndValues) {
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Set<String> used = new HashSet<>();
        Object[] values =
                DESCRIPTOR.properties().stream()
                        .map(property -> value(property, settings, used))
                        .toArray();
        if (!used.equals(settings.keySet())) {
            throw new AssertionError("of " + settings.keySet() + " the sink knows " + used);
        }
        return values;
    }

    private static @Nullable Object value(
            PropertyDescriptor property, Map<String, String> settings, Set<String> used) {
        if (property.type() == ValueType.MAP) {
            String prefix = property.key().substring(0, property.key().length() - 1);
            Map<String, String> map = new TreeMap<>();
            settings.forEach((key, value) -> {
                if (key.startsWith(prefix)) {
                    map.put(key.substring(prefix.length()), value);
                    used.add(key);
                }
            });
            return map;
        }
        String text = property.defaultValue();
        List<String> keys = new ArrayList<>(property.aliases());
        keys.add(property.key());
        for (String key : keys) {
            if (settings.containsKey(key)) {
                text = settings.get(key);
                used.add(key);
            }
        }
        try {
            return text == null ? null : ValueParser.parse(property, text);
        } catch (ValueException e) {
            throw new AssertionError(property.key(), e);
        }
    }
}
