// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * The bytes of a configuration and what to call them.
 *
 * @param name what places are named after: the path of the file as the user wrote it
 * @param content in UTF-8, UTF-16 with a byte order mark, or ISO-8859-1; not changed afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or hashes it.
public record ConfigurationText(String name, byte[] content) {}
