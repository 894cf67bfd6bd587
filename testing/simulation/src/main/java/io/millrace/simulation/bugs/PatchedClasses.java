// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The product with a bug in it: the modules that the bug is in compiled anew, and all classes but
 * those of the host and of the simulation loaded apart from the right ones.
 */
final class PatchedClasses extends URLClassLoader {
    /** What the world outside and the patched classes share; scenarios are not among it. */
    private static final Pattern SHARED =
            Pattern.compile("io\\.millrace\\.(host\\..*|simulation\\.((disk|bugs)\\.)?[^.]+)");

    private PatchedClasses(URL[] places) {
        super(places, PatchedClasses.class.getClassLoader());
    }

    /**
     * Compiles a bug.
     *
     * @param root of the repository
     * @param output an empty directory for the classes
     * @throws IllegalArgumentException if it does not compile
     */
    static PatchedClasses compile(Path root, PlantedBug bug, Path output) throws IOException {
        List<String> classPath =
                List.of(
                        System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path"))
                                .split(File.pathSeparator));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        Files.createDirectories(output);
        List<JavaFileObject> units = units(root, bug);
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            files.setLocationFromPaths(
                    StandardLocation.CLASS_PATH, classPath.stream().map(Path::of).toList());
            boolean isCompiled =
                    units.isEmpty()
                            || compiler.getTask(
                                            said,
                                            files,
                                            null,
                                            List.of("-proc:none", "-nowarn", "-parameters"),
                                            null,
                                            units)
                                    .call();
            if (!isCompiled) {
                throw new IllegalArgumentException(bug.name() + " does not compile:\n" + said);
            }
        }
        List<URL> places = new ArrayList<>();
        places.add(output.toUri().toURL());
        for (String place : classPath) {
            places.add(Path.of(place).toUri().toURL());
        }
        return new PatchedClasses(places.toArray(URL[]::new));
    }

    /** All sources of the modules that the bug is in, since constants are copied by javac. */
    private static List<JavaFileObject> units(Path root, PlantedBug bug) throws IOException {
        List<JavaFileObject> units = new ArrayList<>();
        for (String module :
                bug.sources().keySet().stream().map(PatchedClasses::home).distinct().toList()) {
            try (var walk = Files.walk(root.resolve(module))) {
                for (Path source : walk.sorted().toList()) {
                    String path = root.relativize(source).toString().replace('\\', '/');
                    if (path.endsWith(".java") && !path.endsWith("package-info.java")) {
                        String patched = bug.sources().get(path);
                        units.add(
                                new Source(
                                        source.toUri(),
                                        patched == null ? Files.readString(source) : patched));
                    }
                }
            }
        }
        return units;
    }

    /** The directory of sources that a file is in: all below src/main/java, or one package. */
    private static String home(String path) {
        int main = path.indexOf("src/main/java/");
        return main < 0
                ? path.substring(0, path.lastIndexOf('/'))
                : path.substring(0, main + "src/main/java".length());
    }

    /** Classes are loaded by the one thread that runs the simulation. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
            return loaded;
        }
        return isShared(name) ? super.loadClass(name, resolve) : findClass(name);
    }

    private static boolean isShared(String name) {
        return !name.startsWith("io.millrace.") || SHARED.matcher(name).matches();
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(URI uri, String text) {
            super(uri, Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
