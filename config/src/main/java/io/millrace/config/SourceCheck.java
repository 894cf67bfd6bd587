// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem.Severity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the sources of an agent with their channels, interceptors and selector. */
final class SourceCheck {
    private static final Set<String> RESERVED =
            Set.of("channels", "interceptors", "interceptors.", "selector", "selector.");
    private static final Set<String> RESERVED_WITH_CHANNEL =
            Set.of("channel", "channels", "interceptors", "interceptors.", "selector", "selector.");

    private final AgentText agent;
    private final Wiring wiring;
    private final NameLists lists;
    private final ComponentReader reader;
    private final Problems problems;

    SourceCheck(
            AgentText agent,
            Wiring wiring,
            NameLists lists,
            ComponentReader reader,
            Problems problems) {
        this.agent = agent;
        this.wiring = wiring;
        this.lists = lists;
        this.reader = reader;
        this.problems = problems;
    }

    void check(Section section) {
        String name = section.name();
        String label = "source \"" + name + "\"";
        String effect = label + " will not run, and nothing comes in through it";
        Entry channels = channelsOf(section, label, effect);
        boolean isSingular = section.get("channels") == null;
        List<String> sound = channels == null ? List.of() : soundChannels(channels, label, effect);
        var request =
                new ComponentReader.Request(
                        Kind.SOURCE,
                        section,
                        label,
                        effect,
                        isSingular ? RESERVED_WITH_CHANNEL : RESERVED);
        Optional<ComponentNode> node = reader.read(request, section.get("type"));
        Optional<List<ComponentNode>> interceptors = interceptors(section, label);
        Optional<ComponentNode> selector =
                channels == null ? Optional.empty() : selector(section, label, effect, sound);
        if (node.isEmpty() || interceptors.isEmpty() || selector.isEmpty() || sound.isEmpty()) {
            return;
        }
        wiring.soundSources.put(
                name, new SourceNode(node.get(), sound, selector.get(), interceptors.get()));
    }

    private @Nullable Entry channelsOf(Section section, String label, String effect) {
        Entry channels = section.get("channels");
        Entry singular = section.get("channel");
        String key = section.prefix() + "channels";
        if (channels != null) {
            return channels;
        }
        if (singular != null) {
            problems.add(
                    Code.CHANNEL_KEY,
                    singular,
                    label + ": \"channel\" is no property of a source; a source has \"channels\"",
                    "it is taken as \"channels\"; Flume would not run the source",
                    "write " + key + " = " + singular.shown());
            return singular;
        }
        problems.add(
                Code.NO_CHANNEL,
                section.origin(),
                key,
                label + " has no channels",
                effect,
                reader.elsewhere(section, "channels")
                        .orElse("add: " + key + " = " + AgentCheck.oneOf(wiring.channels)));
        return null;
    }

    /** The channels that run; what is wrong with the others is reported. */
    private List<String> soundChannels(Entry channels, String label, String effect) {
        List<String> named = lists.names(channels, wiring.channels);
        wiring.channelsOf.put(sourceOf(channels), named);
        List<String> sound =
                named.stream().filter(wiring.soundChannels::containsKey).distinct().toList();
        Severity severity = sound.isEmpty() ? Severity.ERROR : Severity.WARNING;
        String follows =
                sound.isEmpty()
                        ? effect
                        : label + " writes to " + String.join(", ", sound) + " only";
        for (String channel : named) {
            if (!wiring.channels.contains(channel)) {
                AgentCheck.reportUnknownChannel(
                        problems,
                        severity,
                        channels,
                        label + " writes to",
                        channel,
                        wiring,
                        follows);
            } else if (!wiring.soundChannels.containsKey(channel)) {
                problems.add(
                        Code.CHANNEL_FELL,
                        severity,
                        channels.origin(),
                        channels.key(),
                        label + " writes to channel \"" + channel + "\", which does not run",
                        follows,
                        "correct the channel");
            }
        }
        return sound;
    }

    private static String sourceOf(Entry channels) {
        String[] words = channels.key().split("\\.", 4);
        return words[2];
    }

    /** The interceptors in their order, or empty if one of them cannot run. */
    private Optional<List<ComponentNode>> interceptors(Section section, String label) {
        Entry list = section.get("interceptors");
        Section all = section.part("interceptors", "interceptors");
        Map<String, Section> parts = parts(all);
        List<String> names = list == null ? List.of() : lists.names(list, parts.keySet());
        List<ComponentNode> nodes = new ArrayList<>();
        boolean isSound = true;
        for (String name : names) {
            String partLabel = "interceptor \"" + name + "\" of " + label;
            String partEffect =
                    label + " will not run: its events would pass without the interceptor";
            Section part = parts.get(name);
            if (part == null && list != null) {
                isSound = false;
                problems.add(
                        Code.ONLY_LISTED,
                        list,
                        "\"" + name + "\" is listed in " + list.key() + " but has no properties",
                        partEffect,
                        "add "
                                + list.key()
                                + "."
                                + name
                                + ".type = <type>, or remove it from the"
                                + " list");
            } else if (part != null) {
                var request =
                        new ComponentReader.Request(
                                Kind.INTERCEPTOR, part, partLabel, partEffect, Set.of());
                Optional<ComponentNode> node = reader.read(request, part.get("type"));
                isSound &= node.isPresent();
                node.ifPresent(nodes::add);
            }
        }
        for (Section part : parts.values()) {
            if (!names.contains(part.name())) {
                reportUnlisted(section, part, label, list);
            }
        }
        return isSound ? Optional.of(nodes) : Optional.empty();
    }

    private static Map<String, Section> parts(Section all) {
        Map<String, Section> parts = new LinkedHashMap<>();
        Set<String> keys = new LinkedHashSet<>(all.keys().keySet());
        keys.addAll(all.empty().keySet());
        for (String key : keys) {
            int dot = key.indexOf('.');
            if (dot > 0 && dot < key.length() - 1) {
                String name = key.substring(0, dot);
                parts.computeIfAbsent(name, n -> all.part(n, n));
            }
        }
        return parts;
    }

    private void reportUnlisted(Section source, Section part, String label, @Nullable Entry list) {
        String key = source.prefix() + "interceptors";
        problems.add(
                Code.NOT_LISTED,
                part.origin(),
                key + "." + part.name(),
                "interceptor \""
                        + part.name()
                        + "\" of "
                        + label
                        + " is configured but is not in "
                        + (list == null ? "a list: there is no " + key : key),
                "the interceptor is not there",
                "list it if it shall run: "
                        + key
                        + " = "
                        + (list == null ? "" : list.shown() + " ")
                        + part.name());
    }

    private Optional<ComponentNode> selector(
            Section section, String label, String effect, List<String> sound) {
        Section part = section.part("selector", "selector");
        Entry type = part.get("type");
        if (type == null) {
            // Nothing said means replicating, as in Flume.
            type = new Entry(part.prefix() + "type", "replicating", section.origin(), false);
        }
        String partLabel = "selector of " + label;
        boolean isSound = true;
        boolean isMultiplexing =
                type.value().equalsIgnoreCase("multiplexing")
                        || type.value().endsWith("MultiplexingChannelSelector");
        List<String> named = wiring.channelsOf.getOrDefault(section.name(), List.of());
        for (Map.Entry<String, Entry> each : part.keys().entrySet()) {
            String key = each.getKey();
            boolean isOptional = key.equals("optional") || key.startsWith("optional.");
            boolean isRoute =
                    isMultiplexing && (key.equals("default") || key.startsWith("mapping."));
            if (isOptional || isRoute) {
                Optional<Entry> checked =
                        route(each.getValue(), key, label, sound, named, isOptional);
                isSound &= checked.isPresent();
                checked.ifPresent(each::setValue);
            }
        }
        part.keys().values().removeIf(entry -> entry.value().isEmpty());
        if (isMultiplexing && part.get("default") == null) {
            reportNoDefault(part, type, label);
        }
        Section whole = part.isEmpty() ? withType(part, type) : part;
        var request =
                new ComponentReader.Request(Kind.SELECTOR, whole, partLabel, effect, Set.of());
        Optional<ComponentNode> node = reader.read(request, type);
        return isSound ? node : Optional.empty();
    }

    private static Section withType(Section part, Entry type) {
        var section = new Section(part.prefix(), part.name());
        section.put("type", type);
        return section;
    }

    /** The channels of one route, all of them channels of the source; or empty if one is not. */
    private Optional<Entry> route(
            Entry entry,
            String key,
            String label,
            List<String> sound,
            List<String> named,
            boolean isOptional) {
        List<String> channels = lists.names(entry, named);
        List<String> kept = new ArrayList<>();
        boolean isSound = true;
        for (String channel : channels) {
            if (sound.contains(channel)) {
                kept.add(channel);
                continue;
            }
            if (sound.isEmpty() && named.contains(channel)) {
                isSound = false; // The source falls with all its channels: that is told.
                continue;
            }
            String why =
                    named.contains(channel)
                            ? "which does not run"
                            : "but " + label + " writes only to " + String.join(", ", named);
            String what =
                    "selector."
                            + key
                            + " of "
                            + label
                            + " names channel \""
                            + channel
                            + "\", "
                            + why;
            if (isOptional) {
                problems.add(
                        Code.OPTIONAL_ELSEWHERE,
                        entry,
                        what,
                        "the channel is left out; it is optional",
                        "correct the name, or add the channel to " + label);
            } else {
                isSound = false;
                problems.add(
                        Code.MAPPED_ELSEWHERE,
                        entry,
                        what,
                        label + " will not run: events that are mapped to it would be lost",
                        named.contains(channel)
                                ? "correct the channel"
                                : "add the channel to "
                                        + agent.name
                                        + ".sources."
                                        + label.substring(8, label.length() - 1)
                                        + ".channels");
            }
        }
        return isSound ? Optional.of(entry.cut(String.join(" ", kept))) : Optional.empty();
    }

    private void reportNoDefault(Section part, Entry type, String label) {
        List<String> values =
                part.keys().keySet().stream()
                        .filter(key -> key.startsWith("mapping."))
                        .map(key -> key.substring("mapping.".length()))
                        .toList();
        Entry header = part.get("header");
        String name = header == null ? "flume.selector.header" : header.shown();
        problems.add(
                Code.NO_DEFAULT_CHANNEL,
                type,
                label
                        + ": events whose header \""
                        + name
                        + "\" is "
                        + (values.isEmpty()
                                ? "anything"
                                : "not one of " + String.join(", ", values))
                        + " have no channel",
                "they are discarded, and counted as unrouted",
                "set " + part.prefix() + "default = <channels> to keep them");
    }
}
