// SPDX-License-Identifier: Apache-2.0
/**
 * How what the engine counts is shown: Apache Flume's JSON and JMX names, Prometheus and
 * OpenMetrics, health, over HTTP.
 *
 * <p>Views only: nothing here is called by the data path, and reading waits for nothing on it. The
 * names that Flume gave are known in {@link io.millrace.engine.monitor.FlumeView} and nowhere else;
 * {@code docs/metrics.md} lists all names.
 */
@NullMarked
package io.millrace.engine.monitor;

import org.jspecify.annotations.NullMarked;
