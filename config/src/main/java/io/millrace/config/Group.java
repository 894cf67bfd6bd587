// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Kind;

import org.jspecify.annotations.Nullable;

/** The second word of a key: what an agent has lists of. */
enum Group {
    SOURCES("sources", "source", Kind.SOURCE),
    CHANNELS("channels", "channel", Kind.CHANNEL),
    SINKS("sinks", "sink", Kind.SINK),
    SINK_GROUPS("sinkgroups", "sink group", null),
    FILTERS("configfilters", "configuration filter", null);

    /** As it stands in a key. */
    final String word;

    /** One of them, as a user says it. */
    final String one;

    /** The kind of component, or null. */
    final @Nullable Kind kind;

    Group(String word, String one, @Nullable Kind kind) {
        this.word = word;
        this.one = one;
        this.kind = kind;
    }

    /** The group of a word, or null. */
    static @Nullable Group of(String word) {
        for (Group group : values()) {
            if (group.word.equals(word)) {
                return group;
            }
        }
        return null;
    }
}
