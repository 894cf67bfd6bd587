// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.plugin;

import io.millrace.config.ComponentTypes;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * All components of an agent: those on its own class path, then those of its plugins.
 *
 * <p>Two layouts are searched below each given directory: ours, {@code <plugin>/*.jar}, and that of
 * Apache Flume, {@code <plugin>/lib/*.jar} and {@code <plugin>/libext/*.jar}. A plugin's loader is
 * made when the first of its components is needed. Safe for any thread.
 */
public final class Plugins implements ComponentTypes {
    /**
     * A copy of the plugin's catalogue beside its jars, so that they need not be opened at each
     * start: reading the table of contents of a big jar costs more than all the rest of it.
     */
    private static final String CATALOGUE_COPY = "catalogue";

    private final ClassLoader agent;
    private final Catalogue catalogue;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdentityHashMap<ComponentDescriptor, Plugin> owners = new IdentityHashMap<>();

    private static final class Plugin {
        private final String name;
        private final List<Path> jars;
        private @Nullable ClassLoader loader;

        Plugin(String name, List<Path> jars) {
            this.name = name;
            this.jars = jars;
        }

        ClassLoader loader(ClassLoader agent) {
            if (loader == null) {
                loader = new PluginClassLoader(name, urls(jars), agent);
            }
            return loader;
        }
    }

    /**
     * Looks for components, without loading a class of them.
     *
     * @param agent the loader of the agent
     * @param directories each holds plugins; one that does not exist holds none
     * @throws IOException if a directory or a jar cannot be read; the message names it
     */
    public Plugins(ClassLoader agent, List<Path> directories) throws IOException {
        this.agent = agent;
        Catalogue all = Catalogue.load(agent);
        for (Path directory : directories) {
            for (Path place : subdirectories(directory)) {
                Plugin plugin = new Plugin(String.valueOf(place.getFileName()), jars(place));
                Catalogue own = catalogue(place, plugin);
                own.all().forEach(component -> owners.put(component, plugin));
                all = all.with(own);
            }
        }
        this.catalogue = all;
    }

    private static Catalogue catalogue(Path place, Plugin plugin) throws IOException {
        Path copy = place.resolve(CATALOGUE_COPY);
        return Catalogue.load(Files.isDirectory(copy) ? List.of(copy) : plugin.jars);
    }

    private static List<Path> subdirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static List<Path> jars(Path plugin) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path place : List.of(plugin, plugin.resolve("lib"), plugin.resolve("libext"))) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> entries = Files.list(place)) {
                    entries.filter(entry -> entry.toString().endsWith(".jar"))
                            .sorted()
                            .forEach(jars::add);
                }
            }
        }
        return jars;
    }

    private static URL[] urls(List<Path> jars) {
        return jars.stream()
                .map(jar -> {
                    try {
                        return jar.toUri().toURL();
                    } catch (MalformedURLException impossible) {
                        throw new IllegalArgumentException(jar.toString(), impossible);
                    }
                })
                .toArray(URL[]::new);
    }

    @Override
    public Catalogue catalogue() {
        return catalogue;
    }

    @Override
    public ConfigFactory factory(ComponentDescriptor component) throws ClassNotFoundException {
        lock.lock();
        try {
            Plugin plugin = owners.get(component);
            ClassLoader loader = plugin == null ? agent : plugin.loader(agent);
            Class<?> factory = Class.forName(component.factoryClass(), true, loader);
            return (ConfigFactory) factory.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError failed) {
            throw new ClassNotFoundException(
                    component.factoryClass() + ": " + failed.getMessage(), failed);
        } finally {
            lock.unlock();
        }
    }
}
