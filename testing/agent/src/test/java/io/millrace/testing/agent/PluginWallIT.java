// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The libraries of a plugin stay behind its wall, even where the agent could have them too. */
class PluginWallIT {
    @TempDir Path directory;

    /** The class path of the tests, which has Hadoop, and the names of what came from it. */
    private static final class AgentLoader extends URLClassLoader {
        private final Set<String> defined = ConcurrentHashMap.newKeySet();

        AgentLoader(URL[] classPath) {
            super(classPath, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = super.findClass(name);
            defined.add(name);
            return found;
        }
    }

    /** Runs in the agent's loader. */
    static final class Flow implements Runnable {
        private final Path directory;

        Flow(Path directory) {
            this.directory = directory;
        }

        @Override
        public void run() {
            try (RunningAgent agent =
                    new RunningAgent(
                            "a1",
                            """
                            a1.sources = r1
                            a1.channels = c1
                            a1.sinks = k1
                            a1.sources.r1.type = seq
                            a1.sources.r1.totalEvents = 50
                            a1.sources.r1.channels = c1
                            a1.channels.c1.type = memory
                            a1.sinks.k1.type = hdfs
                            a1.sinks.k1.hdfs.path = %s
                            a1.sinks.k1.hdfs.fileType = DataStream
                            a1.sinks.k1.channel = c1
                            """
                                    .formatted(directory.resolve("out").toUri()),
                            directory)) {
                agent.await(
                        "50 events", () -> agent.meters(Kind.SINK, "k1").eventsOut.value() == 50);
                assertThat(agent.stop()).isTrue();
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Test
    void keepsHadoopOutOfTheEnginesLoader() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (AgentLoader loader = new AgentLoader(classPath())) {
            thread.setContextClassLoader(loader);
            Class<?> flow = Class.forName(Flow.class.getName(), true, loader);
            assertThat(flow).isNotSameAs(Flow.class);
            Constructor<?> create = flow.getDeclaredConstructor(Path.class);
            create.setAccessible(true); // Another loader's package of the same name.
            ((Runnable) create.newInstance(directory)).run();
            assertThat(loader.getResource("org/apache/hadoop/fs/FileSystem.class")).isNotNull();
            assertThat(loader.defined)
                    .contains("io.millrace.engine.Agent")
                    .noneMatch(name -> name.startsWith("org.apache.hadoop."))
                    .noneMatch(name -> name.startsWith("io.millrace.hdfs."));
        } finally {
            thread.setContextClassLoader(before);
        }
        try (var files = Files.list(directory.resolve("out"))) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .isNotEmpty();
        }
    }
}
