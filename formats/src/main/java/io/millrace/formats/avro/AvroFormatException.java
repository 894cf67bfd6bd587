// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import java.io.IOException;

/** Bytes that are not what Avro says; the message says which. */
public final class AvroFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public AvroFormatException(String message) {
        super(message);
    }

    AvroFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
