// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.BlockBuilder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Each file is an event, a long one several. */
final class BlobDeserializer implements Deserializer {
    private static final int FIRST_BYTES = 1 << 20;

    private final int maxBytes;

    BlobDeserializer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void begin(OpenFile file, boolean isInLine) {}

    @Override
    public @Nullable BlockBuilder next(OpenFile file, Ending ending) throws IOException {
        // Of what is compressed not all is known.
        long known = Math.max(1, file.size() - file.offset());
        BlockBuilder block = new BlockBuilder((int) Math.min(maxBytes, known), 1);
        while (block.used() < maxBytes) {
            if (block.free() == 0) {
                block.reserve(
                        Math.min(maxBytes - block.used(), Math.max(FIRST_BYTES, block.used())));
            }
            int wanted = Math.min(block.free(), maxBytes - block.used());
            int read = file.read(block.array(), block.used(), wanted, file.offset() + block.used());
            block.advance(read);
            if (read < wanted || file.offset() + block.used() >= file.size()) {
                break;
            }
        }
        if (block.used() == 0 || (block.used() < maxBytes && !ending.isFinal())) {
            return null;
        }
        file.consume(block.array(), block.used());
        block.mark(0, block.used());
        return block;
    }

    @Override
    public boolean isInLine() {
        return false;
    }

    @Override
    public boolean hasEmptyEvents() {
        return true;
    }
}
