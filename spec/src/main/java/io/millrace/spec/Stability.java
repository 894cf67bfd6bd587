// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

/** What a user may rely on. */
public enum Stability {
    /** Keys and behaviour change only with a deprecation. */
    STABLE,
    /** Complete, but keys may still change between minor versions. */
    BETA,
    /** May change or go. */
    EXPERIMENTAL
}
