// SPDX-License-Identifier: Apache-2.0
/**
 * How events become the bytes of a file, and headers the name of it: event serializers and path
 * templates for every sink that writes files.
 *
 * <p>It opens no file and rolls none; a sink does that. Nothing here is safe for several threads at
 * once: a sink has its own serializer for each file and its own resolver.
 */
@NullMarked
package io.millrace.formats;

import org.jspecify.annotations.NullMarked;
