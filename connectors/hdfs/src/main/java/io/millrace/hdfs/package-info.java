// SPDX-License-Identifier: Apache-2.0
/**
 * The sink {@code hdfs}: files on HDFS, on the local disk and on whatever else Hadoop's file system
 * interface reaches.
 *
 * <p>It is the only module that sees Hadoop, and it lives behind the plugin wall. The engine calls
 * {@link io.millrace.hdfs.HdfsSink} on the sink's thread; everything that touches Hadoop runs on a
 * thread of {@link io.millrace.hdfs.GuardedCalls}, one task for each batch. A {@link
 * io.millrace.hdfs.Bucket} and its file belong either to the sink or to the one task that is under
 * way, never to both.
 */
@NullMarked
package io.millrace.hdfs;

import org.jspecify.annotations.NullMarked;
