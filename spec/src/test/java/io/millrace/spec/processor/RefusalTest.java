// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Catalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What the processor refuses, where, and what it says to do. */
class RefusalTest {
    /** The record component stands on line 10. */
    private static final String SOURCE =
            """
            package demo;
            import io.millrace.spec.*;
            import io.millrace.spi.*;
            import java.time.Duration;
            import java.util.*;
            /** Does something useful.
             *  @param value what it is for */
            @ComponentSpec(type = "thing")
            public record Thing(
                    @Key("value") String value)
                    implements ComponentConfig<Sink> {
                public enum Empty {}
                public enum Alike { A_B, AB }
                public Sink create(Context context) { return null; }
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                // The types.
                "@Key(\"value\") Integer value|value has the type java.lang.Integer, which no"
                        + " property can have: use String, int",
                "@Key(\"value\") float value|value has the type float, which no property can have",
                "@Key(\"value\") List<Integer> value|value has the type java.util.List",
                "@Key(\"value\") Optional<List<String>> value|value has the type"
                        + " java.util.Optional",
                "@Key(\"value\") String[] value|value has the type java.lang.String[]",
                "@Key(\"value\") Empty value|demo.Thing.Empty has no constants",
                "@Key(\"value\") Alike value|two constants of demo.Thing.Alike are written alike:"
                        + " ab",
                // The keys.
                "String value|value has no key: add @Key(\"value\")",
                "@Key(\"\") String value|\"\" cannot be a key: use words joined by dots",
                "@Key(\"a b\") String value|\"a b\" cannot be a key",
                "@Key(\"value.\") String value|\"value.\" cannot be a key",
                "@Key(\"a=b\") String value|\"a=b\" cannot be a key",
                "@Key(\"value.*\") String value|the key value.* stands for many keys, and value is"
                        + " no map: make it a Map<String, String>",
                "@Key(\"value\") Map<String, String> value|value is a map, and the key value stands"
                        + " for one value: write @Key(\"value.*\")",
                "@Key(value = \"value\", aliases = \"value\") String value|the key value stands"
                        + " twice: each key",
                "@Key(\"type\") String value|the key type belongs to the engine for every sink",
                "@Key(\"channel\") String value|the key channel belongs to the engine",
                // Defaults and examples.
                "@Key(\"value\") @Default(\"x\") int value|the default of value is no value of it:"
                        + " \"x\" is no whole number: write digits",
                "@Key(\"value\") @Default(\"0\") @Range(min = 1) int value|the default of value is"
                        + " no value of it: \"0\" is out of range: write a number of at least 1",
                "@Key(\"value\") @Default(\"30\") Duration value|\"30\" has no unit: write 30s",
                "@Key(\"value\") @Example(\"soon\") Duration value|the example of value is no value"
                        + " of it: \"soon\" is no duration",
                "@Key(\"value\") @Default(\"x\") Optional<String> value|value has a default, so"
                        + " that it is never empty: leave out @Default, or make it no Optional",
                "@Key(\"value.*\") @Default(\"x\") Map<String, String> value|value has a default",
                "@Key(\"value.*\") @Example(\"x\") Map<String, String> value|the example of the map"
                        + " value names no key: write \"key = value\"",
                // Ranges and units.
                "@Key(\"value\") @Range(min = 1) String value|@Range on value, which is a text:"
                        + " only numbers, durations and sizes have a range",
                "@Key(\"value\") @Range(min = 2, max = 1) int value|no value of value is from 2 to"
                        + " 1: exchange min and max",
                "@Key(\"value\") @BareNumber(\"s\") int value|@BareNumber on value, which is a"
                        + " number and has no unit: leave it out",
                "@Key(\"value\") @BareNumber(\"sec\") Duration value|\"sec\" is no unit of a"
                        + " duration: use one of ms, s, m, h, d",
                "@Key(\"value\") @BareNumber(\"s\") ByteSize value|\"s\" is no unit of a size: use"
                        + " one of B, kB, MB, GB, TB",
            })
    void refusesTheProperty(String component, String error) {
        assertRefused(SOURCE.replace("@Key(\"value\") String value", component), error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "Does something useful.||the component thing has no sentence: write a comment",
                "Does something useful.|Useful.|the component thing has no sentence",
                "@param value what it is for||the property value has no sentence: add \"@param"
                        + " value what it does",
                "what it is for|thing|the property value has no sentence",
                "@param value|@param vlaue|@param vlaue describes nothing: there is no such record"
                        + " component: write @param value, if that is meant",
                "implements ComponentConfig<Sink>||Thing does not implement ComponentConfig: add",
                "ComponentConfig<Sink>|ComponentConfig<Component>|ComponentConfig<"
                        + "io.millrace.spi.Component> is none of the five kinds: write",
                "type = \"thing\"|type = \"some thing\"|\"some thing\" cannot be a type: use one"
                        + " word",
                "type = \"thing\"|type = \"\"|\"\" cannot be a type",
                "type = \"thing\"|type = \"thing\", aliases = \"Thing\"|the type or alias Thing"
                        + " stands twice: remove one",
                "type = \"thing\"|type = \"thing\", since = \"soon\"|\"soon\" is no version: write",
                "type = \"thing\"|type = \"thing\", defunct = @Defunct(key = \"value\", reason ="
                        + " \"It is gone.\")|the key value stands twice",
                "type = \"thing\"|type = \"thing\", defunct = @Defunct(key = \"old\", reason ="
                        + " \"\")|the defunct key old has no sentence: say why",
                "record Thing(|record Thing<T>(|Thing has type parameters: remove them",
            })
    void refusesTheComponent(String what, String instead, String error) {
        String source = SOURCE.replace(what, instead == null ? "" : instead);
        assertThat(source).isNotEqualTo(SOURCE);

        assertRefused(source, error);
    }

    @Test
    void acceptsTheSampleThatTheOthersSpoil() {
        MemoryCompiler.compile(SOURCE).succeeds();
    }

    @Test
    void namesTheLineOfTheProperty() {
        List<String> errors =
                MemoryCompiler.compile(SOURCE.replace("String value", "float value")).errors();

        assertThat(errors).singleElement().asString().startsWith("10: value has the type float");
    }

    @Test
    void namesTheLineOfTheAnnotation() {
        List<String> errors =
                MemoryCompiler.compile(SOURCE.replace("\"thing\"", "\"some thing\"")).errors();

        assertThat(errors).singleElement().asString().startsWith("8: ");
    }

    @Test
    void refusesWhatIsNoRecord() {
        assertRefused(
                """
                package demo;
                @io.millrace.spec.ComponentSpec(type = "thing")
                public final class Thing {}
                """,
                "Thing is no record: put @ComponentSpec on a record");
    }

    @Test
    void refusesAPrivateRecord() {
        assertRefused(
                """
                package demo;
                import io.millrace.spi.*;
                public final class Around {
                    /** Does something useful. */
                    @io.millrace.spec.ComponentSpec(type = "thing")
                    private record Thing() implements ComponentConfig<Sink> {
                        public Sink create(Context context) { return null; }
                    }
                }
                """,
                "Thing is private, so that its factory cannot reach it: leave out \"private\"");
    }

    @Test
    void refusesOneTypeForTwoComponentsOfAKind() {
        String second = SOURCE.replace("record Thing(", "record Twin(").replace("Thing", "Twin");
        String other = second.replace("Sink", "Source").replace("Twin", "Other");

        assertThat(MemoryCompiler.compile(SOURCE, second).errors())
                .singleElement()
                .asString()
                .contains("the sink thing is described twice: demo.Thing has that type or alias");
        MemoryCompiler.compile(SOURCE, other).succeeds();
    }

    @Test
    void keepsTheKeysOfTheEngineOnlyWhereTheEngineReadsThem() {
        String threads = SOURCE.replace("@Key(\"value\")", "@Key(\"threads\")");

        MemoryCompiler.compile(threads).succeeds();
        MemoryCompiler.compile(SOURCE.replace("@Key(\"value\")", "@Key(\"channels\")")).succeeds();
        assertRefused(
                threads.replace("type = ", "parallel = true, type = "),
                "the key threads belongs to the engine");
        assertRefused(
                SOURCE.replace("Sink", "Source")
                        .replace("@Key(\"value\")", "@Key(\"selector.header\")"),
                "the key selector.header belongs to the engine for every source");
    }

    @Test
    void reportsAllThatIsWrongAtOnce() {
        List<String> errors =
                MemoryCompiler.compile(
                                SOURCE.replace("@Key(\"value\") String", "float")
                                        .replace("Does something useful.", ""))
                        .errors();

        assertThat(errors).hasSize(3);
    }

    private static void assertRefused(String source, String error) {
        MemoryCompiler compiler = MemoryCompiler.compile(source);

        assertThat(compiler.errors()).anySatisfy(text -> assertThat(text).contains(error));
        assertThat(compiler.wrote(Catalogue.RESOURCE)).isFalse();
    }
}
