// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.agent.CommandProblems;
import io.millrace.spi.Problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A component as the command line writes it: {@code netcat:port=44444,bind=0.0.0.0}. A comma parts
 * two settings only where a key and an equals sign follow, so that values may hold commas.
 *
 * @param type what stands behind {@code type =} in a file
 * @param settings by key, in order
 */
record Expression(String type, Map<String, String> settings) {
    private static final Pattern NEXT_KEY = Pattern.compile(",(?=[A-Za-z][\\w.*-]*=)");

    /** Reads one, or says what is wrong with it. */
    static Expression parse(String text) throws BadExpression {
        int colon = text.indexOf(':');
        String type = (colon < 0 ? text : text.substring(0, colon)).strip();
        if (type.isEmpty() || type.contains("=") || type.contains(" ")) {
            throw new BadExpression(
                    CommandProblems.badExpression(text, "it begins with no type of a component"));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        for (String setting : rest.isBlank() ? new String[0] : NEXT_KEY.split(rest)) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw new BadExpression(
                        CommandProblems.badExpression(
                                text, "\"" + setting + "\" is not of the form key=value"));
            }
            settings.put(setting.substring(0, equals).strip(), setting.substring(equals + 1));
        }
        return new Expression(type, settings);
    }

    /** The same with one more setting at the end, unless the key is set. */
    Expression with(String key, String value) {
        if (settings.containsKey(key)) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new Expression(type, more);
    }

    /** Text that is no expression. */
    static final class BadExpression extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        BadExpression(Problem problem) {
            super(problem.what());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
