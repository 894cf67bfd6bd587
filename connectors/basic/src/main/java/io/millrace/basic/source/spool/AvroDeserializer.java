// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.OpenFile;
import io.millrace.formats.avro.AvroCodec;
import io.millrace.formats.avro.AvroContainer;
import io.millrace.formats.avro.AvroFormatException;
import io.millrace.formats.avro.AvroSchema;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Each datum of an Avro container is an event: its bytes, and a header that says the schema. The
 * blocks of the container are the blocks of events; where they are not compressed the datums stay
 * where they were read.
 */
final class AvroDeserializer implements Deserializer {
    private static final String HASH_HEADER = "flume.avro.schema.hash";
    private static final String LITERAL_HEADER = "flume.avro.schema.literal";
    private static final int HEAD_BYTES = 64 * 1024;
    private static final int MOST_HEAD_BYTES = 16 << 20;

    /** Two numbers. */
    private static final int BLOCK_HEAD_BYTES = 20;

    private static final int MOST_BLOCK_BYTES = 60 << 20;

    private final SpoolConfig.SchemaType schemaType;
    private byte[] sync = {};
    private @Nullable AvroSchema schema;
    private String schemaText = "";
    private AvroCodec codec = AvroCodec.NULL;

    AvroDeserializer(SpoolConfig.SchemaType schemaType) {
        this.schemaType = schemaType;
    }

    @Override
    public void begin(OpenFile file, boolean isInLine) throws IOException {
        AvroContainer.Header header = header(file);
        sync = header.sync();
        try {
            String text = header.text("avro.schema").orElse("");
            AvroSchema parsed = AvroSchema.parse(text);
            schema = parsed;
            schemaText = schemaType == SpoolConfig.SchemaType.HASH ? parsed.fingerprint() : text;
            codec = AvroCodec.inFile(header.text("avro.codec").orElse("null"));
        } catch (AvroFormatException bad) {
            throw new BadContentException(0, String.valueOf(bad.getMessage()));
        }
        if (file.offset() < header.length()) {
            file.skipTo(header.length());
        } else if (!isBehindMarker(file)) {
            // Flume says where the marker begins, or any place before it.
            goToMarker(file);
        }
    }

    private static AvroContainer.Header header(OpenFile file) throws IOException {
        for (int wanted = HEAD_BYTES; ; wanted *= 4) {
            byte[] bytes = new byte[(int) Math.min(wanted, Math.max(file.size(), 1))];
            int read = file.read(bytes, 0, bytes.length, 0);
            try {
                return AvroContainer.header(bytes, read);
            } catch (EOFException isLonger) {
                if (read < wanted || wanted >= MOST_HEAD_BYTES) {
                    throw new BadContentException(0, "the header of an Avro container is cut");
                }
            } catch (AvroFormatException bad) {
                throw new BadContentException(0, String.valueOf(bad.getMessage()));
            }
        }
    }

    private boolean isBehindMarker(OpenFile file) throws IOException {
        byte[] before = new byte[sync.length];
        return file.read(before, 0, before.length, file.offset() - before.length) == before.length
                && Arrays.equals(before, sync);
    }

    private void goToMarker(OpenFile file) throws IOException {
        byte[] window = new byte[HEAD_BYTES];
        for (long at = file.offset(); ; at += window.length - sync.length) {
            int read = file.read(window, 0, window.length, at);
            for (int i = 0; i + sync.length <= read; i++) {
                if (Arrays.equals(window, i, i + sync.length, sync, 0, sync.length)) {
                    file.skipTo(at + i + sync.length);
                    return;
                }
            }
            if (read < window.length) {
                file.skipTo(at + read);
                return;
            }
        }
    }

    @Override
    public @Nullable BlockBuilder next(OpenFile file, Ending ending) throws IOException {
        while (true) {
            byte[] raw = nextBlock(file, ending);
            if (raw == null) {
                return null;
            }
            BlockBuilder block = datums(raw, file.offset());
            file.consume(raw, raw.length);
            if (block.events() > 0) {
                boolean isHash = schemaType == SpoolConfig.SchemaType.HASH;
                return block.constant(isHash ? HASH_HEADER : LITERAL_HEADER, schemaText);
            }
        }
    }

    /** A whole block from its count to behind its marker, or null. */
    private byte @Nullable [] nextBlock(OpenFile file, Ending ending) throws IOException {
        long offset = file.offset();
        byte[] head = new byte[BLOCK_HEAD_BYTES];
        int read = file.read(head, 0, head.length, offset);
        if (read == 0) {
            return null;
        }
        try {
            AvroContainer.BlockHead block = AvroContainer.block(head, 0, read);
            if (block.length() > MOST_BLOCK_BYTES || block.count() > Block.MAX_EVENTS) {
                throw new BadContentException(
                        offset,
                        "a block of "
                                + block.count()
                                + " records and "
                                + block.length()
                                + " bytes, which is too large");
            }
            byte[] raw = new byte[block.data() + (int) block.length() + sync.length];
            if (file.read(raw, 0, raw.length, offset) < raw.length) {
                throw new EOFException("the file ends within a block");
            }
            if (!Arrays.equals(raw, raw.length - sync.length, raw.length, sync, 0, sync.length)) {
                throw new BadContentException(offset, "no marker behind the block");
            }
            return raw;
        } catch (EOFException cut) {
            if (ending.isFinal()) {
                throw new BadContentException(offset, "the file ends within a block");
            }
            return null;
        } catch (AvroFormatException bad) {
            throw new BadContentException(offset, String.valueOf(bad.getMessage()));
        }
    }

    private BlockBuilder datums(byte[] raw, long offset) throws IOException {
        AvroSchema datum = schema;
        if (datum == null) {
            throw new IllegalStateException("no file was begun");
        }
        try {
            AvroContainer.BlockHead head = AvroContainer.block(raw, 0, raw.length);
            int count = (int) head.count();
            byte[] data = raw;
            int at = head.data();
            int end = raw.length - sync.length;
            if (codec != AvroCodec.NULL) {
                data = codec.decompress(raw, at, end - at, MOST_BLOCK_BYTES);
                at = 0;
                end = data.length;
            }
            BlockBuilder block = BlockBuilder.around(data, count);
            for (int i = 0; i < count; i++) {
                int behind = datum.skip(data, at, end);
                block.mark(at, behind - at);
                at = behind;
            }
            if (at != end) {
                throw new AvroFormatException("bytes behind the last record of a block");
            }
            return block;
        } catch (EOFException | AvroFormatException bad) {
            throw new BadContentException(offset, "in the block there: " + bad.getMessage());
        }
    }

    @Override
    public boolean isInLine() {
        return false;
    }

    @Override
    public boolean hasEmptyEvents() {
        return false;
    }
}
