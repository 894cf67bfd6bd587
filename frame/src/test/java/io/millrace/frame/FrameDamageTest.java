// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes that were changed on the way: refused, and never dearer than the bytes themselves. */
class FrameDamageTest {
    private static final FrameDecoder DECODER = new FrameDecoder();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Run run = Golden.everything();
    private final String text = RunText.of(run);
    private final byte[] frame = FrameEncoder.encode(run);

    @Test
    void findsEveryChangeOfEveryByteOutsideThePadding() {
        boolean[] padding = padding(frame);
        int kept = 0;
        for (int at = 0; at < frame.length; at++) {
            for (int change = 1; change < 256; change++) {
                byte[] changed = frame.clone();
                changed[at] ^= (byte) change;
                String read = read(changed, changed.length);
                if (read != null) {
                    assertThat(padding[at]).as("byte " + at + " changed by " + change).isTrue();
                    assertThat(read).isEqualTo(text);
                    kept++;
                }
            }
        }
        assertThat(kept).as("changes of padding").isPositive();
    }

    @Test
    void refusesEveryBeginning() {
        for (int length = 0; length < frame.length; length++) {
            assertThat(read(Arrays.copyOf(frame, length), length)).as("cut at " + length).isNull();
            assertThat(read(frame, length)).as("only " + length + " available").isNull();
        }
        assertThat(read(frame, frame.length)).isEqualTo(text);
    }

    @Test
    void refusesAFrameAboveTheLimitFromItsFirstBytes() {
        FrameDecoder small = new FrameDecoder(frame.length - 1);
        assertThatThrownBy(() -> small.length(frame, 0))
                .isInstanceOf(FrameFormatException.class)
                .extracting(failure -> ((FrameFormatException) failure).offset())
                .isEqualTo(8L);
        assertThatThrownBy(() -> small.decode(frame, 0, frame.length))
                .isInstanceOf(FrameFormatException.class);
    }

    @Test
    void refusesPlacesOutsideTheArray() {
        assertThatThrownBy(() -> DECODER.decode(frame, 1, frame.length))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> DECODER.decode(frame, -1, frame.length))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesOrReadsWhateverStandsBehindRightChecksums() {
        Seeds.check(
                6000,
                random -> {
                    byte[] whole = FrameEncoder.encode(RandomRuns.next(random));
                    byte[] damaged = damagedBehindChecksums(whole, random);
                    // Once unmeasured: what is loaded for the first time costs too.
                    read(damaged, damaged.length);
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    long offset = offsetOfTheProblem(damaged);
                    long used = THREADS.getCurrentThreadAllocatedBytes() - before;
                    assertThat(offset).isBetween(-1L, (long) damaged.length);
                    assertThat(used).isLessThan(64L * damaged.length + 16_384);
                });
    }

    @Test
    void refusesNoise() {
        Seeds.check(
                2000,
                random -> {
                    byte[] noise = new byte[random.nextInt(300)];
                    random.nextBytes(noise);
                    if (noise.length > 12 && random.nextBoolean()) {
                        System.arraycopy(frame, 0, noise, 0, 12);
                    }
                    assertThat(read(noise, noise.length)).isNull();
                });
    }

    private static byte[] damagedBehindChecksums(byte[] whole, SplittableRandom random) {
        HandMadeFrame made = HandMadeFrame.of(whole);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            HandMadeFrame.Section section = made.sections.get(random.nextInt(made.sections.size()));
            switch (random.nextInt(8)) {
                case 0 -> made.events += random.nextInt(-3, 4);
                case 1 -> made.events = random.nextInt();
                case 2 -> section.length += random.nextInt(-9, 10);
                case 3 -> section.offset = random.nextInt(whole.length + 16) & ~7;
                case 4 -> section.id = random.nextInt(8);
                default -> {
                    if (section.bytes.length > 0) {
                        int at = random.nextInt(section.bytes.length);
                        section.bytes[at] =
                                (byte)
                                        (random.nextBoolean()
                                                ? random.nextInt()
                                                : section.bytes[at] + random.nextInt(-2, 3));
                    }
                }
            }
        }
        return made.bytes();
    }

    private static long offsetOfTheProblem(byte[] bytes) {
        try {
            DECODER.decode(bytes, 0, bytes.length);
            return -1;
        } catch (FrameFormatException refused) {
            return refused.offset();
        }
    }

    /** What a frame says, or null if it is refused; every other exception is a failure. */
    private static String read(byte[] bytes, int available) {
        try {
            Run read = Run.of(DECODER.decode(bytes, 0, available));
            return RunText.of(read);
        } catch (FrameFormatException refused) {
            return null;
        }
    }

    private static boolean[] padding(byte[] frame) {
        boolean[] padding = new boolean[frame.length];
        int sections = LittleEndian.u16(frame, 24);
        Arrays.fill(padding, 32 + 16 * sections, frame.length, true);
        for (int i = 0; i < sections; i++) {
            int offset = LittleEndian.i32(frame, 32 + 16 * i + 4);
            Arrays.fill(padding, offset, offset + LittleEndian.i32(frame, 32 + 16 * i + 8), false);
        }
        return padding;
    }
}
