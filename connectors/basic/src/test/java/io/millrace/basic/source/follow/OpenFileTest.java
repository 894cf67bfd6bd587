// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.host.DiskFile;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A file may be emptied, and grow again, between any two reads. */
class OpenFileTest {
    private static final String READ = "one\ntwo\nthree\n";
    private static final String OTHER = "four\nfive\nsix\nseven\n";

    private final Changing content = new Changing(READ);
    private final OpenFile file = new OpenFile(content, "(dev=1,ino=2)");

    @Test
    void goesToAPositionThatItHolds() throws IOException {
        FilePosition position = positionBehind(8);

        assertThat(file.resume(position)).isTrue();
        assertThat(file.offset()).isEqualTo(8);
        assertThat(file.print()).isEqualTo(position.print());
        assertThat(file.isUnchanged()).isTrue();
    }

    @Test
    void staysWhereItIsIfItHoldsAnotherText() throws IOException {
        FilePosition position = positionBehind(8);
        content.text = bytes(OTHER);

        assertThat(file.resume(position)).isFalse();
        assertThat(file.offset()).isZero();
    }

    @Test
    void takesNoPositionForItsOwnThatSaysNothingOfWhatStandsBeforeIt() throws IOException {
        FilePosition empty =
                new FilePosition(
                        "", 8, 2, 0, new FilePosition.Print(0, 0, 0, 0), "/var/log/app.log");

        assertThat(file.resume(empty)).isFalse();
        assertThat(file.holds(empty)).isFalse();
    }

    @Test
    void remembersWhatItWasComparedWith() throws IOException {
        FilePosition position = positionBehind(8);
        for (int reads = 0; reads <= 3; reads++) {
            content.text = bytes(READ);
            content.changeAfter(reads, OTHER);
            OpenFile again = new OpenFile(content, "(dev=1,ino=2)");

            boolean isResumed = again.resume(position);

            if (isResumed) {
                assertThat(again.print()).isEqualTo(position.print());
            }
            content.text = bytes(OTHER);
            assertThat(isResumed && again.isUnchanged()).as("after %d reads", reads).isFalse();
        }
    }

    @Test
    void skipsOnlyWithinWhatIsThereStill() throws IOException {
        assertThat(file.skipTo(4)).isTrue();
        assertThat(file.skipTo(READ.length())).isTrue();
        assertThat(file.skipTo(READ.length() + 1)).isFalse();
        assertThat(file.offset()).isEqualTo(READ.length());
        content.text = bytes(OTHER);

        assertThat(file.skipTo(READ.length() + 2)).isFalse();
        assertThat(file.offset()).isEqualTo(READ.length());
    }

    private FilePosition positionBehind(int offset) throws IOException {
        OpenFile before = new OpenFile(content, "(dev=1,ino=2)");
        byte[] array = new byte[offset];
        before.consume(array, before.read(array, 0, offset, 0));
        return new FilePosition(
                before.identity(), offset, 2, 0, before.print(), "/var/log/app.log");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Holds another text from some read on. */
    private static final class Changing implements DiskFile {
        private byte[] text;
        private byte[] next = {};
        private int readsLeft = -1;

        Changing(String text) {
            this.text = bytes(text);
        }

        void changeAfter(int reads, String other) {
            readsLeft = reads;
            next = bytes(other);
        }

        @Override
        public int read(byte[] target, int offset, int length, long position) {
            if (readsLeft-- == 0) {
                text = next;
            }
            if (position >= text.length) {
                return -1;
            }
            byte[] part = Arrays.copyOfRange(text, (int) position, text.length);
            int count = Math.min(length, part.length);
            System.arraycopy(part, 0, target, offset, count);
            return count;
        }

        @Override
        public long size() {
            return text.length;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void write(ByteBuffer... sources) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void writeAt(long position, ByteBuffer source) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void truncate(long size) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void sync() {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void syncData() {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void close() {}
    }
}
