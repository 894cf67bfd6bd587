// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a flume.conf: sources, all into every channel, and a channel for each sink. */
final class FlumeText {
    private final StringBuilder text = new StringBuilder(500);
    private final String agent;

    private FlumeText(String agent) {
        this.agent = agent;
    }

    /**
     * The text for a flow. With several sinks each gets every event: it has a channel of its own.
     *
     * @param channel what each of the channels is
     */
    static String of(
            String agent, List<Expression> sources, Expression channel, List<Expression> sinks) {
        FlumeText file = new FlumeText(agent);
        List<String> sourceNames = names("r", sources.size());
        List<String> channelNames = names("c", sinks.size());
        List<String> sinkNames = names("k", sinks.size());
        file.line("sources", String.join(" ", sourceNames));
        file.line("channels", String.join(" ", channelNames));
        file.line("sinks", String.join(" ", sinkNames));
        for (int at = 0; at < sources.size(); at++) {
            file.component(
                    "sources." + sourceNames.get(at),
                    sources.get(at),
                    "channels",
                    String.join(" ", channelNames));
        }
        for (String name : channelNames) {
            file.component("channels." + name, channel, "", "");
        }
        for (int at = 0; at < sinks.size(); at++) {
            file.component(
                    "sinks." + sinkNames.get(at), sinks.get(at), "channel", channelNames.get(at));
        }
        return file.text.toString();
    }

    private static List<String> names(String letter, int count) {
        List<String> names = new ArrayList<>(count);
        for (int number = 1; number <= count; number++) {
            names.add(letter + number);
        }
        return names;
    }

    private void component(String prefix, Expression component, String linkKey, String link) {
        text.append('\n');
        line(prefix + ".type", component.type());
        if (!linkKey.isEmpty()) {
            line(prefix + "." + linkKey, link);
        }
        for (Map.Entry<String, String> setting : component.settings().entrySet()) {
            line(prefix + "." + setting.getKey(), setting.getValue());
        }
    }

    private void line(String key, String value) {
        text.append(agent)
                .append('.')
                .append(key)
                .append(" = ")
                .append(escaped(value))
                .append('\n');
    }

    /** As java.util.Properties reads it back; the surrounding blanks of a value do not survive. */
    private static String escaped(String value) {
        return value.strip().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }
}
