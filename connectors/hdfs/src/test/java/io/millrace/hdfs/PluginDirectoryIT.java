// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The directory that the build makes of the plugin, loaded behind a wall as an agent does. */
class PluginDirectoryIT {
    private static final Path PLUGIN = Path.of("target", "plugin", "hdfs");

    @TempDir Path directory;

    /** The list of packages that come from the agent. */
    private static final class Wall extends URLClassLoader {
        private static final List<String> SHARED =
                List.of(
                        "io.millrace.spi.",
                        "io.millrace.frame.",
                        "io.millrace.spec.",
                        "io.millrace.host.",
                        "org.slf4j.");

        private Wall(URL[] jars) {
            super(jars, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return SHARED.stream().anyMatch(name::startsWith)
                    ? PluginDirectoryIT.class.getClassLoader().loadClass(name)
                    : super.loadClass(name, resolve);
        }
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(PLUGIN)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    @Test
    void bringsNothingThatTheAgentHas() throws Exception {
        assertThat(jars())
                .extracting(jar -> jar.getFileName().toString().replaceAll("-\\d.*", ""))
                .contains("millrace-hdfs", "millrace-formats", "hadoop-client-api")
                .doesNotContain(
                        "millrace-spi",
                        "millrace-frame",
                        "millrace-host",
                        "millrace-spec",
                        "slf4j-api",
                        "logback-classic");
        assertThat(Catalogue.load(List.of(PLUGIN.resolve("catalogue"))).find(Kind.SINK, "hdfs"))
                .isPresent();
    }

    @Test
    void writesFromBehindTheWall() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars()) {
            urls.add(jar.toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (Wall wall = new Wall(urls.toArray(URL[]::new))) {
            thread.setContextClassLoader(wall);
            String[] settings = {
                "hdfs.path", directory.resolve("out").toUri().toString(),
                "hdfs.fileType", "CompressedStream",
                "hdfs.codeC", "gzip"
            };
            @SuppressWarnings("unchecked") // The catalogue says that it is a sink.
            ComponentConfig<Sink> config =
                    (ComponentConfig<Sink>) Configs.factory(wall).create(Configs.values(settings));
            assertThat(config.getClass().getClassLoader()).isSameAs(wall);
            try (Sink sink = config.create(TestContext.named("k1").in(directory))) {
                sink.open();
                sink.maintain();
                assertThat(sink.write(Events.batch("a"))).isEqualTo(Delivery.delivered());
            }
            try (Stream<Path> files = Files.list(directory.resolve("out"))) {
                assertThat(files).anyMatch(file -> file.toString().endsWith(".gz"));
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
