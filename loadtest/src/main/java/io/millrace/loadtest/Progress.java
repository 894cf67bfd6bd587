// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

/** Is told how far a load test is. Called by the thread that runs it. */
public interface Progress {
    /** Nobody listens. */
    Progress NONE =
            new Progress() {
                @Override
                public void phase(String what) {}

                @Override
                public void second(Sample sample) {}

                @Override
                public boolean isStopAsked() {
                    return false;
                }
            };

    /** Something begins: {@code warm-up}, {@code measured at 5,000/s}. */
    void phase(String what);

    /** A second is over. */
    void second(Sample sample);

    /** Whether the user wants it to end; what was measured until then is told. */
    boolean isStopAsked();
}
