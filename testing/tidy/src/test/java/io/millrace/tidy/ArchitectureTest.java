// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may know whom, read from the class files of the product's modules. */
class ArchitectureTest {
    private static final Pattern OUTPUT = Pattern.compile("(.*)/target/[^/]+(/|\\.jar).*");
    private static final Pattern OF_THE_JDK =
            Pattern.compile("(java|javax|jdk|sun|com\\.sun|org\\.ietf|org\\.w3c|org\\.xml)\\..*");

    private static final String ROOT = Repository.here().root().toUri().getPath();

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("/testing/"))
                    .importPackages("io.millrace");

    @Test
    void keepsToTheListOfLayers() {
        var strangers = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            module(type).ifPresent(module -> strangers.addAll(strangers(module, type)));
        }
        assertThat(strangers).as("who knows whom is listed in Layers.java").isEmpty();
    }

    @Test
    void makesTheHostInOnePlace() {
        var makers = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            boolean isMaker =
                    module(type)
                            .filter(module -> !module.equals("bench") && !module.equals("compat"))
                            .filter(module -> !Layers.MAKERS_OF_THE_HOST.contains(module))
                            .isPresent();
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                if (isMaker
                        && dependency
                                .getTargetClass()
                                .getPackageName()
                                .startsWith("io.millrace.host.real")) {
                    makers.add(type.getName() + " names " + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(makers).as("take Clock, Disk, Net and Threads from the Context").isEmpty();
    }

    @Test
    void findsTheProduct() {
        assertThat(CLASSES.stream().flatMap(type -> module(type).stream()).distinct())
                .contains("host", "frame", "spi");
    }

    @Test
    void refusesAStranger() {
        assertThat(Layers.mayKnow("engine", "channels")).isFalse();
        assertThat(Layers.mayKnow("connectors/basic", "connectors/hdfs")).isFalse();
        assertThat(Layers.mayKnow("frame", "host")).isFalse();
        assertThat(Layers.mayKnow("engine", "spi")).isTrue();
        assertThat(Layers.mayKnow("agent", "channels")).isTrue();
        assertThat(Layers.mayUse("frame", "org.slf4j.Logger")).isFalse();
        assertThat(Layers.mayUse("connectors/basic", "org.apache.hadoop.fs.Path")).isFalse();
        assertThat(Layers.mayUse("connectors/hdfs", "org.apache.hadoop.fs.Path")).isTrue();
    }

    private static List<String> strangers(String module, JavaClass type) {
        var found = new ArrayList<String>();
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            String name = target.getName();
            boolean isKnown =
                    target.isPrimitive()
                            || OF_THE_JDK.matcher(name).matches()
                            || (name.startsWith("io.millrace.")
                                    ? module(target)
                                            .map(other -> Layers.mayKnow(module, other))
                                            .orElse(false)
                                    : Layers.mayUse(module, name));
            if (!isKnown) {
                found.add(module + ": " + type.getName() + " names " + name);
            }
        }
        return found;
    }

    /** The directory of the module that a type of ours was compiled in, as seen from the root. */
    private static Optional<String> module(JavaClass type) {
        return type.getSource()
                .map(source -> OUTPUT.matcher(source.getUri().toString()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .map(path -> path.substring(path.lastIndexOf(ROOT) + ROOT.length()));
    }
}
