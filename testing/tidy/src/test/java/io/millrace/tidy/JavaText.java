// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

/**
 * The text of a Java file, parted into code and comments, so that a banned word in a string or in
 * prose is no offence. Both parts have the lines of the whole; what belongs elsewhere is blank.
 */
record JavaText(String code, String comments) {
    private enum State {
        CODE,
        LINE_COMMENT,
        BLOCK_COMMENT,
        STRING,
        TEXT_BLOCK,
        CHARACTER
    }

    static JavaText of(String text) {
        var code = new StringBuilder(text.length());
        var comments = new StringBuilder(text.length());
        State state = State.CODE;
        int at = 0;
        while (at < text.length()) {
            int length = 1;
            State next = state;
            boolean isComment = state == State.LINE_COMMENT || state == State.BLOCK_COMMENT;
            boolean isCode = state == State.CODE;
            switch (state) {
                case CODE -> {
                    if (text.startsWith("//", at)) {
                        next = State.LINE_COMMENT;
                    } else if (text.startsWith("/*", at)) {
                        next = State.BLOCK_COMMENT;
                        length = 2;
                    } else if (text.startsWith("\"\"\"", at)) {
                        next = State.TEXT_BLOCK;
                        length = 3;
                    } else if (text.charAt(at) == '"') {
                        next = State.STRING;
                    } else if (text.charAt(at) == '\'') {
                        next = State.CHARACTER;
                    }
                    isComment = next == State.LINE_COMMENT || next == State.BLOCK_COMMENT;
                    isCode = !isComment;
                }
                case LINE_COMMENT -> next = text.charAt(at) == '\n' ? State.CODE : state;
                case BLOCK_COMMENT -> {
                    if (text.startsWith("*/", at)) {
                        next = State.CODE;
                        length = 2;
                    }
                }
                case STRING, CHARACTER -> {
                    char end = state == State.STRING ? '"' : '\'';
                    if (text.charAt(at) == '\\') {
                        length = 2;
                    } else if (text.charAt(at) == end || text.charAt(at) == '\n') {
                        next = State.CODE;
                    }
                }
                case TEXT_BLOCK -> {
                    if (text.charAt(at) == '\\') {
                        length = 2;
                    } else if (text.startsWith("\"\"\"", at)) {
                        next = State.CODE;
                        length = 3;
                    }
                }
            }
            int end = Math.min(text.length(), at + length);
            for (; at < end; at++) {
                char c = text.charAt(at);
                boolean isBreak = c == '\n';
                code.append(isCode || isBreak ? c : ' ');
                comments.append(isComment || isBreak ? c : ' ');
            }
            state = next;
        }
        return new JavaText(code.toString(), comments.toString());
    }
}
