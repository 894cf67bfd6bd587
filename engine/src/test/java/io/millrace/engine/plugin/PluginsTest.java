// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Sink;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Plugins and their libraries, compiled here, in each of the two layouts. */
class PluginsTest {
    private static final String LIBRARY =
            """
            package org.example.library;
            public class Library {
                public static String version() { return "VERSION"; }
            }
            """;

    /** A sink that says of itself which classes it sees. */
    private static final String COMPONENT =
            """
            package org.example.plugin;
            import io.millrace.frame.Batch;
            import io.millrace.spec.ComponentSpec;
            import io.millrace.spi.*;
            /** Delivers all and says which classes it sees. */
            @ComponentSpec(type = "TYPE")
            public record SeeingConfig() implements ComponentConfig<Sink> {
                public Sink create(Context context) { return new Seeing(); }
                private record Seeing() implements Sink {
                    public void open() {}
                    public Delivery write(Batch batch) { return Delivery.delivered(); }
                    public Health health() {
                        return Health.degraded(org.example.library.Library.version()
                            + " " + place("org.slf4j.Logger")
                            + " " + place("io.millrace.spi.Sink")
                            + " " + place("org.example.library.OfAgent")
                            + " " + place("io.millrace.engine.Agent")
                            + " " + place("io.millrace.host.real.RealHost")
                            + " " + place("org.junit.jupiter.api.Test")
                            + " " + place("org.example.plugin.SeeingConfig"));
                    }
                    private static String place(String name) {
                        try {
                            return Class.forName(name).getClassLoader().getName();
                        } catch (ClassNotFoundException e) {
                            return "-";
                        }
                    }
                }
            }
            """;

    @TempDir Path directory;

    /** Compiles classes, with the processor of components, and packs them into a jar. */
    private Path jar(Path jar, List<Path> libraries, Map<String, String> sources) throws Exception {
        Path work = Files.createTempDirectory(directory, "classes");
        List<String> words = new ArrayList<>();
        String classPath =
                Stream.concat(
                                Stream.of(System.getProperty("java.class.path")),
                                libraries.stream().map(Path::toString))
                        .collect(Collectors.joining(File.pathSeparator));
        words.addAll(List.of("-proc:full", "-d", work.toString(), "-cp", classPath));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = directory.resolve("source/" + source.getKey() + ".java");
            words.add(TestFiles.write(file, source.getValue()).toString());
        }
        JavaCompiler javac = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = javac.run(null, said, said, words.toArray(String[]::new));
        assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(work)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(work.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private Path library(String jar, String version) throws Exception {
        return jar(
                directory.resolve(jar),
                List.of(),
                Map.of("Library", LIBRARY.replace("VERSION", version)));
    }

    private void component(String jar, String type, Path library) throws Exception {
        jar(
                directory.resolve(jar),
                List.of(library),
                Map.of("SeeingConfig", COMPONENT.replace("TYPE", type)));
    }

    /** What a sink of a type says when it is made as the engine makes one. */
    @SuppressWarnings("unchecked") // The factory of a sink makes the configuration of a sink.
    private static String seenBy(Plugins plugins, String type) throws Exception {
        ComponentDescriptor found = plugins.catalogue().find(Kind.SINK, type).orElseThrow();
        Object config = plugins.factory(found).create(new Object[0]);
        return ((ComponentConfig<Sink>) config).create(TestContext.named(type)).health().reason();
    }

    @Test
    void givesEachPluginItsOwnLibrariesAndNothingOfTheAgentsButTheInterfaces() throws Exception {
        component("plugins/one/one.jar", "one", library("plugins/one/library.jar", "1"));
        component("plugins.d/two/lib/two.jar", "two", library("plugins.d/two/libext/x.jar", "2"));
        Path agents = library("agent/library.jar", "agent");
        Path more =
                jar(
                        directory.resolve("agent/more.jar"),
                        List.of(),
                        Map.of("OfAgent", "package org.example.library; public class OfAgent {}"));
        ClassLoader tests = PluginsTest.class.getClassLoader();
        URL[] jars = {agents.toUri().toURL(), more.toUri().toURL()};
        try (URLClassLoader agent = new URLClassLoader("agent", jars, tests)) {
            assertThat(agent.loadClass("org.example.library.Library").getClassLoader())
                    .isSameAs(agent);
            Plugins plugins =
                    new Plugins(
                            agent,
                            List.of(directory.resolve("plugins"), directory.resolve("plugins.d")));
            String shared = " " + tests.getName() + " " + tests.getName();
            String hidden = " - - - -";
            assertThat(seenBy(plugins, "one")).isEqualTo("1" + shared + hidden + " plugin-one");
            assertThat(seenBy(plugins, "two")).isEqualTo("2" + shared + hidden + " plugin-two");
        }
    }
}
