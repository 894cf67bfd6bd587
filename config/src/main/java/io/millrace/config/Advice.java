// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.Problem.Severity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says of a sound configuration what its author most likely did not want. */
final class Advice {
    private static final Set<String> STAMPING_SOURCES =
            Set.of("syslogtcp", "syslogudp", "multiport_syslogtcp", "log4j", "kafka");

    /** Sources whose headers come from elsewhere, where they may have a timestamp. */
    private static final Set<String> PASSING_SOURCES =
            Set.of("avro", "thrift", "http", "jms", "spooldir");

    private static final String LETTERS_OF_TIME = "aAbBcdeDHIjklmnMpsStyYz%";

    private final AgentText agent;
    private final Wiring wiring;
    private final Problems problems;

    Advice(AgentText agent, Wiring wiring, Problems problems) {
        this.agent = agent;
        this.wiring = wiring;
        this.problems = problems;
    }

    void give() {
        for (SourceNode source : wiring.soundSources.values()) {
            Section section = agent.sections(Group.SOURCES).get(source.component().name());
            if (section != null && source.component().descriptor().type().equals("exec")) {
                adviseExec(section);
            }
        }
        for (SinkNode sink : wiring.soundSinks.values()) {
            Section section = agent.sections(Group.SINKS).get(sink.component().name());
            if (section != null && sink.component().descriptor().type().equals("hdfs")) {
                adviseRolling(section, sink);
                adviseTime(section, sink);
            }
        }
        adviseDirectories();
    }

    private void adviseExec(Section section) {
        Entry command = section.get("command");
        if (command == null) {
            return;
        }
        List<String> words = ConfigFilters.words(command.value());
        String label = "source \"" + section.name() + "\"";
        String option = tailOption(words);
        if (option.equals("F")) {
            problems.add(
                    Code.TAIL_WITHOUT_POSITION,
                    command,
                    label + " reads a file through \"tail -F\"",
                    "after a restart events are lost or come twice: tail keeps no position",
                    "use a source of type taildir, which keeps its position");
        } else if (option.equals("f")) {
            problems.add(
                    Code.TAIL_WITHOUT_ROTATION,
                    command,
                    label
                            + " reads a file through \"tail -f\", which does not follow a rotated"
                            + " file",
                    "events after the next rotation are lost",
                    "use a source of type taildir, or at least \"tail -F\"");
        }
        String syntax = shellSyntax(words);
        if (!syntax.isEmpty() && section.get("shell") == null) {
            problems.add(
                    Code.SHELL_SYNTAX,
                    command,
                    label + ": the command uses shell syntax (" + syntax + ") but no shell is set",
                    "the program gets it literally",
                    "add: " + section.prefix() + "shell = /bin/bash -c");
        }
    }

    /** F or f if tail is called so, else empty. */
    private static String tailOption(List<String> words) {
        boolean isTail = false;
        for (String word : words) {
            isTail |= word.equals("tail") || word.endsWith("/tail");
            if (word.equals("|")) {
                return "";
            }
            if (!isTail || !word.startsWith("-")) {
                continue;
            }
            boolean isLong = word.startsWith("--");
            if (word.equals("--follow=name") || (!isLong && word.indexOf('F') > 0)) {
                return "F";
            }
            if (word.startsWith("--follow") || (!isLong && word.indexOf('f') > 0)) {
                return "f";
            }
        }
        return "";
    }

    private static String shellSyntax(List<String> words) {
        for (String word : words) {
            for (String sign : List.of("|", "*", ">", "<", "`", "\"", "'", "$(", "${")) {
                if (word.contains(sign)) {
                    return sign;
                }
            }
            if (word.equals("&&") || word.equals("&") || word.endsWith(";")) {
                return word;
            }
            if (word.startsWith("~/")) {
                return "~";
            }
            if (word.length() > 1 && word.charAt(0) == '$' && Character.isLetter(word.charAt(1))) {
                return word;
            }
        }
        return "";
    }

    private void adviseRolling(Section section, SinkNode sink) {
        String label = "sink \"" + section.name() + "\"";
        var set = sink.component().settings().keySet();
        if (!set.contains("hdfs.rollInterval")
                && !set.contains("hdfs.rollSize")
                && !set.contains("hdfs.rollCount")) {
            problems.add(
                    Code.SMALL_FILES,
                    section.origin(),
                    section.prefix() + "hdfs.rollCount",
                    label
                            + " begins a new file after 10 events, 1024 bytes or 30 seconds, the"
                            + " defaults",
                    "many small files",
                    "set hdfs.rollCount = 0, hdfs.rollSize = 134217728 and hdfs.rollInterval = 300"
                            + " for instance");
        }
        if (!set.contains("hdfs.fileType")) {
            problems.add(
                    Code.SEQUENCE_FILE,
                    section.origin(),
                    section.prefix() + "hdfs.fileType",
                    label + " writes SequenceFiles, the default",
                    "the files are not text",
                    "for text set " + section.prefix() + "hdfs.fileType = DataStream");
        }
    }

    private void adviseTime(Section section, SinkNode sink) {
        String escaped = escapedKey(section, sink.component());
        String local = Wiring.valueOf(sink.component(), "hdfs.useLocalTimeStamp");
        if (escaped.isEmpty() || "true".equalsIgnoreCase(local)) {
            return;
        }
        List<String> without = new ArrayList<>();
        List<String> unsure = new ArrayList<>();
        for (SourceNode source : wiring.soundSources.values()) {
            if (source.channels().contains(sink.channel())) {
                String type = source.component().descriptor().type();
                String named = "\"" + source.component().name() + "\" (" + type + ")";
                switch (stamping(source)) {
                    case NO -> without.add(named);
                    case PERHAPS -> unsure.add(named);
                    case YES -> {}
                }
            }
        }
        if (without.isEmpty() && unsure.isEmpty()) {
            return;
        }
        boolean isSure = !without.isEmpty();
        List<String> sources = isSure ? without : unsure;
        Entry entry = section.get(escaped);
        problems.add(
                Code.NO_TIMESTAMP,
                isSure ? Severity.WARNING : Severity.HINT,
                entry == null ? section.origin() : entry.origin(),
                entry == null ? section.prefix() + escaped : entry.key(),
                "sink \""
                        + section.name()
                        + "\" needs a \"timestamp\" header for its "
                        + escaped
                        + ", and source "
                        + String.join(", ", sources)
                        + (isSure ? " sets none" : " sets one only if its events bring it"),
                "events without it are filed under the time of their arrival",
                "add a timestamp interceptor to the source, or set "
                        + section.prefix()
                        + "hdfs.useLocalTimeStamp = true");
    }

    private static String escapedKey(Section section, ComponentNode node) {
        for (String key : List.of("hdfs.path", "hdfs.filePrefix")) {
            Entry entry = section.get(key);
            String value = entry == null ? Wiring.valueOf(node, key) : entry.value();
            if (value != null && needsTime(value)) {
                return key;
            }
        }
        return "";
    }

    private static boolean needsTime(String path) {
        for (int i = 0; i + 1 < path.length(); i++) {
            if (path.charAt(i) == '%') {
                if (LETTERS_OF_TIME.indexOf(path.charAt(i + 1)) >= 0) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private enum Stamping {
        YES,
        PERHAPS,
        NO
    }

    /** Whether the events of a source have a header timestamp. */
    private static Stamping stamping(SourceNode source) {
        for (ComponentNode interceptor : source.interceptors()) {
            var settings = interceptor.settings();
            switch (interceptor.descriptor().type()) {
                case "timestamp" -> {
                    if (settings.getOrDefault("headerName", "timestamp").equals("timestamp")) {
                        return Stamping.YES;
                    }
                }
                case "static" -> {
                    if ("timestamp".equals(settings.get("key"))) {
                        return Stamping.YES;
                    }
                }
                case "regex_extractor" -> {
                    if (settings.containsValue("timestamp")) {
                        return Stamping.YES;
                    }
                }
                case "host", "regex_filter", "remove_header", "search_replace" -> {}
                default -> {
                    return Stamping.PERHAPS;
                }
            }
        }
        String type = source.component().descriptor().type();
        if (STAMPING_SOURCES.contains(type)) {
            return Stamping.YES;
        }
        return PASSING_SOURCES.contains(type) || type.indexOf('.') > 0
                ? Stamping.PERHAPS
                : Stamping.NO;
    }

    private void adviseDirectories() {
        @Nullable ComponentNode first = null;
        for (ComponentNode channel : wiring.soundChannels.values()) {
            if (!channel.descriptor().type().equals("file")
                    || channel.settings().containsKey("checkpointDir")
                    || channel.settings().containsKey("dataDirs")) {
                continue;
            }
            problems.add(
                    Code.DEFAULT_DIRECTORIES,
                    first == null ? Severity.HINT : Severity.WARNING,
                    channel.origin(),
                    agent.name + ".channels." + channel.name() + ".dataDirs",
                    "file channel \""
                            + channel.name()
                            + "\" uses the default directories"
                            + (first == null ? "" : ", as channel \"" + first.name() + "\" does"),
                    "a second file channel of this user with the same directories cannot open them",
                    "set checkpointDir and dataDirs");
            first = channel;
        }
    }
}
