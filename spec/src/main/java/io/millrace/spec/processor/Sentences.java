// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

/** What passes for documentation. */
final class Sentences {

    private Sentences() {}

    /** Whether there are at least two words; one word says nothing that the name does not say. */
    static boolean isSentence(String text) {
        return text.strip().split("\\s+").length >= 2;
    }
}
