// SPDX-License-Identifier: Apache-2.0
/** Micro benchmarks with JMH of what every batch goes through. */
@NullMarked
package io.millrace.bench.micro;

import org.jspecify.annotations.NullMarked;
