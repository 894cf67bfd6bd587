// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says, as system properties.
 *
 * @param scenarios {@code bench.scenarios}: names separated by commas; all if it is not given, none
 *     for {@code none}
 * @param only {@code bench.only}: measures those contenders alone whose labels begin with this
 * @param peers {@code bench.peers}: who else takes part where any program can, by names of ours or
 *     files; {@code none} for nobody
 * @param micro {@code bench.micro}: runs the micro benchmarks whose names match, and no scenario
 * @param runs {@code bench.runs}: alternating runs of each contender
 * @param noiseRuns {@code bench.noise-runs}: pairs of runs of the first contender against itself
 * @param scale {@code bench.scale}: length of the runs, 1 for about eight seconds each
 * @param fileBytes {@code bench.file-bytes}: size of the files that are read, in all
 * @param standIn {@code bench.stand-in}: type of a channel that takes the place of Millrace's file
 *     channel, to try the tool
 * @param millrace {@code bench.millrace}: home of Millrace; without it the peer is measured alone
 * @param commit {@code bench.commit}: what is measured
 * @param results {@code bench.results}: directory of the result files
 * @param page {@code bench.page}: a page whose figures are brought up to date in the end; see
 *     {@link Page}
 * @param directory {@code bench.directory}: data, runs and results
 */
record Settings(
        List<String> scenarios,
        String only,
        List<String> peers,
        Optional<String> micro,
        int runs,
        int noiseRuns,
        double scale,
        long fileBytes,
        String standIn,
        Optional<Path> millrace,
        String commit,
        Path results,
        Optional<Path> page,
        Path directory) {

    private static final String NONE = "none";
    private static final String PEERS = "rsyslog";

    static Settings ofSystemProperties() {
        Path directory = Path.of(property("directory", "target/bench"));
        return new Settings(
                names(property("scenarios", "")),
                property("only", ""),
                names(property("peers", PEERS)).stream()
                        .filter(name -> !name.equals(NONE))
                        .toList(),
                Optional.of(property("micro", "")).filter(text -> !text.isEmpty()),
                Integer.parseInt(property("runs", "5")),
                Integer.parseInt(property("noise-runs", "3")),
                Double.parseDouble(property("scale", "1")),
                Long.parseLong(property("file-bytes", "4000000000")),
                property("stand-in", ""),
                Optional.of(property("millrace", "")).filter(text -> !text.isEmpty()).map(Path::of),
                property("commit", "unknown"),
                Path.of(property("results", directory.resolve("results").toString())),
                Optional.of(property("page", "")).filter(text -> !text.isEmpty()).map(Path::of),
                directory);
    }

    private static List<String> names(String separatedByCommas) {
        return List.of(separatedByCommas.split(",")).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** A property that Maven passes on empty counts as not given. */
    private static String property(String name, String otherwise) {
        String value = System.getProperty("bench." + name, "");
        return value.isEmpty() || value.startsWith("${") ? otherwise : value;
    }

    /** Whether nothing is measured. */
    boolean isIdle() {
        return scenarios.equals(List.of(NONE));
    }

    /** The command that measures the same scenario with the same settings again. */
    String command(String scenario) {
        return "./mvnw -q -Pquick,bench -pl bench -am verify -Dbench.scenarios="
                + scenario
                + " -Dbench.runs="
                + runs
                + " -Dbench.noise-runs="
                + noiseRuns
                + " -Dbench.scale="
                + scale
                + " -Dbench.file-bytes="
                + fileBytes
                + (standIn.isEmpty() ? "" : " -Dbench.stand-in=" + standIn)
                + (only.isEmpty() ? "" : " -Dbench.only=" + only)
                + (peers.equals(List.of(PEERS)) ? "" : " -Dbench.peers=" + peerNames());
    }

    private String peerNames() {
        return peers.isEmpty() ? NONE : String.join(",", peers);
    }
}
