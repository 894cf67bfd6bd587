// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

/**
 * A frame in two pieces, which follow each other without a gap: what stands before the bodies, and
 * the bodies where they lie. For reading only.
 *
 * @param head header, section table and all sections but the bodies
 * @param bodies the array with the bodies; often that of a block
 * @param bodiesAt where they begin in it
 * @param bodiesLength their length in bytes
 */
public record EncodedFrame(byte[] head, byte[] bodies, int bodiesAt, int bodiesLength) {

    /** The length of the frame in bytes. */
    public int length() {
        return head.length + bodiesLength;
    }
}
