// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is found, in whatever order, and gives it in the order of the files. */
final class Problems {
    private record Found(Origin origin, Problem problem) {}

    private final List<Found> found = new ArrayList<>();
    private final List<String> files;

    /** Collects for these files, which came in this order. */
    Problems(List<String> files) {
        this.files = List.copyOf(files);
    }

    /** Starts with what another one holds. */
    Problems(Problems other) {
        this(other.files);
        found.addAll(other.found);
    }

    void add(Code code, Entry entry, String what, String effect, String remedy) {
        add(code, entry.origin(), entry.key(), what, effect, remedy);
    }

    void add(Code code, Origin origin, String key, String what, String effect, String remedy) {
        add(code, code.severity, origin, key, what, effect, remedy);
    }

    void add(
            Code code,
            Severity severity,
            Origin origin,
            String key,
            String what,
            String effect,
            String remedy) {
        var problem =
                new Problem(code.number, severity, origin.toString(), key, what, effect, remedy);
        found.add(new Found(origin, problem));
    }

    /** All that was found: by file, line, and, for one line, the worst first. */
    List<Problem> inOrder() {
        return found.stream()
                .sorted(
                        Comparator.comparingInt((Found each) -> files.indexOf(each.origin.file()))
                                .thenComparingInt(each -> each.origin.line())
                                .thenComparing(each -> each.problem.severity()))
                .map(Found::problem)
                .distinct()
                .toList();
    }
}
