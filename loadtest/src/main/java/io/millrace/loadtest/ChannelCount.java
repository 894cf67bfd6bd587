// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the events of one channel, over the whole run.
 *
 * @param channel its name
 * @param expected events that had to come out of it
 * @param arrived events that came out, as sinks delivered or the far end counted them
 * @param left events that it still held at the end
 * @param damaged events with other bodies than were made
 * @param depth how deep it was looked
 * @param areOthers whether the events that came out are not those that went in
 */
public record ChannelCount(
        String channel,
        long expected,
        long arrived,
        long left,
        long damaged,
        Depth depth,
        boolean areOthers) {

    /** How deep it was looked. */
    public enum Depth {
        /** The engine's meters were compared. */
        METERS("counted by the engine's meters"),
        /** The far end counted. */
        COUNTED("counted at the far end"),
        /** The far end counted and compared which events came. */
        COMPARED("counted and compared event by event at the far end");

        private final String words;

        Depth(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }

    /** Events that are nowhere; below 0 if more came than went in. */
    public long lost() {
        return expected - arrived - left;
    }

    /** Whether all came, once and whole. */
    public boolean isGood() {
        return lost() == 0 && left == 0 && damaged == 0 && !areOthers;
    }

    /** What is wrong, in words. */
    public String wrong() {
        if (lost() != 0) {
            return lost() > 0
                    ? lost() + " of " + expected + " events are lost"
                    : -lost() + " events more than the " + expected + " that went in";
        }
        if (left != 0) {
            return left + " events were never delivered";
        }
        if (damaged != 0) {
            return damaged + " events are damaged";
        }
        return areOthers ? "the events that came are not those that went in" : "";
    }

    /** For results. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("channel", channel);
        fields.put("expected", expected);
        fields.put("arrived", arrived);
        fields.put("left", left);
        fields.put("lost", lost());
        fields.put("damaged", damaged);
        fields.put("looked", depth.words());
        fields.put("good", isGood());
        return fields;
    }
}
