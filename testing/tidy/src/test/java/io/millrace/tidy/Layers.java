// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may know whom. A module is named by its directory; what is not listed here is test or tool
 * and may know what its pom says.
 *
 * @param modules the modules of ours whose types it may name, itself apart
 * @param libraries the packages of others whose types it may name, the JDK apart
 */
record Layers(Set<String> modules, Set<String> libraries) {
    private static final String JSPECIFY = "org.jspecify.";
    private static final String SLF4J = "org.slf4j.";

    static final Map<String, Layers> ALL =
            Map.ofEntries(
                    Map.entry("host", new Layers(Set.of(), Set.of(JSPECIFY))),
                    Map.entry("frame", new Layers(Set.of(), Set.of(JSPECIFY))),
                    Map.entry("spi", layer(Set.of("host", "frame"))),
                    Map.entry("spec", layer(Set.of(), "com.fasterxml.jackson.")),
                    Map.entry("journal", layer(Set.of("host", "frame"), "io.airlift.compress.")),
                    Map.entry(
                            "formats",
                            layer(
                                    Set.of("spi", "host", "frame"),
                                    "io.airlift.compress.",
                                    "com.fasterxml.jackson.")),
                    Map.entry("config", layer(Set.of("spec", "spi"), "com.fasterxml.jackson.")),
                    Map.entry(
                            "engine",
                            layer(
                                    Set.of("spi", "spec", "config", "journal", "host", "frame"),
                                    "io.prometheus.")),
                    Map.entry("channels", layer(Set.of("spi", "spec", "journal", "host", "frame"))),
                    Map.entry(
                            "loadtest",
                            layer(
                                    Set.of("spi", "spec", "config", "engine", "host", "frame"),
                                    "org.HdrHistogram.")),
                    Map.entry("connectors/basic", connector("io.airlift.compress.")),
                    Map.entry(
                            "connectors/hdfs",
                            connector("org.apache.hadoop.", "io.airlift.compress.")),
                    Map.entry("examples/plugin", connector()));

    /** The packages of the only module that may make a real host, beside tests and tools. */
    static final Set<String> MAKERS_OF_THE_HOST = Set.of("host", "agent");

    private static Layers layer(Set<String> modules, String... libraries) {
        var all = new HashSet<>(Set.of(libraries));
        all.addAll(Set.of(JSPECIFY, SLF4J));
        return new Layers(modules, Set.copyOf(all));
    }

    /** A connector never knows another; parts of the host come through its Context. */
    private static Layers connector(String... libraries) {
        return layer(Set.of("spi", "spec", "frame", "formats", "host"), libraries);
    }

    /** Whether {@code module} may name a type of {@code other}, both directories of ours. */
    static boolean mayKnow(String module, String other) {
        var layers = ALL.get(module);
        return module.equals(other) || layers == null || layers.modules().contains(other);
    }

    /** Whether {@code module} may name {@code type}, which is neither ours nor the JDK's. */
    static boolean mayUse(String module, String type) {
        var layers = ALL.get(module);
        return layers == null || layers.libraries().stream().anyMatch(type::startsWith);
    }
}
