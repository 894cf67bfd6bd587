// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The options of `agent`, in the order of the help text: Flume's with Flume's names, then our own.
 * This is their only list; parsing, help and completion read it.
 */
public enum AgentOption {
    NAME("n", "name", "agent", "Which agent of the file to run; needed if there are several."),
    FILE(
            "f",
            "conf-file",
            "file",
            "The configuration. May be given again: later files win over earlier ones."),
    CONF("c", "conf", "dir", "Directory with configuration files of libraries (Hadoop's)."),
    SOURCE(
            "",
            "source",
            "type[:key=value,...]",
            "Instead of a file: a source. May be given again."),
    SINK("", "sink", "type[:key=value,...]", "Instead of a file: a sink. May be given again."),
    CHANNEL(
            "",
            "channel",
            "type[:key=value,...]",
            "Instead of a file: the channel between them; default memory."),
    SAVE("", "save", "file", "Write what --source, --channel and --sink mean as a flume.conf."),
    STRICT("", "strict", "", "Do not start if there is any problem, however small."),
    GRACE("", "grace", "seconds", "How long a stop may take until it is cut off; default 30."),
    LOG_FORMAT("", "log-format", "text|json", "Default: text on a terminal, json elsewhere."),
    LOG_LEVEL("", "log-level", "level", "trace, debug, info (default), warn or error."),
    PLUGINS("", "plugins-path", "dirs", "Colon-separated plugin directories, instead of plugins/."),
    NO_RELOAD("", "no-reload-conf", "", "Accepted: this version reads the file once anyway."),
    HELP("h", "help", "", "This text."),

    // Flume's options that this version does not have.
    CONF_URI("u", "conf-uri", "uri", ""),
    ZOOKEEPER("z", "zkConnString", "hosts", ""),
    ZOOKEEPER_PATH("p", "zkBasePath", "path", ""),
    PROVIDER("prov", "conf-provider", "class", ""),
    AUTHORIZATION("a", "auth-provider", "class", ""),
    USER("user", "conf-user", "name", ""),
    PASSWORD("pwd", "conf-password", "password", ""),
    BACKUP("b", "backup-directory", "dir", ""),
    POLL("i", "poll-interval", "seconds", "");

    private final String shortName;
    private final String longName;
    private final String parameter;
    private final String text;

    AgentOption(String shortName, String longName, String parameter, String text) {
        this.shortName = shortName;
        this.longName = longName;
        this.parameter = parameter;
        this.text = text;
    }

    /** The spellings as a user writes them, the short one first. */
    public List<String> spellings() {
        return shortName.isEmpty()
                ? List.of("--" + longName)
                : List.of("-" + shortName, "--" + longName);
    }

    /** Whether a value has to follow. */
    public boolean takesValue() {
        return !parameter.isEmpty();
    }

    /** The name of the value. */
    public String parameter() {
        return parameter;
    }

    /** The sentence in the help text; empty for what is accepted but not offered. */
    public String text() {
        return text;
    }

    /**
     * The option that a word means, hyphens removed. As with Flume, long names may be cut where
     * they stay unambiguous, and may stand behind one hyphen.
     */
    static Optional<AgentOption> of(String word) {
        for (AgentOption option : values()) {
            if (option.shortName.equals(word) || option.longName.equals(word)) {
                return Optional.of(option);
            }
        }
        if (word.length() < 2) {
            return Optional.empty();
        }
        List<AgentOption> begun =
                Arrays.stream(values()).filter(option -> option.longName.startsWith(word)).toList();
        return begun.size() == 1 ? Optional.of(begun.getFirst()) : Optional.empty();
    }
}
