// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.CatalogueJson;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a few sources with the processor, all in memory, and keeps what came out. */
final class MemoryCompiler {
    /** Stand-ins for the SPI, which this module does not know. */
    private static final List<String> SPI =
            List.of(
                    "package io.millrace.spi; public interface Component {}",
                    "package io.millrace.spi; public interface Context {}",
                    "package io.millrace.spi; public interface ComponentConfig<C extends Component>"
                            + " { C create(Context context); }",
                    "package io.millrace.spi; public interface Source extends Component {}",
                    "package io.millrace.spi; public interface Interceptor extends Component {}",
                    "package io.millrace.spi; public interface Selector extends Component {}",
                    "package io.millrace.spi; public interface Channel extends Component {}",
                    "package io.millrace.spi; public interface Sink extends Component {}");

    private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();
    private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    private final boolean succeeded;

    private MemoryCompiler(List<String> sources, List<String> options) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager standard =
                javac.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(SPI);
        all.addAll(sources);
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : all) {
            files.add(new Source(source));
        }
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(
                List.of(
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-Xlint:all,-processing",
                        "-g"));
        JavaCompiler.CompilationTask task =
                javac.getTask(null, new InMemory(standard), diagnostics, arguments, null, files);
        task.setProcessors(List.of(new ComponentSpecProcessor()));
        succeeded = task.call();
    }

    static MemoryCompiler compile(String... sources) {
        return new MemoryCompiler(List.of(sources), List.of("--release", "17"));
    }

    static MemoryCompiler compileAtLevel(int release, String... sources) {
        return new MemoryCompiler(
                List.of(sources), List.of("--release", Integer.toString(release)));
    }

    /** The errors, each as {@code line: message}. */
    List<String> errors() {
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic ->
                        diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    /** Errors and warnings. */
    List<String> messages() {
        return diagnostics.getDiagnostics().stream()
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
                .toList();
    }

    MemoryCompiler succeeds() {
        assertThat(errors()).isEmpty();
        assertThat(succeeded).isTrue();
        return this;
    }

    boolean wrote(String name) {
        return outputs.containsKey(name);
    }

    String output(String name) {
        assertThat(outputs).containsKey(name);
        return outputs.get(name).toString(StandardCharsets.UTF_8);
    }

    List<ComponentDescriptor> catalogue() {
        try {
            return CatalogueJson.read(
                    new ByteArrayInputStream(
                            output(Catalogue.RESOURCE).getBytes(StandardCharsets.UTF_8)),
                    "memory");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    ConfigFactory factory(String name) throws ReflectiveOperationException {
        return (ConfigFactory) load(name).getConstructor().newInstance();
    }

    Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, true, new Loader());
    }

    private final class Loader extends ClassLoader {
        Loader() {
            super(MemoryCompiler.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            ByteArrayOutputStream bytes = outputs.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes.toByteArray(), 0, bytes.size());
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("memory:///" + fileOf(text)), Kind.SOURCE);
            this.text = text;
        }

        private static String fileOf(String text) {
            String packageName = text.replaceFirst("(?s).*?package ([\\w.]+);.*", "$1");
            String type =
                    text.replaceFirst(
                            "(?s).*?public (?:final |abstract )*(?:class|interface|record|enum)"
                                    + " (\\w+).*",
                            "$1");
            return packageName.replace('.', '/') + "/" + type + ".java";
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        InMemory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new Output(name, kind);
        }

        @Override
        public FileObject getFileForOutput(
                Location location, String packageName, String name, FileObject sibling) {
            return new Output(name, JavaFileObject.Kind.OTHER);
        }
    }

    private final class Output extends SimpleJavaFileObject {
        private final String name;

        Output(String name, Kind kind) {
            super(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind);
            this.name = kind == Kind.SOURCE ? name + ".java" : name;
        }

        @Override
        public OutputStream openOutputStream() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            outputs.put(name, bytes);
            return bytes;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return output(name);
        }
    }
}
