// SPDX-License-Identifier: Apache-2.0
/**
 * What the engine and the components count, and nothing of how it is shown.
 *
 * <p>Counting is per batch. The views (Flume's JSON and JMX names, Prometheus) read these meters
 * from outside; no component knows them. Every type is safe for any thread, and reading never waits
 * for the data path.
 */
@NullMarked
package io.millrace.engine.meters;

import org.jspecify.annotations.NullMarked;
