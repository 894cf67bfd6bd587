// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bug that is put into the product on purpose.
 *
 * @param name the name of the patch file
 * @param sources the changed sources by their path below the root
 */
public record PlantedBug(String name, Map<String, String> sources) {

    /**
     * Reads all patches of a directory, sorted by name.
     *
     * @param root of the repository
     * @throws IllegalArgumentException if one does not apply; it names all that do not
     */
    public static List<PlantedBug> all(Path root, Path directory) throws IOException {
        List<Path> patches;
        try (var files = Files.list(directory)) {
            patches = files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
        }
        List<PlantedBug> bugs = new ArrayList<>();
        List<String> misfits = new ArrayList<>();
        for (Path patch : patches) {
            try {
                bugs.add(read(root, patch));
            } catch (IllegalArgumentException misfit) {
                misfits.add(patch.getFileName() + ": " + misfit.getMessage());
            }
        }
        if (!misfits.isEmpty()) {
            throw new IllegalArgumentException(
                    "patches that do not apply:\n" + String.join("\n", misfits));
        }
        return bugs;
    }

    static PlantedBug read(Path root, Path patch) throws IOException {
        String name = patch.getFileName().toString().replace(".patch", "");
        UnifiedDiff diff = UnifiedDiff.parse(Files.readString(patch));
        Map<String, String> sources = new LinkedHashMap<>();
        for (var file : diff.hunks().entrySet()) {
            Path source = root.resolve(file.getKey());
            if (!Files.isRegularFile(source)) {
                throw new IllegalArgumentException(file.getKey() + ": no such file");
            }
            sources.put(
                    file.getKey(),
                    UnifiedDiff.apply(file.getKey(), file.getValue(), Files.readString(source)));
        }
        return new PlantedBug(name, sources);
    }
}
