// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import static io.millrace.spec.catalogue.Sample.bare;
import static io.millrace.spec.catalogue.Sample.property;
import static io.millrace.spec.catalogue.Sample.ranged;
import static io.millrace.spec.catalogue.Sample.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spec.ByteSize;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

class ValueParserTest {

    @Test
    void takesTextAsItIs() throws Exception {
        assertThat(ValueParser.parse(property(ValueType.TEXT), " a b ")).isEqualTo(" a b ");
    }

    @Test
    void takesWholeNumbersOfBothWidths() throws Exception {
        assertThat(ValueParser.parse(property(ValueType.INTEGER), " 42 ")).isEqualTo(42);
        assertThat(ValueParser.parse(property(ValueType.INTEGER), "-1")).isEqualTo(-1);
        assertThat(ValueParser.parse(property(ValueType.LONG), "8000000000"))
                .isEqualTo(8_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10k     | write 10000",
                "2M      | write 2000000",
                "1_000   | write 1000",
                "'1,000' | write 1000",
                "100.0   | write 100",
                "many    | write digits without a unit",
                "10s     | write digits without a unit",
                "0x10    | write digits without a unit",
            })
    void saysWhatWholeNumberWasMeant(String text, String remedy) {
        assertRefused(property(ValueType.INTEGER), text, "is no whole number", remedy);
    }

    @Test
    void keepsNumbersInTheirRange() throws Exception {
        PropertyDescriptor port = ranged(ValueType.INTEGER, 1, 65535);

        assertThat(ValueParser.parse(port, "65535")).isEqualTo(65535);
        assertRefused(port, "65536", "is out of range", "write a number from 1 to 65535");
        assertRefused(port, "0", "is out of range", "write a number from 1 to 65535");
        assertRefused(port, "x", "no whole number", "write digits without a unit, from 1 to 65535");
        assertRefused(
                ranged(ValueType.LONG, 1, Long.MAX_VALUE),
                "0",
                "is out of range",
                "write a number of at least 1");
        assertRefused(
                property(ValueType.INTEGER),
                "5000000000",
                "is out of range",
                "write a number from -2147483648 to 2147483647");
        assertRefused(
                property(ValueType.LONG), "99999999999999999999", "is too large", "smaller number");
    }

    @Test
    void takesDecimals() throws Exception {
        assertThat(ValueParser.parse(property(ValueType.DECIMAL), "0.5")).isEqualTo(0.5);
        assertThat(ValueParser.parse(property(ValueType.DECIMAL), "3")).isEqualTo(3.0);
        assertRefused(property(ValueType.DECIMAL), "0,5", "is no number", "with a point");
        assertRefused(property(ValueType.DECIMAL), "NaN", "is not finite", "write a number");
        assertRefused(ranged(ValueType.DECIMAL, 0, 1), "1.5", "is out of range", "from 0 to 1");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", " True ,true", "false,false", "False,false"})
    void takesTrueAndFalseWithoutCase(String text, boolean value) throws Exception {
        assertThat(ValueParser.parse(property(ValueType.BOOLEAN), text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"yes,write true", "0,write false", "maybe,write true or false"})
    void refusesWhatIsNeitherTrueNorFalse(String text, String remedy) {
        assertRefused(
                property(ValueType.BOOLEAN),
                text,
                '"' + text + "\" is neither true nor false",
                remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "200ms,200",
        "30s,30000",
        "30 s,30000",
        "5m,300000",
        "5M,300000",
        "5min,300000",
        "1h,3600000",
        "2d,172800000",
        "10 seconds,10000",
        "0,0",
        "0s,0",
    })
    void takesDurations(String text, long millis) throws Exception {
        assertThat(ValueParser.parse(property(ValueType.DURATION), text))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void readsBareNumbersInTheirUnit() throws Exception {
        assertThat(ValueParser.parse(bare(ValueType.DURATION, "s"), "30"))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(ValueParser.parse(bare(ValueType.DURATION, "ms"), "30"))
                .isEqualTo(Duration.ofMillis(30));
        assertThat(ValueParser.parse(bare(ValueType.SIZE, "MB"), "2"))
                .isEqualTo(new ByteSize(2 << 20));
        assertThat(ValueParser.parse(bare(ValueType.SIZE, "MB"), "2kB"))
                .isEqualTo(new ByteSize(2 << 10));
    }

    @Test
    void saysHowToWriteADuration() {
        assertThatThrownBy(() -> ValueParser.parse(bare(ValueType.DURATION, "s"), "30x"))
                .isInstanceOf(ValueException.class)
                .hasMessage("\"30x\" is no duration: write 30s, 5m, or a bare number of seconds");
        assertRefused(
                property(ValueType.DURATION),
                "30",
                "\"30\" has no unit",
                "write 30s, 5m (units: ms, s, m, h, d)");
        assertRefused(property(ValueType.DURATION), "1.5h", "no whole number", "write 90m");
        assertRefused(bare(ValueType.DURATION, "s"), "0.5", "no whole number", "write 500ms");
        assertRefused(property(ValueType.DURATION), "-5s", "is negative", "write at least 0ms");
        assertRefused(property(ValueType.DURATION), "", "is no duration", "write 30s");
        assertRefused(
                property(ValueType.DURATION), "99999999999999999999d", "is too long", "write less");
        assertRefused(ranged(ValueType.DURATION, 1000, 60_000), "2m", "is too long", "at most 1m");
        assertRefused(
                ranged(ValueType.DURATION, 1000, 60_000), "5ms", "is too short", "at least 1s");
    }

    @Test
    void takesNegativeDurationsWhereTheRangeAllows() throws Exception {
        assertThat(ValueParser.parse(ranged(ValueType.DURATION, -1, 1000), "-1ms"))
                .isEqualTo(Duration.ofMillis(-1));
    }

    @ParameterizedTest
    @CsvSource({
        "64,64",
        "64B,64",
        "10k,10240",
        "10kB,10240",
        "64MB,67108864",
        "1GiB,1073741824",
        "2 gb,2147483648",
        "1TB,1099511627776",
    })
    void takesSizesInPowersOf1024(String text, long bytes) throws Exception {
        assertThat(ValueParser.parse(property(ValueType.SIZE), text))
                .isEqualTo(new ByteSize(bytes));
    }

    @Test
    void saysHowToWriteASize() {
        assertRefused(
                property(ValueType.SIZE),
                "64 megs",
                "\"64 megs\" is no size",
                "write 64kB, 10MB, or a bare number of bytes");
        assertRefused(property(ValueType.SIZE), "0.5MB", "no whole number", "write 512kB");
        assertRefused(property(ValueType.SIZE), "-1", "is negative", "write at least 0B");
        assertRefused(
                ranged(ValueType.SIZE, 0, 1 << 20), "2MB", "is too large", "write at most 1MB");
    }

    @Test
    void takesPathsCharsetsAndTimeZones() throws Exception {
        assertThat(ValueParser.parse(property(ValueType.PATH), "/var/log/ü"))
                .isEqualTo(Path.of("/var/log/ü"));
        assertThat(ValueParser.parse(property(ValueType.CHARSET), "utf-8"))
                .isEqualTo(StandardCharsets.UTF_8);
        assertThat(ValueParser.parse(property(ValueType.TIME_ZONE), "Europe/Berlin"))
                .isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(ValueParser.parse(property(ValueType.TIME_ZONE), "PST"))
                .isEqualTo(ZoneId.of("America/Los_Angeles"));
    }

    @Test
    void proposesCharsetsAndTimeZonesThatAreNear() {
        assertRefused(property(ValueType.PATH), " ", "the path is empty", "write the path");
        assertRefused(property(ValueType.PATH), "a\0b", "is no path", "write the path");
        assertRefused(property(ValueType.CHARSET), "UTF_8", "no character set", "write UTF-8");
        assertRefused(property(ValueType.CHARSET), "???", "no character set", "such as UTF-8");
        assertRefused(
                property(ValueType.TIME_ZONE), "Europe/Berln", "no time zone", "Europe/Berlin");
        assertRefused(property(ValueType.TIME_ZONE), "home sweet home", "no time zone", "such as");
    }

    @Test
    void takesRegularExpressionsAndSaysWhereTheyAreWrong() throws Exception {
        assertThat(((Pattern) ValueParser.parse(property(ValueType.PATTERN), "a+ ")).pattern())
                .isEqualTo("a+ ");
        assertRefused(
                property(ValueType.PATTERN),
                "a(b",
                "\"a(b\" is no regular expression (Unclosed group at character 4)",
                "a backslash is written twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data_stream", "DataStream", "DATA-STREAM", " dataStream "})
    void matchesChoicesWithoutCaseAndDashes(String text) throws Exception {
        assertThat(ValueParser.parse(property(ValueType.CHOICE), text)).isEqualTo("data_stream");
    }

    @Test
    void proposesTheNearestChoice() {
        assertRefused(
                property(ValueType.CHOICE),
                "DataStraem",
                "\"DataStraem\" is not one of sequence_file, data_stream, compressed_stream",
                "write data_stream, if that is meant");
        assertRefused(
                property(ValueType.CHOICE),
                "x",
                "is not one of",
                "write one of sequence_file, data_stream, compressed_stream");
    }

    @Test
    void splitsListsAtWhiteSpace() throws Exception {
        assertThat(ValueParser.parse(property(ValueType.LIST), " a  b\tc "))
                .isEqualTo(List.of("a", "b", "c"));
        assertThat(ValueParser.parse(property(ValueType.LIST), " ")).isEqualTo(List.of());
    }

    @Test
    void takesNoTextForAMap() {
        assertThatThrownBy(() -> ValueParser.parse(property(ValueType.MAP), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ValueType.class,
            names = {"TEXT", "LIST", "MAP"},
            mode = EnumSource.Mode.EXCLUDE)
    void neverShowsASecret(ValueType type) {
        // A NUL is refused as a path, the rest as everything else.
        assertThatThrownBy(() -> ValueParser.parse(secret(type), "hun(ter\0" + 2))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("it is a secret")
                .message()
                .doesNotContain("hun");
    }

    private static void assertRefused(
            PropertyDescriptor property, String text, String what, String remedy) {
        assertThatThrownBy(() -> ValueParser.parse(property, text))
                .isInstanceOfSatisfying(
                        ValueException.class,
                        refusal -> {
                            assertThat(refusal.what()).contains(what);
                            assertThat(refusal.remedy()).contains(remedy);
                        });
    }
}
