// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import io.millrace.config.ComponentTypes;
import io.millrace.engine.plugin.Plugins;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What this process can run: the components of its class path and of its plugins. */
public final class Installation {
    private final @Nullable Path home;
    private final List<Path> pluginDirectories;
    private @Nullable ComponentTypes types;

    /**
     * An installation.
     *
     * @param home the directory with lib/ and plugins/, or null outside a distribution
     * @param pluginsPath directories of plugins, parted as a class path is, instead of those of the
     *     home; or null
     */
    public Installation(@Nullable Path home, @Nullable String pluginsPath) {
        this.home = home;
        List<Path> directories = new ArrayList<>();
        if (pluginsPath != null) {
            Arrays.stream(pluginsPath.split(File.pathSeparator))
                    .filter(part -> !part.isBlank())
                    .forEach(part -> directories.add(Path.of(part)));
        } else if (home != null) {
            directories.add(home.resolve("plugins"));
            directories.add(home.resolve("plugins.d"));
        }
        this.pluginDirectories = List.copyOf(directories);
    }

    /** That of the launcher. */
    public static Installation ofProcess() {
        String home = System.getProperty("millrace.home");
        return new Installation(home == null ? null : Path.of(home), null);
    }

    /** The same with other plugins. */
    public Installation withPlugins(String pluginsPath) {
        return new Installation(home, pluginsPath);
    }

    /**
     * All components; read at the first call.
     *
     * @throws ProblemException if a plugin cannot be read
     */
    public ComponentTypes types() throws ProblemException {
        if (types == null) {
            try {
                types = new Plugins(Installation.class.getClassLoader(), pluginDirectories);
            } catch (IOException e) {
                throw CommandProblems.unreadablePlugin(e);
            }
        }
        return types;
    }
}
