// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The texts of the time escapes of one template. Those of the last few seconds or minutes are kept,
 * by the finest unit that the template shows, so that events of the same time cost a comparison.
 */
final class TimeTexts {
    private static final int KEPT = 16;

    private final List<PathTemplate.Time> escapes;
    private final PathResolver.Settings settings;
    private final ZoneRules rules;
    private final List<@Nullable DateTimeFormatter> formats = new ArrayList<>();
    private final long slotMillis;
    private final @Nullable Slot[] kept = new Slot[KEPT];

    /** The texts of all times from {@code number * slotMillis} on, for one slot. */
    private record Slot(long number, String[] texts) {}

    TimeTexts(List<PathTemplate.Time> escapes, PathResolver.Settings settings) {
        this.escapes = List.copyOf(escapes);
        this.settings = settings;
        this.rules = settings.zone().getRules();
        long finest = 60_000;
        for (PathTemplate.Time escape : escapes) {
            formats.add(format(escape.letter()));
            finest = Math.min(finest, finest(escape.letter(), settings.rounding()));
        }
        this.slotMillis = finest;
    }

    private static long finest(char letter, Optional<Rounding> rounding) {
        if (letter == 't') {
            return 1;
        }
        boolean seconds = letter == 's' || letter == 'S' || letter == 'c';
        boolean hidden = rounding.isPresent() && rounding.get().unit() != Rounding.Unit.SECOND;
        return seconds && !hidden ? 1000 : 60_000;
    }

    /** The texts in the order of the escapes; not to be changed. */
    String[] of(long millis) {
        long number = Math.floorDiv(millis, slotMillis);
        int at = (int) number & (KEPT - 1);
        Slot slot = kept[at];
        if (slot != null && slot.number() == number) {
            return slot.texts();
        }
        String[] made = make(millis);
        // Zones once had offsets of odd seconds: their minutes are not ours.
        if (rules.getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds() % 60 == 0) {
            kept[at] = new Slot(number, made);
        }
        return made;
    }

    private String[] make(long millis) {
        ZonedDateTime exact = Instant.ofEpochMilli(millis).atZone(settings.zone());
        ZonedDateTime time =
                settings.rounding().isPresent() ? settings.rounding().get().down(exact) : exact;
        String[] made = new String[escapes.size()];
        for (int i = 0; i < made.length; i++) {
            DateTimeFormatter format = formats.get(i);
            if (format != null) {
                made[i] = format.format(time);
            } else if (escapes.get(i).letter() == 's') {
                made[i] = Long.toString(time.toEpochSecond());
            } else {
                made[i] = Long.toString(millis);
            }
        }
        return made;
    }

    /** Null for the two that are plain numbers. */
    private static @Nullable DateTimeFormatter format(char letter) {
        String pattern =
                switch (letter) {
                    case 'a' -> "EEE";
                    case 'A' -> "EEEE";
                    case 'b' -> "MMM";
                    case 'B' -> "MMMM";
                    case 'c' -> "EEE MMM d HH:mm:ss yyyy";
                    case 'd' -> "dd";
                    case 'e' -> "d";
                    case 'D' -> "MM/dd/yy";
                    case 'H' -> "HH";
                    case 'I' -> "hh";
                    case 'j' -> "DDD";
                    case 'k' -> "H";
                    case 'l' -> "h";
                    case 'm' -> "MM";
                    case 'n' -> "M";
                    case 'M' -> "mm";
                    case 'p' -> "a";
                    case 'S' -> "ss";
                    case 'y' -> "yy";
                    case 'Y' -> "yyyy";
                    case 'z' -> "xx";
                    default -> null;
                };
        return pattern == null
                ? null
                : DateTimeFormatter.ofPattern(pattern, Locale.getDefault(Locale.Category.FORMAT));
    }
}
