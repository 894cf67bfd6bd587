// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.Sum;

import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Syncable;

import java.io.IOException;
import java.io.OutputStream;

/** Sums what it hands on. */
final class SummedStream extends OutputStream implements Syncable {
    private final FSDataOutputStream out;
    private final Sum sum;

    SummedStream(FSDataOutputStream out, Sum sum) {
        this.out = out;
        this.sum = sum;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        OutputStream target = out;
        target.write(source, offset, length);
        sum.add(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void hflush() throws IOException {
        out.hflush();
    }

    @Override
    public void hsync() throws IOException {
        out.hsync();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
