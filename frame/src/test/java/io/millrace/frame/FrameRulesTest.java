// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.HandMadeFrame.Bytes;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

/** The rules of docs/formats/frame.md, each broken alone, behind right checksums. */
class FrameRulesTest {
    private static final FrameDecoder DECODER = new FrameDecoder();

    @Test
    void readsAFrameThatTheEncoderDidNotMake() throws Exception {
        byte[] stream =
                new Bytes()
                        .i64(2)
                        .i64(100)
                        .u16(4)
                        .text("file")
                        .i32(1)
                        .u8(9)
                        .i32(1)
                        .i32(1)
                        .i64(5)
                        .array();
        byte[] constants = new Bytes().u16(1).u16(1).text("c").i32(3).text("all").array();
        byte[] columns =
                new Bytes()
                        .u16(3)
                        .u16(1)
                        .text("n")
                        .u8(1)
                        .u8(1)
                        .i32(17)
                        .u8(0b10)
                        .i64(0)
                        .i64(-3)
                        .u16(1)
                        .text("t")
                        .u8(2)
                        .u8(0)
                        .i32(15)
                        .i32(0)
                        .i32(1)
                        .i32(3)
                        .text("xyz")
                        .u16(1)
                        .text("c")
                        .u8(3)
                        .u8(1)
                        .i32(1 + 2 + 8 + 3 + 4)
                        .u8(0b01)
                        .u16(1)
                        .i32(0)
                        .i32(3)
                        .text("own")
                        .u16(0)
                        .u16(0)
                        .array();
        byte[] frame =
                new HandMadeFrame(2)
                        .section(1, stream)
                        .section(2, constants)
                        .section(3, columns)
                        .bodies("one", "two")
                        .bytes();

        Run run = Run.of(DECODER.decode(frame, 0, frame.length));

        assertThat(RunText.of(run))
                .isEqualTo(
                        """
                        accepted 7
                        stream file
                        epoch 2
                        end 09
                        event 0 ordinal 100
                          c=own
                          t=x
                          : one
                        event 1 ordinal 106
                          c=all
                          n=-3
                          t=yz
                          : two
                        """);
    }

    @Test
    void skipsASectionThatItDoesNotKnowUnlessThatIsForbidden() throws Exception {
        HandMadeFrame made = new HandMadeFrame(1).section(77, 0, new byte[5]).bodies("x");
        byte[] frame = made.bytes();
        assertThat(DECODER.decode(frame, 0, frame.length).events()).isEqualTo(1);

        made.sections.get(0).flags = 1;
        refused(made, "section 77 must be understood", 32);
    }

    @Test
    void refusesWhatTheHeaderMustNotSay() {
        refused(plain(made -> made.flags = 1), "1 instead of 0", 6);
        refused(plain(made -> made.reserved = 256), "256 instead of 0", 26);
        refused(plain(made -> made.events = 0), "0 events", 12);
        refused(plain(made -> made.events = -1), "4294967295 events", 12);
        refused(plain(made -> made.events = (1 << 20) + 1), "1048577 events", 12);
        byte[] newer = plain(made -> {}).bytes();
        newer[4] = 2;
        assertThatThrownBy(() -> DECODER.decode(newer, 0, newer.length))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining("version 2 is not known");
    }

    @Test
    void refusesSectionsThatAreNotWhereTheyBelong() {
        refused(plain(made -> made.sections.get(0).offset = 0), "outside its place", 36);
        refused(plain(made -> made.sections.get(1).offset = 68), "outside its place", 52);
        refused(plain(made -> made.sections.get(1).offset = 64), "outside its place", 52);
        refused(plain(made -> made.sections.get(1).length = 1000), "outside its place", 52);
        refused(plain(made -> made.sections.get(1).length = -1), "outside its place", 52);
        refused(plain(made -> made.sections.remove(1)), "1 sections", 24);
        HandMadeFrame many = new HandMadeFrame(1).bodies("x");
        for (int id = 100; id < 115; id++) {
            many.section(id, 0, new byte[1]);
        }
        refused(many, "17 sections", 24);
    }

    @Test
    void refusesASectionThatStandsTwiceOrIsMissing() {
        byte[] noConstants = new Bytes().u16(0).array();
        refused(
                new HandMadeFrame(1).section(2, noConstants).section(2, noConstants).bodies("x"),
                "section 2 stands twice",
                -1);
        refused(new HandMadeFrame(1).bodies("x").section(5, new byte[1]), "stands twice", -1);
        refused(new HandMadeFrame(1).bodies("x").section(4, new byte[8]), "not one table", -1);
        refused(
                new HandMadeFrame(1).section(4, new byte[8]).section(2, noConstants),
                "offsets or bodies are missing",
                24);
    }

    @Test
    void refusesBodiesOutsideTheirSection() {
        for (int[] place : new int[][] {{0, 4}, {4, 0}, {-1, 1}, {1, -1}, {Integer.MIN_VALUE, 0}}) {
            Bytes offsets = new Bytes().i32(place[0]).i32(place[1]);
            HandMadeFrame made =
                    new HandMadeFrame(1).section(4, offsets.array()).section(5, new byte[3]);
            refused(made, "the body of event 0 lies outside", 64);
        }
        refused(plain(made -> made.events = 2), "not one table", -1);
    }

    @Test
    void refusesConstantsThatDoNotAddUp() {
        refusedConstants(new Bytes().u16(1), "2 bytes expected, 0 left");
        refusedConstants(new Bytes().u16(1025), "1025 constants");
        refusedConstants(new Bytes().u16(1).u16(9).text("a"), "9 bytes expected, 1 left");
        refusedConstants(new Bytes().u16(1).u16(1).text("a").i32(-1), "-1 bytes expected");
        refusedConstants(
                new Bytes().u16(1).u16(1).text("a").i32(Integer.MAX_VALUE), "2147483647 bytes");
        refusedConstants(new Bytes().u16(0).u8(0), "1 bytes too many");
        refusedConstants(
                new Bytes().u16(2).u16(1).text("a").i32(0).u16(1).text("a").i32(0),
                "the constant \"a\" stands twice");
    }

    private static void refusedConstants(Bytes bytes, String what) {
        refused(new HandMadeFrame(1).section(2, bytes.array()).bodies("x"), what, -1);
    }

    @Test
    void refusesColumnsThatDoNotAddUp() {
        refusedColumns(new Bytes().u16(1025), "1025 columns");
        refusedColumns(column(4, 0, new Bytes()), "unknown kind of column 4");
        refusedColumns(column(1, 0, new Bytes().i32(1)), "8 bytes expected, 4 left");
        refusedColumns(column(1, 0, new Bytes().i64(1).u8(0)), "1 bytes too many");
        refusedColumns(column(1, 1, new Bytes()), "1 bytes expected, 0 left");
        refusedColumns(column(2, 0, new Bytes().i32(1).i32(1).u8(0)), "do not rise from 0");
        refusedColumns(column(2, 0, new Bytes().i32(0).i32(-1)), "do not rise from 0");
        refusedColumns(column(2, 0, new Bytes().i32(0).i32(9)), "9 bytes expected, 0 left");
        refusedColumns(column(3, 0, new Bytes().u16(0)), "a dictionary without entries");
        refusedColumns(column(3, 0, new Bytes().u16(0xFFFF)), "262144 bytes expected");
        refusedColumns(
                column(3, 0, new Bytes().u16(1).i32(0).i32(1).text("a").u16(1)), "entry 1 of 1");
        refusedColumns(new Bytes().u16(1).u16(0).u8(1).u8(0).i32(-8), "-8 bytes expected");
        Bytes twice = new Bytes().u16(2);
        for (int i = 0; i < 2; i++) {
            twice.u16(1).text("a").u8(1).u8(0).i32(8).i64(i);
        }
        refusedColumns(twice, "the column \"a\" stands twice");
    }

    private static Bytes column(int kind, int flags, Bytes data) {
        return new Bytes()
                .u16(1)
                .u16(1)
                .text("a")
                .u8(kind)
                .u8(flags)
                .i32(data.size())
                .bytes(data.array());
    }

    private static void refusedColumns(Bytes bytes, String what) {
        refused(new HandMadeFrame(1).section(3, bytes.array()).bodies("x"), what, -1);
    }

    @Test
    void refusesAStreamThatDoesNotAddUp() {
        refusedStream(new Bytes().i64(0), "8 bytes expected, 0 left");
        refusedStream(new Bytes().i64(0).i64(0).u16(5), "5 bytes expected, 0 left");
        refusedStream(new Bytes().i64(0).i64(0).u16(0).i32(-1), "-1 bytes expected");
        refusedStream(gaps(3), "3 gaps");
        refusedStream(gaps(-1), "4294967295 gaps");
        refusedStream(gaps(1), "12 bytes expected, 0 left");
        refusedStream(gaps(1).i32(2).i64(1), "gaps do not rise");
        refusedStream(gaps(1).i32(-1).i64(1), "gaps do not rise");
        refusedStream(gaps(2).i32(1).i64(1).i32(1).i64(1), "gaps do not rise");
        refusedStream(gaps(1).i32(0).i64(0), "a gap of 0");
        refusedStream(gaps(1).i32(0).i64(-1), "a gap of 18446744073709551615");
        refusedStream(gaps(2).i32(0).i64(Long.MAX_VALUE).i32(1).i64(1), "a gap of 1 behind");
        refusedStream(gaps(0).u8(0), "1 bytes too many");
    }

    private static Bytes gaps(int count) {
        return new Bytes().i64(0).i64(0).u16(0).i32(0).i32(count);
    }

    private static void refusedStream(Bytes bytes, String what) {
        refused(new HandMadeFrame(2).section(1, bytes.array()).bodies("x", "y"), what, -1);
    }

    @Test
    void namesTheFieldThatBreaksTheRule() {
        // Section 2 begins behind header and table; the count of constants and a name's length.
        int constants = 32 + 3 * 16;
        refused(
                new HandMadeFrame(1).section(2, new Bytes().u16(2000).array()).bodies("x"),
                "2000 constants",
                constants);
        refused(
                new HandMadeFrame(1)
                        .section(2, new Bytes().u16(1).u16(1).text("a").i32(50).array())
                        .bodies("x"),
                "50 bytes expected",
                constants + 9);
    }

    private static HandMadeFrame plain(Consumer<HandMadeFrame> change) {
        HandMadeFrame made = new HandMadeFrame(1).bodies("x");
        change.accept(made);
        return made;
    }

    private static void refused(HandMadeFrame made, String what, int offset) {
        byte[] frame = made.bytes();
        assertThatThrownBy(() -> DECODER.decode(frame, 0, frame.length))
                .isInstanceOfSatisfying(
                        FrameFormatException.class,
                        failure -> {
                            assertThat(failure).hasMessageContaining(what);
                            if (offset >= 0) {
                                assertThat(failure.offset()).isEqualTo(offset);
                            }
                        });
    }
}
