// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

/** One place that breaks a rule, with what to write instead. Lines count from 1. */
record Offence(String rule, String path, int line, String instead) {
    @Override
    public String toString() {
        return path + ":" + line + ": " + rule + ": " + instead;
    }
}
