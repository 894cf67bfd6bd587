// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem.Severity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Says of a sound configuration what its author most likely did not want. */
final class Advice {
    private static final Set<String> STAMPING_SOURCES =
            Set.of(
                    "syslogtcp",
                    "syslogudp",
                    "multiport_syslogtcp",
                    "multiportsyslogtcp",
                    "log4j",
                    "kafka");

    /** Sources whose headers come from elsewhere, where they may have a timestamp. */
    private static final Set<String> PASSING_SOURCES =
            Set.of("avro", "thrift", "http", "jms", "spooldir", "spooldirectory");

    /** Interceptors that do something else than to set a header, or set the one they say. */
    private static final Set<String> OTHER_INTERCEPTORS =
            Set.of(
                    "timestamp",
                    "static",
                    "regex_extractor",
                    "host",
                    "regex_filter",
                    "remove_header",
                    "search_replace");

    private static final String ENCRYPTION = "encryption.";

    /** What a channel needs to open what is encrypted. */
    private static final List<String> KEYS_TO_READ =
            List.of(
                    "keyProvider",
                    "keyProvider.keyStoreFile",
                    "keyProvider.keyStorePasswordFile",
                    "keyProvider.keys");

    /** What it needs besides to encrypt. */
    private static final List<String> KEYS_TO_ENCRYPT =
            Stream.concat(Stream.of("cipherProvider", "activeKey"), KEYS_TO_READ.stream()).toList();

    private static final String LETTERS_OF_TIME = "aAbBcdeDHIjklmnMpsStyYz%";

    private final AgentText agent;
    private final Wiring wiring;
    private final ComponentReader reader;
    private final Problems problems;

    Advice(AgentText agent, Wiring wiring, ComponentReader reader, Problems problems) {
        this.agent = agent;
        this.wiring = wiring;
        this.reader = reader;
        this.problems = problems;
    }

    void give() {
        for (String name : wiring.sources) {
            Described source = described(Group.SOURCES, name);
            if (source != null && source.type().equals("exec")) {
                adviseExec(source.section());
            }
        }
        for (String name : wiring.sinks) {
            Described sink = described(Group.SINKS, name);
            if (sink != null && sink.type().equals("hdfs")) {
                adviseFiles(sink);
                adviseTime(sink);
            }
        }
        for (String name : wiring.channels) {
            Described channel = described(Group.CHANNELS, name);
            if (channel != null && channel.type().equals("file")) {
                adviseDirectories(channel);
                adviseEncryption(channel);
            }
        }
    }

    private @Nullable Described described(Group group, String name) {
        return reader.described(agent.name + "." + group.word + "." + name + ".");
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
                    "use a source of type " + follower() + ", which keeps its position");
        } else if (option.equals("f")) {
            problems.add(
                    Code.TAIL_WITHOUT_ROTATION,
                    command,
                    label
                            + " reads a file through \"tail -f\", which does not follow a rotated"
                            + " file",
                    "events after the next rotation are lost",
                    "use a source of type " + follower() + ", or at least \"tail -F\"");
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

    /** The source that follows files, of those that there are. */
    private String follower() {
        boolean isFile =
                reader.hasType(Kind.SOURCE, "file") && !reader.hasType(Kind.SOURCE, "taildir");
        return isFile ? "file" : "taildir";
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

    private void adviseFiles(Described sink) {
        Section section = sink.section();
        String label = "sink \"" + section.name() + "\"";
        boolean few = !sink.isSet("hdfs.rollCount");
        boolean little = !sink.isSet("hdfs.rollSize");
        if (few || little) {
            String after = (few ? "10 events" : "") + (few && little ? " or " : "");
            problems.add(
                    Code.SMALL_FILES,
                    section.origin(),
                    section.prefix() + (few ? "hdfs.rollCount" : "hdfs.rollSize"),
                    label
                            + " begins a new file after "
                            + after
                            + (little ? "1024 bytes" : "")
                            + ", the default of what is not set",
                    "many small files",
                    "set hdfs.rollCount = 0, hdfs.rollSize = 134217728 and hdfs.rollInterval = 300"
                            + " for instance");
        }
        if (!sink.isSet("hdfs.fileType")) {
            problems.add(
                    Code.SEQUENCE_FILE,
                    section.origin(),
                    section.prefix() + "hdfs.fileType",
                    label + " writes SequenceFiles, the default",
                    "the files are not text",
                    "for text set " + section.prefix() + "hdfs.fileType = DataStream");
        }
    }

    private void adviseTime(Described sink) {
        Section section = sink.section();
        String escaped = escapedKey(sink);
        String channel = wiring.channelOf.get(section.name());
        if (escaped.isEmpty()
                || channel == null
                || "true".equalsIgnoreCase(sink.value("hdfs.useLocalTimeStamp"))) {
            return;
        }
        List<String> without = new ArrayList<>();
        List<String> unsure = new ArrayList<>();
        for (String name : wiring.sourcesOf(channel)) {
            Section source = agent.sections(Group.SOURCES).get(name);
            Entry type = source == null ? null : source.get("type");
            if (source != null && type != null) {
                String named = "\"" + name + "\" (" + simpleName(type.value()) + ")";
                switch (stamping(source, type.value())) {
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
        Entry entry = sink.entry(escaped);
        problems.add(
                Code.NO_TIMESTAMP,
                isSure ? Severity.WARNING : Severity.HINT,
                entry == null ? section.origin() : entry.origin(),
                section.prefix() + escaped,
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

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static String escapedKey(Described sink) {
        for (String key : List.of("hdfs.path", "hdfs.filePrefix")) {
            String value = sink.value(key);
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
    private Stamping stamping(Section source, String type) {
        Entry list = source.get("interceptors");
        for (String name : list == null ? List.<String>of() : ConfigFilters.words(list.value())) {
            Described interceptor =
                    reader.described(source.prefix() + "interceptors." + name + ".");
            Stamping stamping = interceptor == null ? Stamping.PERHAPS : stamping(interceptor);
            if (stamping != Stamping.NO) {
                return stamping;
            }
        }
        String word = simpleName(type).toLowerCase(Locale.ROOT);
        String known = word.endsWith("source") ? word.substring(0, word.length() - 6) : word;
        if (STAMPING_SOURCES.contains(known)) {
            return Stamping.YES;
        }
        boolean isOfOthers = reader.described(source.prefix()) == null;
        return isOfOthers || PASSING_SOURCES.contains(known) ? Stamping.PERHAPS : Stamping.NO;
    }

    private static Stamping stamping(Described interceptor) {
        boolean isStamp =
                switch (interceptor.type()) {
                    case "timestamp" -> "timestamp".equals(interceptor.value("headerName"));
                    case "static" -> "timestamp".equals(interceptor.value("key"));
                    case "regex_extractor" ->
                            interceptor.section().keys().entrySet().stream()
                                    .anyMatch(each ->
                                            each.getKey().endsWith(".name")
                                                    && each.getValue().value().equals("timestamp"));
                    default -> false;
                };
        if (isStamp) {
            return Stamping.YES;
        }
        return OTHER_INTERCEPTORS.contains(interceptor.type()) ? Stamping.NO : Stamping.PERHAPS;
    }

    private void adviseDirectories(Described channel) {
        if (channel.isSet("checkpointDir") || channel.isSet("dataDirs")) {
            return;
        }
        problems.add(
                Code.DEFAULT_DIRECTORIES,
                Severity.HINT,
                channel.section().origin(),
                channel.section().prefix() + "dataDirs",
                "file channel \""
                        + channel.section().name()
                        + "\" does not say where its events are kept",
                "they are kept below the agent's state directory; what Apache Flume left in its"
                        + " own default directory is not read",
                "set checkpointDir and dataDirs to choose a disk, and let Flume deliver what it"
                        + " left");
    }

    private void adviseEncryption(Described channel) {
        Section section = channel.section();
        if (section.keys().keySet().stream().noneMatch(key -> key.startsWith(ENCRYPTION))) {
            return;
        }
        Entry cipher = section.get(ENCRYPTION + "cipherProvider");
        boolean isToRead = cipher != null && cipher.value().strip().equalsIgnoreCase("NONE");
        List<String> missing = new ArrayList<>();
        for (String key : isToRead ? KEYS_TO_READ : KEYS_TO_ENCRYPT) {
            Entry entry = section.get(ENCRYPTION + key);
            if (entry == null || entry.value().isBlank()) {
                missing.add(ENCRYPTION + key);
            }
        }
        if (!missing.isEmpty()) {
            problems.add(
                    Code.ENCRYPTION_IN_PART,
                    section.origin(),
                    section.prefix() + missing.getFirst(),
                    "file channel \""
                            + section.name()
                            + "\" is to be encrypted, and does not say all that takes: "
                            + String.join(", ", missing),
                    "the channel does not open, and writes nothing in plain",
                    "set what is missing; to read what is encrypted and write in plain, set "
                            + ENCRYPTION
                            + "cipherProvider = NONE");
        }
    }
}
