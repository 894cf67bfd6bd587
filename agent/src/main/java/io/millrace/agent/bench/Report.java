// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import io.millrace.agent.Version;
import io.millrace.config.AgentConfig;
import io.millrace.config.ComponentNode;
import io.millrace.config.SourceNode;
import io.millrace.host.Host;
import io.millrace.loadtest.Machine;
import io.millrace.loadtest.Result;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A result with all that is needed to judge it: machine, JVM, version, configuration. */
final class Report {
    private Report() {}

    /** For programs. */
    static Map<String, Object> fields(
            Subject subject, AgentConfig config, Result result, Host host) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("measured", subject.title());
        fields.put("date", Instant.ofEpochMilli(host.clock().millis()).toString());
        fields.put("result", result.fields());
        fields.put("version", Version.ofThisBuild().fields());
        fields.put("machine", Machine.facts());
        fields.put("flags", flags());
        fields.put("configuration", settings(config));
        return fields;
    }

    /** For people: what the figures were measured on. */
    static List<String> lines(AgentConfig config) {
        Map<String, String> machine = Machine.facts();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                "on "
                        + machine.get("cores")
                        + " cores of "
                        + machine.get("processor")
                        + ", "
                        + gibibytes(machine.get("memory"))
                        + " of memory, "
                        + machine.get("system"));
        lines.add("   " + machine.get("jvm") + ", " + String.join(" ", flags()));
        lines.add("   " + Version.ofThisBuild().line());
        lines.add("agent " + config.name() + ":");
        settings(config).forEach((key, value) -> lines.add("   " + key + " = " + value));
        return lines;
    }

    /** The system tells kilobytes. */
    private static String gibibytes(@Nullable String kilobytes) {
        String digits = kilobytes == null ? "" : kilobytes.replaceAll("\\D", "");
        return digits.isEmpty()
                ? "unknown size"
                : Math.round(Long.parseLong(digits) / (double) (1 << 20)) + " GiB";
    }

    /** What tells of nothing but places is left out. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-D") || flag.startsWith("-Djdk."))
                .toList();
    }

    /** As the file sets it, secrets masked. */
    private static Map<String, String> settings(AgentConfig config) {
        Map<String, String> all = new LinkedHashMap<>();
        for (SourceNode source : config.sources()) {
            String name = "sources." + source.component().name();
            add(all, name, source.component());
            all.put(name + ".channels", String.join(" ", source.channels()));
            add(all, name + ".selector", source.selector());
            source.interceptors()
                    .forEach(each -> add(all, name + ".interceptors." + each.name(), each));
        }
        config.channels()
                .forEach(node -> add(all, "channels." + node.component().name(), node.component()));
        config.sinks()
                .forEach(node -> {
                    add(all, "sinks." + node.component().name(), node.component());
                    all.put("sinks." + node.component().name() + ".channel", node.channel());
                });
        config.sinkGroups()
                .forEach(group ->
                        all.put(
                                "sinkgroups." + group.name(),
                                group.processorType() + " of " + String.join(" ", group.sinks())));
        return all;
    }

    private static void add(Map<String, String> all, String prefix, ComponentNode node) {
        all.put(prefix + ".type", node.descriptor().type());
        node.settings().forEach((key, value) -> all.putIfAbsent(prefix + "." + key, value));
    }
}
