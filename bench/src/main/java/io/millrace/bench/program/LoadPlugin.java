// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import io.millrace.bench.component.PutLoadConfig;
import io.millrace.compat.peer.load.PutLoad;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The plugin with the load of this tool: what was compiled beside it, in a jar. */
final class LoadPlugin {
    private static final String CATALOGUE = "META-INF/millrace";

    private LoadPlugin() {}

    /**
     * Makes it below a directory.
     *
     * @return the directory to name to the agent
     */
    static Path in(Path directory) throws IOException {
        Path plugins = directory.resolve("plugins").toAbsolutePath();
        Path plugin = Files.createDirectories(plugins.resolve("load"));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(plugin.resolve("load.jar")))) {
            add(jar, PutLoadConfig.class, List.of(CATALOGUE, packagePath(PutLoadConfig.class)));
            add(jar, PutLoad.class, List.of(packagePath(PutLoad.class)));
        }
        return plugins;
    }

    private static String packagePath(Class<?> type) {
        return type.getPackageName().replace('.', '/');
    }

    private static void add(JarOutputStream jar, Class<?> neighbour, List<String> directories)
            throws IOException {
        Path root = root(neighbour);
        if (Files.isDirectory(root)) {
            add(jar, root, directories);
            return;
        }
        try (FileSystem inside = FileSystems.newFileSystem(root)) {
            add(jar, inside.getPath("/"), directories);
        }
    }

    private static void add(JarOutputStream jar, Path root, List<String> directories)
            throws IOException {
        for (String directory : directories) {
            try (Stream<Path> files = Files.walk(root.resolve(directory))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                    jar.putNextEntry(new JarEntry(name));
                    Files.copy(file, jar);
                    jar.closeEntry();
                }
            }
        }
    }

    /** A directory of classes or a jar. */
    private static Path root(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
