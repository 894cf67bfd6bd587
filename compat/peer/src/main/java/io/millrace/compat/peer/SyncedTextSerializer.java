// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.serialization.EventSerializer;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;

/**
 * Bodies and line feeds, as Flume's own serializer for text writes them, but synced after each
 * batch: Flume's file_roll sink leaves that to the operating system, so that a delivered event may
 * be lost when the power goes. For comparisons in which a delivered event is durable on both sides.
 *
 * <p>Runs inside Flume, which needs {@link #OPENS}: the sink hands out only the buffer that it put
 * around its file.
 */
public final class SyncedTextSerializer implements EventSerializer {
    /** The option of the JVM without which it does not run. */
    public static final String OPENS = "--add-opens=java.base/java.io=ALL-UNNAMED";

    private final OutputStream buffer;
    private final FileOutputStream file;

    private SyncedTextSerializer(OutputStream buffer, FileOutputStream file) {
        this.buffer = buffer;
        this.file = file;
    }

    /** As {@code sink.serializer} names it. */
    public static final class Builder implements EventSerializer.Builder {
        @Override
        public EventSerializer build(Context context, OutputStream out) {
            try {
                Field wrapped = FilterOutputStream.class.getDeclaredField("out");
                wrapped.setAccessible(true);
                return new SyncedTextSerializer(out, (FileOutputStream) wrapped.get(out));
            } catch (ReflectiveOperationException failed) {
                throw new IllegalStateException("Flume has to be started with " + OPENS, failed);
            }
        }
    }

    @Override
    public void write(Event event) throws IOException {
        buffer.write(event.getBody());
        buffer.write('\n');
    }

    @Override
    public void flush() throws IOException {
        buffer.flush();
        file.getChannel().force(false);
    }

    @Override
    public void afterCreate() {}

    @Override
    public void afterReopen() {}

    @Override
    public void beforeClose() {}

    @Override
    public boolean supportsReopen() {
        return false;
    }
}
