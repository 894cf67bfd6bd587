// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spec.ByteSize;
import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueType;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

class ComponentSpecProcessorTest {
    private static final String ALL_TYPES =
            """
            package demo;

            import io.millrace.spec.*;
            import io.millrace.spi.*;
            import java.nio.charset.Charset;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.time.ZoneId;
            import java.util.*;
            import java.util.regex.Pattern;

            /**
             * Writes the body of each event, e.g. a line, to files. It rolls them by time and
             * size.
             *
             * <p>Files lie in {@code sink.directory}.
             *
             * @param directory where the files are created;
             *     must exist
             * @param text any {@linkplain String text}
             * @param count how many of them
             * @param total how many in all
             * @param share how much of it
             * @param strict whether to be strict
             * @param rollEvery close the current file after this time
             * @param rollSize close it at this size
             * @param charset of the text
             * @param zone for the names
             * @param pattern what to keep
             * @param mode how to write
             * @param names of the files
             * @param options of the serializer
             * @param shell perhaps a shell
             * @param retries perhaps some retries
             * @param fallback perhaps another mode
             * @param password for the server
             */
            @ComponentSpec(
                    type = "everything",
                    aliases = {"org.example.Everything", "all"},
                    stability = Stability.BETA,
                    since = "0.2",
                    parallel = true,
                    defunct = @Defunct(key = "sleep", reason = "Nothing sleeps."))
            public record EverythingConfig(
                    @Key("sink.directory") Path directory,
                    @Key("text") @Default("a \\"b\\"") @Example("hello") String text,
                    @Key("count") @Default("7") @Range(min = 1, max = 9) int count,
                    @Key("total") @Default("8000000000") long total,
                    @Key("share") @Default("0.5") double share,
                    @Key("strict") @Default("false") boolean strict,
                    @Key("roll.interval") @Default("30") @BareNumber("s") Duration rollEvery,
                    @Key(value = "roll.size", aliases = "rollSize") @Default("1kB") ByteSize rollSize,
                    @Key("charset") @Default("UTF-8") Charset charset,
                    @Key("zone") @Default("UTC") ZoneId zone,
                    @Key("pattern") @Default(".*") Pattern pattern,
                    @Key("mode") @Default("DATA-STREAM") Mode mode,
                    @Key("names") List<String> names,
                    @Key("serializer.*") @Example("appendNewline = false") Map<String, String> options,
                    @Key("shell") Optional<String> shell,
                    @Key("retries") Optional<Integer> retries,
                    @Key("fallback") Optional<Mode> fallback,
                    @Key("password") @Secret Optional<String> password)
                    implements ComponentConfig<Sink> {
                public enum Mode { DATA_STREAM, plain }
                @Override public Sink create(Context context) { return null; }
            }
            """;

    private static final String TWO_NESTED =
            """
            package demo;

            import io.millrace.spec.*;
            import io.millrace.spi.*;

            public final class Pair {
                /// Makes numbers, `one` after the other.
                ///
                /// Some *more*.
                ///
                /// @param seed where the row begins
                @ComponentSpec(type = "numbers")
                record Config(@Key("seed") @Default("1") long seed)
                        implements ComponentConfig<Source> {
                    @Override public Source create(Context context) { return null; }
                }

                /** Lets everything pass. */
                @ComponentSpec(type = "anything")
                record Other() implements ComponentConfig<Interceptor> {
                    @Override public Interceptor create(Context context) { return null; }
                }
            }
            """;

    @Test
    void describesAComponentByItsRecordAndComment() {
        ComponentDescriptor component =
                MemoryCompiler.compile(ALL_TYPES).succeeds().catalogue().get(0);

        assertThat(component.kind()).isEqualTo(Kind.SINK);
        assertThat(component.type()).isEqualTo("everything");
        assertThat(component.aliases()).containsExactly("org.example.Everything", "all");
        assertThat(component.stability()).isEqualTo(Stability.BETA);
        assertThat(component.since()).isEqualTo("0.2");
        assertThat(component.parallel()).isTrue();
        assertThat(component.summary())
                .isEqualTo("Writes the body of each event, e.g. a line, to files.");
        assertThat(component.documentation())
                .isEqualTo("It rolls them by time and size.\n\nFiles lie in `sink.directory`.");
        assertThat(component.configClass()).isEqualTo("demo.EverythingConfig");
        assertThat(component.factoryClass()).isEqualTo("demo.EverythingConfigFactory");
        assertThat(component.defunct()).containsExactly(new DefunctKey("sleep", "Nothing sleeps."));
    }

    @Test
    void describesPropertiesInTheOrderOfTheRecord() {
        List<PropertyDescriptor> properties =
                MemoryCompiler.compile(ALL_TYPES).succeeds().catalogue().get(0).properties();

        assertThat(properties)
                .extracting(PropertyDescriptor::type)
                .containsExactly(
                        ValueType.PATH,
                        ValueType.TEXT,
                        ValueType.INTEGER,
                        ValueType.LONG,
                        ValueType.DECIMAL,
                        ValueType.BOOLEAN,
                        ValueType.DURATION,
                        ValueType.SIZE,
                        ValueType.CHARSET,
                        ValueType.TIME_ZONE,
                        ValueType.PATTERN,
                        ValueType.CHOICE,
                        ValueType.LIST,
                        ValueType.MAP,
                        ValueType.TEXT,
                        ValueType.INTEGER,
                        ValueType.CHOICE,
                        ValueType.TEXT);
        assertThat(properties.get(0))
                .isEqualTo(
                        new PropertyDescriptor(
                                "sink.directory",
                                List.of(),
                                ValueType.PATH,
                                null,
                                true,
                                Long.MIN_VALUE,
                                Long.MAX_VALUE,
                                "",
                                List.of(),
                                false,
                                "where the files are created; must exist",
                                ""));
        assertThat(properties.get(1).defaultValue()).isEqualTo("a \"b\"");
        assertThat(properties.get(1).example()).isEqualTo("hello");
        assertThat(properties.get(1).documentation()).isEqualTo("any text");
        assertThat(properties.get(2).min()).isEqualTo(1);
        assertThat(properties.get(2).max()).isEqualTo(9);
        assertThat(properties.get(6).bareUnit()).isEqualTo("s");
        assertThat(properties.get(7).aliases()).containsExactly("rollSize");
        assertThat(properties.get(7).bareUnit()).isEqualTo("B");
        assertThat(properties.get(7).min()).isZero();
        assertThat(properties.get(11).allowed()).containsExactly("data_stream", "plain");
        assertThat(properties.get(12).required()).isFalse();
        assertThat(properties.get(14).required()).isFalse();
        assertThat(properties.get(17).secret()).isTrue();
    }

    @Test
    void makesTheRecordFromValues() throws Exception {
        ConfigFactory factory =
                MemoryCompiler.compile(ALL_TYPES)
                        .succeeds()
                        .factory("demo.EverythingConfigFactory");

        Object record =
                factory.create(
                        new Object[] {
                            Path.of("out"),
                            "text",
                            1,
                            2L,
                            0.5,
                            true,
                            Duration.ofSeconds(3),
                            new ByteSize(4),
                            StandardCharsets.UTF_8,
                            ZoneId.of("UTC"),
                            Pattern.compile("x"),
                            "data_stream",
                            List.of("a", "b"),
                            Map.of("k", "v"),
                            "sh",
                            null,
                            "plain",
                            null
                        });

        assertThat(record.toString())
                .isEqualTo(
                        "EverythingConfig[directory=out, text=text, count=1, total=2, share=0.5,"
                            + " strict=true, rollEvery=PT3S, rollSize=ByteSize[bytes=4],"
                            + " charset=UTF-8, zone=UTC, pattern=x, mode=DATA_STREAM, names=[a, b],"
                            + " options={k=v}, shell=Optional[sh], retries=Optional.empty,"
                            + " fallback=Optional[plain], password=Optional.empty]");
    }

    @Test
    void makesEmptyOfWhatIsNotSetAndNamesWhatIsMissing() throws Exception {
        ConfigFactory factory =
                MemoryCompiler.compile(ALL_TYPES)
                        .succeeds()
                        .factory("demo.EverythingConfigFactory");
        Object[] values = {
            null,
            "t",
            1,
            2L,
            0.5,
            true,
            Duration.ZERO,
            new ByteSize(4),
            StandardCharsets.UTF_8,
            ZoneId.of("UTC"),
            Pattern.compile("x"),
            "plain",
            null,
            null,
            null,
            null,
            null,
            null
        };

        assertThatThrownBy(() -> factory.create(values))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("sink.directory");
        values[0] = Path.of("out");
        assertThat(factory.create(values).toString())
                .contains("names=[], options={}, shell=Optional.empty");
    }

    @Test
    void putsAllComponentsOfAModuleIntoOneCatalogueInStableOrder() {
        List<ComponentDescriptor> one =
                MemoryCompiler.compile(TWO_NESTED, ALL_TYPES).succeeds().catalogue();
        List<ComponentDescriptor> other =
                MemoryCompiler.compile(ALL_TYPES, TWO_NESTED).succeeds().catalogue();

        assertThat(one)
                .extracting(ComponentDescriptor::type)
                .containsExactly("numbers", "anything", "everything");
        assertThat(one).isEqualTo(other);
    }

    @Test
    void readsMarkdownCommentsAndNestedRecords() throws Exception {
        // Comments of this form are known from Java 23 on.
        MemoryCompiler compiler = MemoryCompiler.compileAtLevel(25, TWO_NESTED).succeeds();
        ComponentDescriptor numbers = compiler.catalogue().get(0);

        assertThat(numbers.summary()).isEqualTo("Makes numbers, `one` after the other.");
        assertThat(numbers.documentation()).isEqualTo("Some *more*.");
        assertThat(numbers.properties().get(0).documentation()).isEqualTo("where the row begins");
        assertThat(numbers.configClass()).isEqualTo("demo.Pair$Config");
        assertThat(numbers.factoryClass()).isEqualTo("demo.Pair_ConfigFactory");
        assertThat(compiler.factory(numbers.factoryClass()).create(new Object[] {5L}).toString())
                .isEqualTo("Config[seed=5]");
        assertThat(Optional.of(compiler.load(numbers.configClass()))).isPresent();
    }

    @Test
    void generatesCodeWithoutWarnings() {
        assertThat(MemoryCompiler.compile(ALL_TYPES).succeeds().messages()).isEmpty();
    }

    @Test
    void writesNothingWhereNoComponentIs() {
        MemoryCompiler compiler =
                MemoryCompiler.compile("package demo; public record Plain(int x) {}").succeeds();

        assertThat(compiler.wrote(Catalogue.RESOURCE)).isFalse();
    }
}
