// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec;

/** A number of bytes, written {@code 64MB} or as a bare number. K, M, G are powers of 1024. */
public record ByteSize(long bytes) {
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }
}
