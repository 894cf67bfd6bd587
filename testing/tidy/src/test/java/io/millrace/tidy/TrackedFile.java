// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A file as the rules see it.
 *
 * @param path relative to the root, with slashes
 * @param bytes what it holds
 */
record TrackedFile(String path, byte[] bytes) {
    static TrackedFile of(String path, String text) {
        return new TrackedFile(path, text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isJava() {
        return path.endsWith(".java");
    }

    /** Code that ships; what is below src/test and testing/ does not. */
    boolean isProduction() {
        return isJava() && path.contains("src/main/java/") && !path.startsWith("testing/");
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String directory() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /**
     * Test data that stands byte for byte as it was found; .gitattributes names the same places.
     */
    boolean isVerbatim() {
        return path.startsWith("testing/corpus/")
                || path.contains("src/test/resources/corpus/")
                || path.contains("src/test/resources/golden/");
    }

    boolean isBinary() {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return path.matches(".*\\.(jar|png|gz|zip|frame|avro)");
    }

    boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
