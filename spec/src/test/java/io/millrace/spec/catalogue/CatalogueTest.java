// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import static io.millrace.spec.catalogue.Sample.component;
import static io.millrace.spec.catalogue.Sample.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spec.Stability;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class CatalogueTest {
    private static final ComponentDescriptor FULL =
            new ComponentDescriptor(
                    Kind.SINK,
                    "full",
                    List.of("org.example.Full"),
                    Stability.BETA,
                    "0.2",
                    true,
                    "Says \"ä\" and \\.",
                    "More\n\nof it.",
                    "demo.Full",
                    "demo.FullFactory",
                    List.of(
                            new PropertyDescriptor(
                                    "roll.size",
                                    List.of("rollSize"),
                                    ValueType.SIZE,
                                    "1kB",
                                    false,
                                    0,
                                    1 << 20,
                                    "B",
                                    List.of(),
                                    true,
                                    "how large it gets",
                                    "2kB"),
                            property("mode", ValueType.CHOICE, null),
                            property("count", ValueType.LONG, ""),
                            property("options.*", ValueType.MAP, null)),
                    List.of(new DefunctKey("old", "It is gone.")));

    private static final ComponentDescriptor SOURCE =
            component(Kind.SOURCE, "NetCat", List.of("org.example.NetcatSource"));

    @TempDir private Path directory;

    @Test
    void readsWhatItWrote() throws Exception {
        String json = CatalogueJson.write(List.of(SOURCE, FULL));

        assertThat(read(json)).containsExactly(SOURCE, FULL);
    }

    @Test
    void skipsFieldsOfLaterVersions() throws Exception {
        String json = CatalogueJson.write(List.of(FULL));
        String later = json.replaceFirst("\"kind\"", "\"colour\" : [1, {\"a\" : null}], \"kind\"");

        assertThat(later).isNotEqualTo(json);
        assertThat(read(later)).containsExactly(FULL);
    }

    @Test
    void namesTheCatalogueThatCannotBeRead() {
        assertThatThrownBy(() -> read("{\"format\": 2, \"components\": []}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("place")
                .hasMessageContaining("its format is 2");
        assertThatThrownBy(() -> read("no json"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("catalogue place cannot be read");
        assertThatThrownBy(() -> read("{\"format\": 1, \"components\": [{\"kind\": \"SINK\"}]}"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the text \"type\" is missing");
    }

    @Test
    void findsByTypeAndAliasWithoutCase() {
        Catalogue catalogue = Catalogue.of(List.of(SOURCE, FULL));

        assertThat(catalogue.find(Kind.SOURCE, "netcat")).contains(SOURCE);
        assertThat(catalogue.find(Kind.SOURCE, "ORG.EXAMPLE.netcatsource")).contains(SOURCE);
        assertThat(catalogue.find(Kind.SINK, "netcat")).isEmpty();
        assertThat(catalogue.find(Kind.SOURCE, "")).isEmpty();
    }

    @Test
    void listsByKindAndType() {
        ComponentDescriptor avro = component(Kind.SINK, "avro", List.of());

        assertThat(Catalogue.of(List.of(FULL, SOURCE, avro)).all())
                .containsExactly(SOURCE, avro, FULL);
        assertThat(Catalogue.of(List.of(FULL, SOURCE, avro)).all(Kind.SINK))
                .containsExactly(avro, FULL);
    }

    @Test
    void countsTheSameComponentOnce() {
        Catalogue catalogue = Catalogue.of(List.of(FULL)).with(Catalogue.of(List.of(FULL, SOURCE)));

        assertThat(catalogue.all()).containsExactly(SOURCE, FULL);
        assertThat(catalogue.shadowed()).isEmpty();
    }

    @Test
    void leavesANameToTheFirstAndSaysSo() {
        ComponentDescriptor late =
                component(Kind.SINK, "FULL", List.of("late"), property(ValueType.TEXT));
        Catalogue catalogue = Catalogue.of(List.of(FULL, late));

        assertThat(catalogue.find(Kind.SINK, "full")).contains(FULL);
        assertThat(catalogue.find(Kind.SINK, "late")).contains(late);
        assertThat(catalogue.shadowed()).containsExactly(late);
    }

    @Test
    void neverLetsAnAliasTakeATypeAway() {
        ComponentDescriptor greedy = component(Kind.SINK, "greedy", List.of("full"));

        assertThat(Catalogue.of(List.of(greedy, FULL)).find(Kind.SINK, "full")).contains(FULL);
    }

    @Test
    void readsJarsAndDirectoriesWithoutLoadingClasses() throws Exception {
        Path jar = jarOf("one.jar", CatalogueJson.write(List.of(SOURCE)));
        Path classes = directory.resolve("classes");
        Path file = classes.resolve(Catalogue.RESOURCE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, CatalogueJson.write(List.of(FULL)));
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path plain = jarOf("plain.jar", null);

        assertThat(Catalogue.load(List.of(jar, empty, classes, plain)).all())
                .containsExactly(SOURCE, FULL);
    }

    @Test
    void namesTheFileThatIsNoJar() throws Exception {
        Path text = Files.writeString(directory.resolve("notes.txt"), "no jar at all");

        assertThatThrownBy(() -> Catalogue.load(List.of(text)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("notes.txt is no jar file");
        assertThatThrownBy(() -> Catalogue.load(List.of(directory.resolve("absent.jar"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent.jar");
    }

    @Test
    void readsAllPartsOfAClassPath() throws Exception {
        Path one = jarOf("one.jar", CatalogueJson.write(List.of(SOURCE)));
        Path two = jarOf("two.jar", CatalogueJson.write(List.of(FULL)));

        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {one.toUri().toURL(), two.toUri().toURL()},
                        ClassLoader.getPlatformClassLoader())) {
            assertThat(Catalogue.load(loader).all()).containsExactly(SOURCE, FULL);
        }
    }

    @Test
    void findsThePropertyOfAKey() {
        ComponentDescriptor component =
                component(
                        Kind.SINK,
                        "x",
                        List.of(),
                        property("serializer", ValueType.TEXT, ""),
                        property("serializer.*", ValueType.MAP, null),
                        property("serializer.codec.*", ValueType.MAP, null));

        assertThat(component.property("serializer").map(PropertyDescriptor::key))
                .contains("serializer");
        assertThat(component.property("serializer.a").map(PropertyDescriptor::key))
                .contains("serializer.*");
        assertThat(component.property("serializer.codec.a").map(PropertyDescriptor::key))
                .contains("serializer.codec.*");
        assertThat(component.property("serializer.codec").map(PropertyDescriptor::key))
                .contains("serializer.*");
        assertThat(component.property("serializer.")).isEmpty();
        assertThat(component.property("Serializer")).isEmpty();
        assertThat(component.properties().get(1).prefixLength("serializer.a.b")).isEqualTo(11);
        assertThat(component.properties().get(0).prefixLength("serializer.a")).isEqualTo(-1);
        assertThat(FULL.property("rollSize").map(PropertyDescriptor::key)).contains("roll.size");
    }

    private List<ComponentDescriptor> read(String json) throws IOException {
        return CatalogueJson.read(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "place");
    }

    private Path jarOf(String name, String json) throws IOException {
        Path jar = directory.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(json == null ? "README" : Catalogue.RESOURCE));
            zip.write((json == null ? "nothing" : json).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return jar;
    }
}
