// SPDX-License-Identifier: Apache-2.0
/**
 * A plugin to copy from: a source, an interceptor and a sink, each a configuration record and the
 * component that the record creates.
 */
@NullMarked
package org.example.plugin;

import org.jspecify.annotations.NullMarked;
