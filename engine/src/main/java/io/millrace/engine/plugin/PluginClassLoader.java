// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.plugin;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The wall: a short list of packages comes from the agent, all else from the plugin's own jars. */
final class PluginClassLoader extends URLClassLoader {
    /** Prefixes of class names; {@code io.millrace.host.real} is not the plugin's business. */
    private static final List<String> SHARED =
            List.of(
                    "io.millrace.spi.",
                    "io.millrace.frame.",
                    "io.millrace.spec.",
                    "io.millrace.host.",
                    "org.slf4j.");

    private static final String REAL_HOST = "io.millrace.host.real.";

    private final ClassLoader agent;

    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL[] jars, ClassLoader agent) {
        super("plugin-" + name, jars, ClassLoader.getPlatformClassLoader());
        this.agent = agent;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return isShared(name) ? agent.loadClass(name) : super.loadClass(name, resolve);
    }

    private static boolean isShared(String name) {
        if (name.startsWith(REAL_HOST)) {
            return false;
        }
        for (String prefix : SHARED) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** slf4j finds its provider with the agent; a plugin's own copy would be a second one. */
    @Override
    public @Nullable URL getResource(String name) {
        return name.startsWith("META-INF/services/org.slf4j.") ? null : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services/org.slf4j.")
                ? Collections.emptyEnumeration()
                : super.getResources(name);
    }
}
