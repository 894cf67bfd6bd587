// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.deadletter;

import io.millrace.engine.deadletter.DeadLetter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a dead letter is printed. */
final class LetterText {
    private LetterText() {}

    /** One line, without anything of the event's content. */
    static String line(Chosen.Place place, DeadLetter letter) {
        return "%s  %s  %d  %s  %s  %s  %s"
                .formatted(
                        place.agent(),
                        place.box().channel(),
                        letter.sequence(),
                        Instant.ofEpochMilli(letter.timeMillis()),
                        letter.sink(),
                        letter.fault().word(),
                        plain(letter.reason()).replace('\n', ' '));
    }

    /** All of it. */
    static String whole(Chosen.Place place, DeadLetter letter) {
        StringBuilder text = new StringBuilder(line(place, letter));
        text.append("\n  source ").append(letter.source());
        text.append(", accepted ").append(Instant.ofEpochMilli(letter.acceptedMillis()));
        text.append(", attempts ").append(letter.attempts());
        text.append(", replays ").append(letter.replays());
        letter.headers()
                .forEach((name, value) ->
                        text.append("\n  ").append(plain(name)).append(": ").append(plain(value)));
        byte[] body = letter.event().body();
        text.append("\n  body, ").append(body.length).append(" bytes");
        Optional<String> readable = readable(body);
        text.append(readable.isPresent() ? ":\n" : " in base 64:\n");
        return text.append(readable.map(LetterText::plain).orElseGet(() -> base64(body)))
                .toString();
    }

    /** The same for programs; content only if asked for. */
    static Map<String, Object> fields(Chosen.Place place, DeadLetter letter, boolean content) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("agent", place.agent());
        fields.put("channel", place.box().channel());
        fields.put("number", letter.sequence());
        fields.put("time", Instant.ofEpochMilli(letter.timeMillis()).toString());
        fields.put("accepted", Instant.ofEpochMilli(letter.acceptedMillis()).toString());
        fields.put("source", letter.source());
        fields.put("sink", letter.sink());
        fields.put("fault", letter.fault().word());
        fields.put("reason", letter.reason());
        fields.put("attempts", letter.attempts());
        fields.put("replays", letter.replays());
        byte[] body = letter.event().body();
        fields.put("bytes", body.length);
        if (content) {
            fields.put("headers", letter.headers());
            Optional<String> readable = readable(body);
            fields.put(
                    readable.isPresent() ? "body" : "bodyBase64",
                    readable.orElseGet(() -> base64(body)));
        }
        return fields;
    }

    private static Optional<String> readable(byte[] body) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    private static String base64(byte[] body) {
        return Base64.getEncoder().encodeToString(body);
    }

    /** What a terminal would obey is not printed. */
    private static String plain(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' && c != '\t' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
