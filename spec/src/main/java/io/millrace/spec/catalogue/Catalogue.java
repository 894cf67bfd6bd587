// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * All components that there are. Immutable. Reading it loads no class of a component.
 *
 * <p>Where two components of one kind claim a name, the first keeps it; the other is still in
 * {@link #all} and named by {@link #shadowed}.
 */
public final class Catalogue {
    /** Where a jar keeps its part. */
    public static final String RESOURCE = "META-INF/millrace/catalogue.json";

    private final List<ComponentDescriptor> components;
    private final List<ComponentDescriptor> shadowed;
    private final Map<Kind, Map<String, ComponentDescriptor>> byName = new EnumMap<>(Kind.class);

    private Catalogue(List<ComponentDescriptor> found) {
        List<ComponentDescriptor> losers = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            byName.put(kind, new TreeMap<>());
        }
        List<ComponentDescriptor> distinct = found.stream().distinct().toList();
        // Types first: an alias never takes a name from a component that is called so.
        for (ComponentDescriptor component : distinct) {
            if (!claim(component, component.type())) {
                losers.add(component);
            }
        }
        for (ComponentDescriptor component : distinct) {
            for (String alias : component.aliases()) {
                claim(component, alias);
            }
        }
        components =
                distinct.stream()
                        .sorted(
                                Comparator.comparing(ComponentDescriptor::kind)
                                        .thenComparing(ComponentDescriptor::type))
                        .toList();
        shadowed = List.copyOf(losers);
    }

    private boolean claim(ComponentDescriptor component, String name) {
        return names(component.kind()).putIfAbsent(name.toLowerCase(Locale.ROOT), component)
                == null;
    }

    private Map<String, ComponentDescriptor> names(Kind kind) {
        return byName.getOrDefault(kind, Map.of());
    }

    /** The given components; equal ones count once. */
    public static Catalogue of(List<ComponentDescriptor> components) {
        return new Catalogue(components);
    }

    /**
     * What the class path of a loader holds, its parents included.
     *
     * @throws IOException if a part cannot be read; the message names it
     */
    public static Catalogue load(ClassLoader loader) throws IOException {
        List<ComponentDescriptor> found = new ArrayList<>();
        for (URL url : Collections.list(loader.getResources(RESOURCE))) {
            URLConnection connection = url.openConnection();
            // A cached jar would stay open after its loader is closed.
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                found.addAll(CatalogueJson.read(in, url.toString()));
            }
        }
        return new Catalogue(found);
    }

    /**
     * What jar files and directories of classes hold. One without components adds nothing.
     *
     * @throws IOException if one cannot be read; the message names it
     */
    public static Catalogue load(List<Path> jarsAndDirectories) throws IOException {
        List<ComponentDescriptor> found = new ArrayList<>();
        for (Path place : jarsAndDirectories) {
            if (Files.isDirectory(place)) {
                Path file = place.resolve(RESOURCE);
                if (Files.exists(file)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        found.addAll(CatalogueJson.read(in, file.toString()));
                    }
                }
            } else {
                found.addAll(loadJar(place));
            }
        }
        return new Catalogue(found);
    }

    private static List<ComponentDescriptor> loadJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(RESOURCE);
            if (entry == null) {
                return List.of();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return CatalogueJson.read(in, jar + "!/" + RESOURCE);
            }
        } catch (ZipException e) {
            throw new IOException(jar + " is no jar file: " + e.getMessage(), e);
        }
    }

    /** These components, then those of another catalogue. */
    public Catalogue with(Catalogue other) {
        List<ComponentDescriptor> both = new ArrayList<>(components);
        both.addAll(other.components);
        return new Catalogue(both);
    }

    /** All components, by kind, then by type. */
    public List<ComponentDescriptor> all() {
        return components;
    }

    /** All components of a kind, by type. */
    public List<ComponentDescriptor> all(Kind kind) {
        return components.stream().filter(component -> component.kind() == kind).toList();
    }

    /** Components whose type another one has, so that no configuration can name them by it. */
    public List<ComponentDescriptor> shadowed() {
        return shadowed;
    }

    /** The component of a kind that a text means, by type or alias, without case. */
    public Optional<ComponentDescriptor> find(Kind kind, String type) {
        return Optional.ofNullable(names(kind).get(type.toLowerCase(Locale.ROOT)));
    }
}
