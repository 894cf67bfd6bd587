// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.reference.JsonSchema;
import io.millrace.spec.reference.ReferencePage;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The reference pages and the schema say what the components on the class path say. With {@code
 * -Dmillrace.reference.write=true} they are written first.
 */
class ReferenceTest {
    private static final Path DIRECTORY = Repository.above().resolve("docs/reference");
    private static final String REMEDY =
            "docs/reference is out of date: ./mvnw -q -Pquick -Dgate.tidy.skip=false"
                    + " -pl testing/tidy -am test -Dtest=ReferenceTest"
                    + " -Dmillrace.reference.write=true";

    @Test
    void describesEveryComponentAsItIs() throws IOException {
        var wanted = wanted();
        if (Boolean.getBoolean("millrace.reference.write")) {
            write(wanted);
        }
        var found = found();
        assertThat(found.keySet()).as(REMEDY).isEqualTo(wanted.keySet());
        assertThat(wanted)
                .allSatisfy((name, text) -> assertThat(found.get(name)).as(REMEDY).isEqualTo(text));
    }

    @Test
    void leavesNoNameToTwoComponents() throws IOException {
        assertThat(catalogue().shadowed()).isEmpty();
    }

    private static Catalogue catalogue() throws IOException {
        return Catalogue.load(ReferenceTest.class.getClassLoader());
    }

    private static Map<String, String> wanted() throws IOException {
        var catalogue = catalogue();
        var pages = new TreeMap<String, String>();
        for (ComponentDescriptor component : catalogue.all()) {
            pages.put(ReferencePage.fileName(component), ReferencePage.of(component));
        }
        pages.put("README.md", ReferencePage.index(catalogue));
        pages.put("millrace.schema.json", JsonSchema.ofFile(catalogue));
        return pages;
    }

    private static Map<String, String> found() throws IOException {
        var pages = new TreeMap<String, String>();
        if (Files.isDirectory(DIRECTORY)) {
            try (var files = Files.list(DIRECTORY)) {
                for (Path file : files.collect(Collectors.toList())) {
                    pages.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return pages;
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(DIRECTORY);
        for (String old : found().keySet()) {
            Files.delete(DIRECTORY.resolve(old));
        }
        for (var page : pages.entrySet()) {
            Files.writeString(DIRECTORY.resolve(page.getKey()), page.getValue());
        }
    }
}
