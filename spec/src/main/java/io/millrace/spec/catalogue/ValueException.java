// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

/** A text is no value of its property. The message is both sentences. */
public final class ValueException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String what;
    private final String remedy;

    public ValueException(String what, String remedy) {
        super(what + ": " + remedy);
        this.what = what;
        this.remedy = remedy;
    }

    /** What is wrong, with the user's text unless it is a secret. */
    public String what() {
        return what;
    }

    /** What to write. */
    public String remedy() {
        return remedy;
    }
}
