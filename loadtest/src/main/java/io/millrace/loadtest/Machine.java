// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What figures are measured on. */
public final class Machine {
    private Machine() {}

    /** Processor, cores, memory, system and JVM; "unknown" where the system does not tell. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", value("/proc/cpuinfo", "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", value("/proc/meminfo", "MemTotal"));
        // What is behind the second number names the maker of the kernel.
        String version = System.getProperty("os.version").replaceFirst("^(\\d+\\.\\d+).*", "$1");
        facts.put("system", System.getProperty("os.name") + " " + version);
        facts.put(
                "jvm",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return facts;
    }

    private static String value(String file, String key) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (line.startsWith(key)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException notLinux) {
            return "unknown";
        }
        return "unknown";
    }
}
