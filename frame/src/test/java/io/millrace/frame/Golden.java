// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The runs whose frames are kept as golden files; never change one, add one. */
final class Golden {
    private Golden() {}

    static Map<String, Run> runs() {
        Map<String, Run> runs = new LinkedHashMap<>();
        runs.put("one-event", Run.of(new BlockBuilder(16).append("hello").build(1)));
        runs.put("empty-body", Run.of(new BlockBuilder(0).append("").build(0)));
        runs.put("lines-in-place", lines());
        runs.put("constants", constants());
        runs.put("columns", columns());
        runs.put("stream-with-gaps", Run.of(streamed()).select(event -> event != 1 && event < 5));
        runs.put("everything", everything());
        return runs;
    }

    private static Run lines() {
        byte[] text = "first\nsecond\n\nfourth\n".getBytes(StandardCharsets.UTF_8);
        BlockBuilder builder = new BlockBuilder(text.length);
        System.arraycopy(text, 0, builder.array(), 0, text.length);
        builder.advance(text.length);
        builder.mark(0, 5);
        builder.mark(6, 6);
        builder.mark(13, 0);
        builder.mark(14, 6);
        // The same bytes once more, and a part of them.
        builder.mark(0, 5);
        builder.mark(2, 3);
        return Run.of(builder.build(1_767_225_600_000L));
    }

    private static Run constants() {
        return Run.of(
                new BlockBuilder(8)
                        .append("a")
                        .append("b")
                        .constant("host", "web-1")
                        .constant("empty", "")
                        .constant("größe", "日本 \uD83D\uDE00")
                        .build(-1));
    }

    private static Run columns() {
        BlockBuilder builder = new BlockBuilder(64);
        for (int event = 0; event < 20; event++) {
            builder.append("event " + event);
            builder.header("number", 1_000_000_000_000L * event - 5);
            builder.header("text", "value " + event);
            builder.header("few", event % 2 == 0 ? "even" : "odd");
            if (event % 3 == 0) {
                builder.header("some numbers", event);
                builder.header("some texts", "t" + event);
                builder.header("some few", "x");
            }
        }
        return Run.of(builder.build(1_767_225_600_000L));
    }

    private static Block streamed() {
        BlockBuilder builder = new BlockBuilder(64);
        for (int event = 0; event < 8; event++) {
            builder.append("line " + event).header("offset", 100 + event);
        }
        return builder.build(
                1_767_225_600_000L,
                new StreamPosition("/var/log/größe.log", 3, 4711, new byte[] {1, 2, -1, 0}));
    }

    /** All sections, a gap, layers that hide one another; small enough to damage every byte. */
    static Run everything() {
        Run run = Run.of(streamed()).select(event -> event == 0 || event == 5);
        ColumnBuilder overlay = new ColumnBuilder();
        overlay.set(5, "of one event");
        return run.with(
                run.headers()
                        .with("host", "web-1")
                        .with("removed", "x")
                        .without("removed")
                        .with("host", overlay.build(8))
                        .with("kind", "log"));
    }
}
