// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.millrace.hdfs;

import org.jspecify.annotations.NullMarked;
