// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import org.apache.hadoop.fs.Path;

/**
 * What stands around the prefix and the counter in the names of files.
 *
 * @param inUsePrefix before the name while the file is written
 * @param suffix behind the counter
 * @param inUseSuffix behind the name while the file is written
 */
record FileNames(String inUsePrefix, String suffix, String inUseSuffix) {

    /** The names of one file. */
    record Pair(Path inUse, Path target) {}

    /**
     * @param extension of the codec, with its dot, or empty
     */
    static FileNames of(HdfsSinkConfig config, String extension) {
        return new FileNames(
                config.inUsePrefix().orElse(""),
                config.fileSuffix().orElse(extension),
                config.emptyInUseSuffix() ? "" : config.inUseSuffix());
    }

    Pair of(String directory, String prefix, long counter) {
        String name = prefix + "." + counter + suffix;
        return new Pair(
                new Path(directory + "/" + inUsePrefix + name + inUseSuffix),
                new Path(directory + "/" + name));
    }
}
