// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the check of one agent finds out, part by part: who is declared, connected, and sound. */
final class Wiring {
    /** The names that the agent lists. */
    final List<String> sources;

    final List<String> channels;
    final List<String> sinks;

    /** Listed source to the channels that it names, declared or not. */
    final Map<String, List<String>> channelsOf = new LinkedHashMap<>();

    /** Listed sink to the channel that it names, declared or not. */
    final Map<String, String> channelOf = new LinkedHashMap<>();

    /** What runs, by name. */
    final Map<String, ComponentNode> soundChannels = new LinkedHashMap<>();

    /** Of the channels that run. */
    final Map<String, DeadLetterSettings> deadLetters = new LinkedHashMap<>();

    final Map<String, SourceNode> soundSources = new LinkedHashMap<>();
    final Map<String, SinkNode> soundSinks = new LinkedHashMap<>();

    Wiring(List<String> sources, List<String> channels, List<String> sinks) {
        this.sources = sources;
        this.channels = channels;
        this.sinks = sinks;
    }

    /** The listed sources that fill a channel, whether they run or not. */
    List<String> sourcesOf(String channel) {
        return sources.stream()
                .filter(source -> channelsOf.getOrDefault(source, List.of()).contains(channel))
                .toList();
    }

    /** The listed sinks that read a channel, whether they run or not. */
    List<String> sinksOf(String channel) {
        return sinks.stream().filter(sink -> channel.equals(channelOf.get(sink))).toList();
    }

    /** Whether anything that runs fills or reads a channel. */
    boolean isInUse(String channel) {
        return isFilled(channel) || isRead(channel);
    }

    boolean isFilled(String channel) {
        return soundSources.values().stream()
                .anyMatch(source -> source.channels().contains(channel));
    }

    boolean isRead(String channel) {
        return soundSinks.values().stream().anyMatch(sink -> sink.channel().equals(channel));
    }
}
