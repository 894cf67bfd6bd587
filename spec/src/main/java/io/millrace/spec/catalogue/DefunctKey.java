// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

/**
 * A key that is accepted and has no effect any more.
 *
 * @param key below the component
 * @param reason why, and what serves instead: one sentence
 */
public record DefunctKey(String key, String reason) {}
